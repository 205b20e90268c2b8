// A page costs a constant number of SQL statements, whatever its size.
import { getNamedType, isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { seedProfiles } from '../../src/dev/demo/seed.ts';
import { sections } from '../../src/sections/registry.ts';
import { schema } from '../../src/server/schema.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';
import { mutated } from '../support/mutations.ts';

let vitae: Vitae;
beforeAll(async () => {
  vitae = await startVitae();
  await seedProfiles({ url: vitae.url, count: 400 });
});
afterAll(() => vitae.close());

/** Every field of the type, at any depth, but the resume, which test/resume/api.test.ts counts. */
function fieldsOf(typeName: string): string {
  const type = schema.getType(typeName);
  if (!isObjectType(type)) return '';
  const fields = Object.values(type.getFields()).filter(({ name }) => name !== 'resume');
  return `{ ${fields.map((field) => `${field.name} ${fieldsOf(getNamedType(field.type).name)}`).join(' ')} }`;
}
const PROFILE = fieldsOf('Profile');

/** Without BEGIN and COMMIT, and without the statements of the sweeps in the same process. */
async function statements(document: string, variables: object, of = vitae): Promise<string[]> {
  const sent = await of.countSql(async () => {
    const { errors, text } = await of.send(document, variables, 'admin');
    expect(errors, text).toBeUndefined();
  });
  return sent.filter((sql) => !/^(BEGIN|COMMIT)|cache_invalidation|undeclared_write|search_state/.test(sql));
}

async function cursorAfter(first: number, after: string | null): Promise<string> {
  const document =
    'query ($first: Int, $after: String) { profiles(first: $first, after: $after) { pageInfo { endCursor } } }';
  const { text } = await vitae.send(document, { first, after }, 'admin');
  return /"endCursor":"([^"]+)"/.exec(text)?.[1] ?? '';
}

describe('a page of profiles with all sections and completions', () => {
  const document = `query ($first: Int, $after: String) {
    profiles(first: $first, after: $after) { edges { cursor node ${PROFILE} } pageInfo { endCursor hasNextPage } } }`;

  it('costs one statement for the profiles, one for each section, and one for the completions', async () => {
    const ten = await statements(document, { first: 10, after: null });
    // Other profiles, whose completions are not cached.
    const after = await cursorAfter(10, null);
    const fifty = await statements(document, { first: 50, after });
    expect(fifty).toHaveLength(ten.length);
    expect(ten).toHaveLength(1 + sections.length + 1);
  });

  it('costs one statement less where the completions are cached', async () => {
    const after = await cursorAfter(100, await cursorAfter(10, null));
    await statements(document, { first: 50, after });
    expect(await statements(document, { first: 50, after })).toHaveLength(1 + sections.length);
  });

  it('costs one statement without sections', async () => {
    const bare = '{ profiles(first: 100) { edges { node { id fullName } } } }';
    expect(await statements(bare, {})).toHaveLength(1);
  });

  it('reads only the sections that the query selects, also for the completion', async () => {
    const after = await cursorAfter(100, await cursorAfter(100, null));
    const some = `query ($after: String) { profiles(first: 100, after: $after) { edges { node {
      bio { label } completion(sections: [photo, skill]) { percentage } } } } }`;
    const sent = await statements(some, { after });
    expect(sent).toHaveLength(1 + 1 + 1);
    const completion = sent.find((sql) => sql.includes('wanted'));
    expect([...(completion?.matchAll(/FROM "(\w+)"/g) ?? [])].map(([, table]) => table)).toEqual([
      'photo',
      'skill',
    ]);
  });
});

describe('other reads of profiles', () => {
  const idsOf = async (first: number) => {
    const { text } = await vitae.send(`{ profiles(first: ${first}) { edges { node { id } } } }`, {}, 'admin');
    return [...text.matchAll(/"id":"([^"]+)"/g)].map(([, id]) => id);
  };

  it('a page with a filter or an order costs one statement more, and the count one', async () => {
    const page = (args: string, fields = '') =>
      statements(`{ profiles(first: 100, ${args}) { edges { node { id fullName } } ${fields} } }`, {});
    for (const field of ['CREATED_AT', 'UPDATED_AT', 'HANDLE', 'FULL_NAME'])
      expect(await page(`orderBy: { field: ${field} }`)).toHaveLength(2);
    expect(await page('filter: { namePrefix: "a" }')).toHaveLength(2);
    expect(await page('filter: { namePrefix: "no such name" }')).toHaveLength(1);
    expect(await page('filter: { namePrefix: "a" }', 'totalCount')).toHaveLength(3);
    expect(await page('after: null', 'totalCount')).toHaveLength(2);
  });

  it('profilesByIds costs one statement, whatever the number of ids', async () => {
    const document = 'query ($ids: [ID!]!) { profilesByIds(ids: $ids) { id fullName } }';
    for (const count of [1, 100])
      expect(await statements(document, { ids: await idsOf(count) })).toHaveLength(1);
  });

  it('a profile by its handle costs one statement, as by its id', async () => {
    const [id] = await idsOf(1);
    const { text } = await vitae.send(`{ profile(id: "${id ?? ''}") { handle } }`, {}, null);
    const handle = /"handle":"([^"]+)"/.exec(text)?.[1];
    expect(
      await statements(
        'query ($handle: String) { profile(handle: $handle) { id createdAt updatedAt url } }',
        { handle },
      ),
    ).toHaveLength(1);
  });
});

