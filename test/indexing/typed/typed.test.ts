// What people type is found: by the settings of the index and the words of the document, as Algolia documents what they do. Each
// search runs over the local server. Where the settings or the document find somebody, it runs also without them.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startLocalSearchServer, type LocalSearchServer } from '../../../src/dev/search/server.ts';
import { buildDocuments, type ProfileDocument } from '../../../src/indexing/document.ts';
import { indexSettings } from '../../../src/indexing/settings.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../src/search/json.ts';
import { adminKey, appId, clientFor, configure, save, type Client } from '../../dev/search/support.ts';
import { useVitae } from '../../support/vitae.ts';
import { PEOPLE, type Person } from './people.ts';
import { SEARCHES, type By } from './searches.ts';

const vitae = useVitae({ workers: false });
let server: LocalSearchServer;
let client: Client;
const idOf = (name: string) =>
  `00000000-0000-7000-8000-${(Object.keys(PEOPLE).indexOf(name) + 1).toString().padStart(12, '0')}`;
const people: readonly (readonly [string, Person])[] = Object.entries(PEOPLE);
const nameOf = new Map(people.map(([name]) => [idOf(name), name]));

beforeAll(async () => {
  await fill();
  const documents = await buildDocuments(vitae.db, await vitae.db.profile.findMany());
  server = await startLocalSearchServer({ appId, adminKey, maxRecordBytes: 100_000 });
  client = clientFor(server.url);
  const whole = documents.map(({ document }) => document);
  await index('whole', whole, indexSettings);
  for (const [by, change] of Object.entries(WITHOUT))
    await index(by, whole.map(change.document), change.settings);
});
afterAll(() => server.close());

async function index(name: string, documents: readonly JsonObject[], settings: JsonObject): Promise<void> {
  await configure(client, settings, name);
  await save(client, [...documents], name);
}

const asItIs = (document: ProfileDocument): JsonObject => document;
const withoutSetting = (name: keyof typeof indexSettings) => ({
  settings: { ...indexSettings, [name]: null },
  document: asItIs,
});
const withoutAttributes = (...names: readonly string[]) => ({
  settings: indexSettings,
  document: (document: ProfileDocument) => without(document, names),
});

const WITHOUT: Record<By, { settings: JsonObject; document: (document: ProfileDocument) => JsonObject }> = {
  separatorsToIndex: withoutSetting('separatorsToIndex'),
  customNormalization: withoutSetting('customNormalization'),
  allowTyposOnNumericTokens: withoutSetting('allowTyposOnNumericTokens'),
  indexLanguages: withoutSetting('indexLanguages'),
  searchWords: withoutAttributes('searchWords'),
  'shown names': withoutAttributes('countryNames', 'names'),
  'texts of positions': withoutAttributes('summary', 'highlights'),
};

function without(value: JsonObject, names: readonly string[]): JsonObject {
  const strip = (inner: JsonValue): JsonValue => {
    if (Array.isArray(inner)) return inner.map(strip);
    return isJsonObject(inner) ? without(inner, names) : inner;
  };
  const kept = Object.entries(value).filter(([name]) => !names.includes(name));
  return Object.fromEntries(kept.map(([name, inner]) => [name, strip(inner)]));
}

async function find(query: string, indexName: string): Promise<string[]> {
  const { hits } = await client.searchSingleIndex({ indexName, searchParams: { query, hitsPerPage: 100 } });
  return hits.map(({ objectID }) => nameOf.get(objectID) ?? objectID);
}

const searches = SEARCHES.map(([kind, query, expected, by]) => ({ kind, query, expected, by }));

it.each(searches)('$kind: $query finds $expected', async ({ query, expected, by }) => {
  const words = expected.split(' ');
  const wanted = words.filter((name) => !name.startsWith('!'));
  const unwanted = words.filter((name) => name.startsWith('!')).map((name) => name.slice(1));
  const isRight = (found: readonly string[]) =>
    wanted.every((name) => found.includes(name)) && !unwanted.some((name) => found.includes(name));
  const found = await find(query, 'whole');
  expect(isRight(found), `found ${found.join(' ')}`).toBe(true);
  if (by !== undefined) expect(isRight(await find(query, by)), `without ${by}`).toBe(false);
});

it.each([
  ['Go', 'gita'],
  ['C', 'dmitri'],
  ['R', 'rita'],
  ['C++', 'ada'],
])('who has the skill %s comes first', async (query, first) => {
  expect((await find(query, 'whole'))[0]).toBe(first);
});

it('a facet counts the spellings of a skill as one, and a person can search in it', async () => {
  const facet = 'skills.shownName';
  const { facets } = await client.searchSingleIndex({
    indexName: 'whole',
    searchParams: { facets: [facet] },
  });
  expect(facets?.[facet]).toMatchObject({
    'Node.js': 3,
    Kubernetes: 2,
    PostgreSQL: 2,
    JavaScript: 2,
    React: 2,
    Go: 2,
    'C++': 1,
    'C#': 1,
    C: 1,
  });
  const { facetHits } = await client.searchForFacetValues({
    indexName: 'whole',
    facetName: facet,
    searchForFacetValuesRequest: { facetQuery: 'kub' },
  });
  expect(facetHits).toEqual([{ value: 'Kubernetes', highlighted: '<em>Kub</em>ernetes', count: 2 }]);
});

it('the document holds the words that no setting can find, and the settings are those of Algolia', () => {
  expect(indexSettings).toMatchObject({
    separatorsToIndex: '+#',
    allowTyposOnNumericTokens: false,
    indexLanguages: ['ja'],
    queryLanguages: ['ja', 'zh'],
  });
  for (const [letter, replacement] of Object.entries(indexSettings.customNormalization.default)) {
    // What Algolia accepts.
    expect([letter.length, replacement.length <= 2], letter).toEqual([1, true]);
  }
});

async function fill(): Promise<void> {
  await vitae.db.profile.createMany({
    data: people.map(([name, { fullName }]) => ({
      id: idOf(name),
      handle: name === 'ada' ? 'ada-fairweather' : name,
      fullName,
    })),
  });
  const rows = <Row>(read: (person: Person, name: string) => readonly Row[]) =>
    people.flatMap(([name, person]) =>
      read(person, name).map((row, ordinal) => ({ ...row, ordinal, profileId: idOf(name) })),
    );
  await vitae.db.bio.createMany({
    data: people.map(([name, { label = null, summary = null }]) => ({
      profileId: idOf(name),
      label,
      summary,
    })),
  });
  await vitae.db.location.createMany({
    data: people.flatMap(([name, { place }]) =>
      place ? [{ profileId: idOf(name), city: place[0], countryCode: place[1] }] : [],
    ),
  });
  await vitae.db.skill.createMany({ data: rows(({ skills = [] }) => skills.map((name) => ({ name }))) });
  await vitae.db.experience.createMany({
    data: rows(({ job }) => {
      if (job === undefined) return [];
      const [name, position, summary = null, ...highlights] = job;
      return [{ name, position, summary, highlights }];
    }),
  });
  await vitae.db.education.createMany({
    data: rows(({ school }) =>
      school ? [{ institution: school[0], area: school[1], studyType: school[2] }] : [],
    ),
  });
  await vitae.db.language.createMany({
    data: rows(({ languages = [] }) => languages.map(([language, code]) => ({ language, code }))),
  });
}
