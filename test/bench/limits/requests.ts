// The requests that cost most of those that the limits of production allow, of each kind.

export interface WorstRequest {
  readonly kind: string;
  readonly document: string;
  readonly as: 'anybody' | 'owner' | 'administrator';
}

const times = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => part(index)).join(' ');

const EXPERIENCE = 'experience { id name summary highlights }';
const LISTS = `${EXPERIENCE} education { id institution courses } skills { name keywords }
  languages { language } socialLinks { network url }`;
const HIGHLIGHTS = 'experience { highlights }';

/** @param id of a profile that holds as much as one may hold; the owner is this person */
export function worstRequests(id: string): readonly WorstRequest[] {
  const profile = (index: number) => `a${index}: profile(id: "${id}") { ${HIGHLIGHTS} }`;
  return [
    { kind: 'one profile', document: `{ profile(id: "${id}") { ${LISTS} } }`, as: 'anybody' },
    { kind: 'one profile, 29 aliases', document: `{ ${times(29, profile)} }`, as: 'anybody' },
    {
      kind: 'a page of profiles',
      document: `{ profiles(first: 100) { edges { node { ${HIGHLIGHTS} } } } }`,
      as: 'anybody',
    },
    {
      kind: 'a page of profiles, all lists',
      document: `{ profiles(first: 100) { edges { node { ${LISTS} } } } }`,
      as: 'anybody',
    },
    {
      kind: 'a page of profiles, 29 aliases',
      document: `{ ${times(29, (index) => `a${index}: profiles(first: 100) { edges { node { ${HIGHLIGHTS} } } }`)} }`,
      as: 'anybody',
    },
    {
      kind: 'a search, 25 aliases',
      document: `{ ${times(25, (index) => `a${index}: searchProfiles(query: "", first: 100) { hits { profile { ${HIGHLIGHTS} } } }`)} }`,
      as: 'anybody',
    },
    {
      kind: 'many fields: cost near the maximum',
      document: `{ profiles(first: 100) { edges { node { id ${times(20, (index) => `a${index}: completion { percentage computedAt sections { name status } }`)} } } } }`,
      as: 'anybody',
    },
    {
      kind: 'a mutation, 29 aliases',
      document: `mutation { ${times(29, (index) => `a${index}: saveBio(input: { label: "Large" }) { ... on ProfilePayload { profile { ${HIGHLIGHTS} } } }`)} }`,
      as: 'owner',
    },
    {
      kind: 'errors of validation',
      document: `query ${'n'.repeat(900_000)} { ${times(29, (index) => `a${index}: profile(id: $v${index}) { id }`)} }`,
      as: 'anybody',
    },
    {
      kind: 'a page of dead letters, 29 aliases',
      document: `{ ${times(29, (index) => `a${index}: deadLetters(queue: "profile-changed", first: 100) { edges { node { payload profile { ${HIGHLIGHTS} } } } }`)} }`,
      as: 'administrator',
    },
    {
      kind: 'an inspection, 29 aliases',
      document: `{ ${times(29, (index) => `a${index}: profileInspection(id: "${id}") { expectedDocument indexedDocument profile { ${HIGHLIGHTS} } }`)} }`,
      as: 'administrator',
    },
  ];
}