describe('a page of search results with all sections and completions', () => {
  const document = `query ($first: Int, $min: Int) { searchProfiles(query: "", first: $first, minCompletion: $min) {
    totalCount hits { id completion { percentage } profile ${PROFILE} } } }`;

  it('costs one statement for the profiles that may be seen, one for each section, and one more where a completion is not cached', async () => {
    const { text } = await vitae.send('mutation { startReindex(input: { mode: FULL }) { id } }', {}, 'admin');
    expect(text).not.toContain('errors');
    await vitae.idle();
    const first = await statements(document, { first: 50, min: 0 });
    const [ten, fifty] = [
      await statements(document, { first: 10, min: 0 }),
      await statements(document, { first: 50, min: 0 }),
    ];
    expect(fifty).toHaveLength(ten.length);
    expect(ten).toHaveLength(1 + sections.length);
    expect(first.length).toBeLessThanOrEqual(ten.length + 1);
  });
});

describe('a page of search results with completions, highlights and facets', () => {
  const document = `query ($first: Int, $after: String) { searchProfiles(query: "a", first: $first, after: $after,
    filter: { minCompletion: 1, filled: [skill, bio] }, facets: [SKILL, LANGUAGE, COUNTRY, CITY]) {
    totalCount isExhaustive pageInfo { endCursor hasNextPage } facets { facet values { value count } }
    hits { id completion { percentage } highlights { attribute value } } } }`;
  const pageRule = z.object({
    hits: z.array(z.object({ highlights: z.array(z.unknown()) })),
    pageInfo: z.object({ endCursor: z.string() }),
  });

  it.each([10, 100])(
    'of %i hits costs one search, one read of the cache and one statement',
    async (first) => {
      const { data, text } = await vitae.send(document, { first }, 'admin');
      const { hits, pageInfo } = pageRule.parse(data?.['searchProfiles'], { error: () => text });
      expect(hits).toHaveLength(first);
      expect(hits.every(({ highlights }) => highlights.length > 0)).toBe(true);
      const second = { first, after: pageInfo.endCursor };
      await vitae.send(document, second, 'admin');
      const searches = vi.spyOn(vitae.services.search, 'search');
      const reads = vi.spyOn(vitae.services.cache, 'getOrComputeMany');
      // Its completions are in the cache.
      expect(await statements(document, second)).toHaveLength(1);
      expect([searches.mock.calls.length, reads.mock.calls.length]).toEqual([1, 1]);
      vi.restoreAllMocks();
    },
  );

  it('without hits costs no statement', async () => {
    const facets =
      '{ searchProfiles(query: "a", first: 1, facets: [SKILL]) { totalCount facets { facet } } }';
    expect(await statements(facets, {})).toEqual([]);
  });
});

describe('a mutation', () => {
  it('costs a statement each for the revision, the content, the job that waits and the record', async () => {
    await using quiet = await startVitae({ workers: false, sweeps: false });
    const { profile } = await mutated(quiet, 'createProfile', { input: { fullName: 'Counted' } }, 'admin');
    const save = 'mutation ($id: ID) { saveBio(profileId: $id, input: { summary: "A" }) { __typename } }';
    const sent = await quiet.countSql(() => quiet.send(save, { id: profile?.id }, 'admin'));
    const parts = ['UPDATE profile', 'recorded', '"bio"', 'pgboss', 'COMMIT'];
    // The record is deleted after the answer.
    const inTransaction = sent.filter((sql) => !/^BEGIN|WITH done/.test(sql));
    const order = inTransaction.map((sql) => parts.find((part) => sql.includes(part)));
    expect(order).toEqual(['UPDATE profile', '"bio"', 'pgboss', 'recorded', 'COMMIT']);
  });

  it('returns the whole profile in a number of statements that does not grow with the profile', async () => {
    // A worker in the same process would also read the profile.
    await using quiet = await startVitae({ workers: false });
    const { profile } = await mutated(quiet, 'createProfile', { input: { fullName: 'Growing' } }, 'admin');
    const document = `mutation ($id: ID) { createExperience(profileId: $id, input: { name: "A" }) {
      ... on ExperiencePayload { profile ${PROFILE} } } }`;
    const counts = new Set<number>();
    for (let round = 0; round < 20; round += 1) {
      counts.add(
        (await statements(document, { id: profile?.id }, quiet)).filter((sql) => /"experience"/.test(sql))
          .length,
      );
    }
    expect([...counts]).toHaveLength(1);
  });
});
