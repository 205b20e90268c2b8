// Iteration by keyset: every id that stays comes exactly once and in order, while others come and go.
import { beforeAll, describe, expect, it } from 'vitest';
import { iterateProfiles, iterateUserIds } from '../../src/indexing/iterate.ts';
import { useVitae } from '../support/vitae.ts';
import { randomFrom } from './search-faults.ts';

const idOf = (n: number) => `01a00000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const ALL = { afterId: null, upToId: null };
const COUNT = 1203;
const SEED = 1127;
/** Even numbers exist from the start; odd ones come and go. */
const stable = Array.from({ length: COUNT }, (_, n) => idOf(2 * n));

const vitae = useVitae({ workers: false });
beforeAll(async () => {
  await insert(stable);
});

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
  it('returns every id once, in order, in pages of 500', async () => {
    const pages = await pagesOf(iterateUserIds(vitae.db, ALL));
    expect(pages.map((page) => page.length)).toEqual([500, 500, 203]);
    expect(pages.flat()).toEqual(stable);
  });

  it.each([1, 7, 401, COUNT, COUNT + 1])('returns pages of %i', async (size) => {
    const pages = await pagesOf(iterateUserIds(vitae.db, { ...ALL, upToId: stable[400] ?? null }, size));
    expect(pages.flat()).toEqual(stable.slice(0, 401));
    for (const page of pages.slice(0, -1)) expect(page).toHaveLength(size);
    expect(pages.every((page) => page.length > 0)).toBe(true);
  });

  it('excludes the lower bound of a range and includes the upper one', async () => {
    const range = { afterId: stable[10] ?? null, upToId: stable[20] ?? null };
    expect((await pagesOf(iterateUserIds(vitae.db, range, 4))).flat()).toEqual(stable.slice(11, 21));
    expect(await pagesOf(iterateUserIds(vitae.db, { ...range, upToId: range.afterId }))).toEqual([]);
  });

  it('includes profiles that were deleted or hidden and are marked as indexed', async () => {
    const [gone, hidden, never] = [idOf(1), idOf(3), idOf(5)];
    await insert([hidden, never], 'PRIVATE');
    await vitae.db.searchState.createMany({
      data: [
        { profileId: gone, indexed: true },
        { profileId: hidden, indexed: true },
        { profileId: never, indexed: false },
        // In both tables, and still returned once.
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

  it('neither misses nor repeats an id that stays, while others come and go', async () => {
    const random = randomFrom(SEED);
    const seen: string[] = [];
    let passing: string[] = [];
    for await (const page of iterateUserIds(vitae.db, ALL, 100)) {
      seen.push(...page);
      await vitae.db.profile.deleteMany({ where: { id: { in: passing } } });
      passing = [...new Set(Array.from({ length: 40 }, () => idOf(2 * Math.floor(random() * COUNT) + 1)))];
      await insert(passing);
    }
    await vitae.db.profile.deleteMany({ where: { id: { in: passing } } });
    expect(seen, `seed ${SEED}`).toEqual([...new Set(seen)].sort());
    const there = new Set(stable);
    expect(
      seen.filter((id) => there.has(id)),
      `seed ${SEED}`,
    ).toEqual(stable);
  });

  it('continues after the last id of an interrupted iteration', async () => {
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
  it('returns the public profiles with these ids in pages of 100', async () => {
    const sizes: number[] = [];
    const names: string[] = [];
    for await (const page of iterateProfiles(vitae.db, stable.slice(0, 250))) {
      sizes.push(page.length);
      names.push(...page.map(({ fullName }) => fullName));
    }
    expect(sizes).toEqual([100, 100, 50]);
    expect(names).toEqual(stable.slice(0, 250));
  });

  it('leaves out private and deleted profiles, and sends no query for no ids', async () => {
    const hidden = idOf(7);
    await insert([hidden], 'PRIVATE');
    const found: string[] = [];
    for await (const page of iterateProfiles(vitae.db, [hidden, idOf(9), stable[3] ?? ''], 2))
      found.push(...page.map(({ id }) => id));
    expect(found).toEqual([stable[3]]);
    const sent = await vitae.countSql(async () => {
      expect(await Array.fromAsync(iterateProfiles(vitae.services.db, []))).toEqual([]);
    });
    expect(sent.filter((sql) => sql.includes('"profile"'))).toEqual([]);
    await vitae.db.profile.delete({ where: { id: hidden } });
  });
});
