// Owns that a page costs a constant number of statements: ten profiles cost what a hundred cost, whatever is asked of them.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedProfiles } from '../../src/dev/demo/seed.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';
import { mutated } from '../support/mutations.ts';

let vitae: Vitae;
beforeAll(async () => {
  vitae = await startVitae();
  await seedProfiles({ url: vitae.url, count: 400 });
});
afterAll(() => vitae.close());

const EVERYTHING = `id handle fullName visibility revision
  completion { percentage computedAt nextChangeAt sections { name status weight updatedAt } }
  phoneNumber { number e164 } bio { label summary } photo { url } location { city countryCode address }
  experience { id name position highlights } education { id institution courses } skills { name keywords }
  languages { language code } socialLinks { id network url }`;

/** Without what every transaction has around it, and what the sweeps of the same process ask meanwhile. */
async function statements(document: string, variables: object, of = vitae): Promise<string[]> {
  const sent = await of.countSql(async () => {
    const { errors, text } = await of.send(document, variables, 'admin');
    expect(errors, text).toBeUndefined();
  });
  return sent.filter((sql) => !/^(BEGIN|COMMIT)|cache_invalidation|search_state/.test(sql));
}

async function cursorAfter(first: number, after: string | null): Promise<string> {
  const document =
    'query ($first: Int, $after: String) { profiles(first: $first, after: $after) { pageInfo { endCursor } } }';
  const { text } = await vitae.send(document, { first, after }, 'admin');
  return /"endCursor":"([^"]+)"/.exec(text)?.[1] ?? '';
}

describe('a page of profiles with all sections and completions', () => {
  const document = `query ($first: Int, $after: String) {
    profiles(first: $first, after: $after) { edges { cursor node { ${EVERYTHING} } } pageInfo { endCursor hasNextPage } } }`;

  it('costs the profiles, and each section once for itself and once for the completion; a hundred as ten', async () => {
    const ten = await statements(document, { first: 10, after: null });
    // Others, so that nothing is cached.
    const after = await cursorAfter(10, null);
    const hundred = await statements(document, { first: 100, after });
    expect(hundred).toHaveLength(ten.length);
    expect(ten).toHaveLength(1 + 9 + 9);
  });

  it('costs nine less where the completions are cached', async () => {
    const after = await cursorAfter(100, await cursorAfter(10, null));
    await statements(document, { first: 50, after });
    expect(await statements(document, { first: 50, after })).toHaveLength(1 + 9);
  });

  it('costs one statement where nothing else is asked', async () => {
    const bare = '{ profiles(first: 100) { edges { node { id fullName } } } }';
    expect(await statements(bare, {})).toHaveLength(1);
  });

  it('asks only the sections that are asked for, also of the completion', async () => {
    const after = await cursorAfter(100, await cursorAfter(100, null));
    const some = `query ($after: String) { profiles(first: 100, after: $after) { edges { node {
      bio { label } completion(sections: [photo, skill]) { percentage } } } } }`;
    expect(await statements(some, { after })).toHaveLength(1 + 1 + 2);
  });
});

describe('a page of search results with all sections and completions', () => {
  const document = `query ($first: Int, $min: Int) { searchProfiles(query: "", first: $first, minCompletion: $min) {
    totalCount hits { id completion { percentage } profile { ${EVERYTHING} } } } }`;

  it('a hundred as ten, and no more than the visible ones, the profiles, and each section twice', async () => {
    const { text } = await vitae.send('mutation { startReindex(input: { mode: FULL }) { id } }', {}, 'admin');
    expect(text).not.toContain('errors');
    await vitae.idle();
    const first = await statements(document, { first: 100, min: 0 });
    const [ten, hundred] = [
      await statements(document, { first: 10, min: 0 }),
      await statements(document, { first: 100, min: 0 }),
    ];
    expect(hundred).toHaveLength(ten.length);
    expect(ten.length).toBeLessThanOrEqual(1 + 1 + 9 + 1);
    expect(first.length).toBeLessThanOrEqual(ten.length + 9);
  });
});

describe('a mutation', () => {
  it('answers with the whole profile in a number of statements that does not grow with it', async () => {
    // A worker of the same process would read the profile meanwhile.
    await using quiet = await startVitae({ workers: false });
    const { profile } = await mutated(quiet, 'createProfile', { input: { fullName: 'Growing' } }, 'admin');
    const document = `mutation ($id: ID) { createExperience(profileId: $id, input: { name: "A" }) {
      ... on ExperiencePayload { profile { ${EVERYTHING} } } } }`;
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
