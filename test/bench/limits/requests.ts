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

const SECTIONS = ['bio', 'experience', 'education', 'skill', 'language'];

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
      kind: '25 searches of words, with facets and highlights',
      document: `{ ${times(25, (index) => `a${index}: searchProfiles(query: "large peron compny ${index}", first: 5, facets: [SKILL, CITY, COUNTRY, LANGUAGE]) { totalCount facets { facet values { value count } } hits { highlights { attribute value } } }`)} }`,
      as: 'anybody',
    },
    {
      kind: '29 small pages',
      document: `{ ${times(29, (index) => `a${index}: profiles(first: 1) { edges { node { id } } }`)} }`,
      as: 'anybody',
    },
    {
      kind: 'a page of profiles, completions of chosen sections, 28 aliases',
      document: `{ profiles(first: 100) { edges { node { ${times(28, (index) => `a${index}: completion(sections: [${SECTIONS.filter((_, at) => (index + 1) & (1 << at)).join(' ')}]) { percentage }`)} } } } }`,
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
