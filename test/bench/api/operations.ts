// The operations of the bench: what a client sends, as whom, and which floors answer the same.

export type As = 'nobody' | 'person' | 'administrator';

/** Bare Yoga without plugins; the same with rows by plain `pg`; Yoga with Prisma, a query for each section, and no cache. */
export const FLOORS = ['bare', 'pg', 'naive'] as const;
export type Floor = (typeof FLOORS)[number];

export interface Operation {
  readonly name: string;
  readonly query: string;
  /** A person asks for the own profile. */
  readonly as: As;
  readonly floors: readonly Floor[];
}

const TYPENAME = '{ __typename }';
const COMPLETION = 'query ($id: ID!) { profile(id: $id) { completion { percentage } } }';
const NAME = 'query ($id: ID!) { profile(id: $id) { fullName } }';
const SAVE_BIO = `mutation ($id: ID, $text: String) {
  saveBio(profileId: $id, input: { label: "Engineer", summary: $text }) { __typename } }`;

export const CONSTANT = TYPENAME;

export const OPERATIONS: readonly Operation[] = [
  { name: TYPENAME, query: TYPENAME, as: 'nobody', floors: ['bare'] },
  { name: TYPENAME, query: TYPENAME, as: 'person', floors: [] },
  { name: TYPENAME, query: TYPENAME, as: 'administrator', floors: [] },
  { name: 'profile { fullName }', query: NAME, as: 'nobody', floors: ['pg', 'naive'] },
  { name: 'profile { fullName }', query: NAME, as: 'person', floors: [] },
  { name: 'profile { completion { percentage } }', query: COMPLETION, as: 'nobody', floors: ['pg', 'naive'] },
  { name: 'profile { completion { percentage } }', query: COMPLETION, as: 'person', floors: [] },
  {
    name: 'the same, each section',
    query: 'query ($id: ID!) { profile(id: $id) { completion { percentage sections { name status } } } }',
    as: 'nobody',
    floors: [],
  },
  {
    name: 'profiles(100) { experience }',
    query: '{ profiles(first: 100) { edges { node { experience { id name } } } } }',
    as: 'nobody',
    floors: ['pg', 'naive'],
  },
  {
    name: 'profiles(100) { completion }',
    query: '{ profiles(first: 100) { edges { node { completion { percentage } } } } }',
    as: 'administrator',
    floors: ['naive'],
  },
  {
    name: 'searchProfiles(20)',
    query: '{ searchProfiles(query: "engineer", first: 20) { hits { profile { id fullName } } } }',
    as: 'nobody',
    floors: [],
  },
  { name: 'saveBio', query: SAVE_BIO, as: 'person', floors: ['pg', 'naive'] },
];
