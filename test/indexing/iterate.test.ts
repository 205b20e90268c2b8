// Owns the walks by keyset: every id that is there throughout comes exactly once and in order, whatever happens beside it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { iterateProfiles, iterateUserIds } from '../../src/indexing/iterate.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';
import { randomFrom } from './search-faults.ts';

const idOf = (n: number) => `01a00000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const ALL = { afterId: null, upToId: null };
const COUNT = 1203;
/** Even numbers are there from the start; odd ones come and go. */
const stable = Array.from({ length: COUNT }, (_, n) => idOf(2 * n));

let vitae: Vitae;
beforeAll(async () => {
  vitae = await startVitae({ workers: false });
  await insert(stable);
});
afterAll(() => vitae.close());

async function insert(ids: readonly string[], visibility: 'PUBLIC' | 'PRIVATE' = 'PUBLIC') {
  await vitae.db.profile.createMany({
    data: ids.map((id) => ({ id, handle: `h-${id}`, fullName: id, visibility })),
  });
}

async function pagesOf(walk: AsyncIterable<readonly string[]>): Promise<string[][]> {
  const pages: string[][] = [];
  for await (const page of walk) pages.push([...page]);
  return pages;
}

describe('iterateUserIds', () => {
  it('gives every id once, in order, 500 at a time', async () => {
    const pages = await pagesOf(iterateUserIds(vitae.db, ALL));
    expect(pages.map((page) => page.length)).toEqual([500, 500, 203]);
    expect(pages.flat()).toEqual(stable);
  });

  it.each([1, 7, 401, COUNT, COUNT + 1])('gives pages of %i', async (size) => {
    const pages = await pagesOf(iterateUserIds(vitae.db, { ...ALL, upToId: stable[400] ?? null }, size));
    expect(pages.flat()).toEqual(stable.slice(0, 401));
    for (const page of pages.slice(0, -1)) expect(page).toHaveLength(size);
    expect(pages.every((page) => page.length > 0)).toBe(true);
  });

  it('leaves out the first end of a range and takes the last', async () => {
    const range = { afterId: stable[10] ?? null, upToId: stable[20] ?? null };
    expect((await pagesOf(iterateUserIds(vitae.db, range, 4))).flat()).toEqual(stable.slice(11, 21));
    expect(await pagesOf(iterateUserIds(vitae.db, { ...range, upToId: range.afterId }))).toEqual([]);
  });

  it('gives what the index holds and the database does not, or no longer shows', async () => {
    const [gone, hidden, never] = [idOf(1), idOf(3), idOf(5)];
    await insert([hidden, never], 'PRIVATE');
    await vitae.db.searchState.createMany({
      data: [
        { profileId: gone, indexed: true },
        { profileId: hidden, indexed: true },
        { profileId: never, indexed: false },
        // Both in the database and the index: once all the same.
        { profileId: stable[0] ?? '', indexed: true },
      ],
    });
    try {
      const found = (
        await pagesOf(iterateUserIds(vitae.db, { ...ALL, upToId: stable[5] ?? null }, 2))
      ).flat();
      expect(found).toEqual([...stable.slice(0, 6), gone, hidden].sort());
    } finally {
      await vitae.db.searchState.deleteMany();
      await vitae.db.profile.deleteMany({ where: { id: { in: [hidden, never] } } });
    }
  });

  it('misses and doubles none of those that stay, while others come and go', async () => {
    const seed = Date.now() % 100_000;
    const random = randomFrom(seed);
    const seen: string[] = [];
    let passing: string[] = [];
    for await (const page of iterateUserIds(vitae.db, ALL, 100)) {
      seen.push(...page);
      await vitae.db.profile.deleteMany({ where: { id: { in: passing } } });
      passing = [...new Set(Array.from({ length: 40 }, () => idOf(2 * Math.floor(random() * COUNT) + 1)))];
      await insert(passing);
    }
    await vitae.db.profile.deleteMany({ where: { id: { in: passing } } });
    expect(seen, `seed ${seed}`).toEqual([...new Set(seen)].sort());
    const there = new Set(stable);
    expect(
      seen.filter((id) => there.has(id)),
      `seed ${seed}`,
    ).toEqual(stable);
  });

  it('goes on after a cut-off walk, from the last id it gave', async () => {
    const first: string[] = [];
    for await (const page of iterateUserIds(vitae.db, ALL, 100)) {
      first.push(...page);
      if (first.length >= 300) break;
    }
    const rest = (await pagesOf(iterateUserIds(vitae.db, { ...ALL, afterId: first.at(-1) ?? null }))).flat();
    expect([...first, ...rest]).toEqual(stable);
  });
});

describe('iterateProfiles', () => {
  it('gives the public ones among the ids, hydrated, 100 at a time', async () => {
    const sizes: number[] = [];
    const names: string[] = [];
    for await (const page of iterateProfiles(vitae.db, stable.slice(0, 250))) {
      sizes.push(page.length);
      names.push(...page.map(({ fullName }) => fullName));
    }
    expect(sizes).toEqual([100, 100, 50]);
    expect(names).toEqual(stable.slice(0, 250));
  });

  it('leaves out the private and the gone, and asks nothing for nothing', async () => {
    const hidden = idOf(7);
    await insert([hidden], 'PRIVATE');
    const found: string[] = [];
    for await (const page of iterateProfiles(vitae.db, [hidden, idOf(9), stable[3] ?? ''], 2))
      found.push(...page.map(({ id }) => id));
    expect(found).toEqual([stable[3]]);
    const sent = await vitae.countSql(async () => {
      expect(await Array.fromAsync(iterateProfiles(vitae.db, []))).toEqual([]);
    });
    expect(sent.filter((sql) => sql.includes('"profile"'))).toEqual([]);
    await vitae.db.profile.delete({ where: { id: hidden } });
  });
});
