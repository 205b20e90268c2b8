// Pages of a large result: all that the index pages through, and a clear end. Profiles may change between two pages.
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { useVitae } from '../support/vitae.ts';

const COUNT = 1050;
const ids = Array.from(
  { length: COUNT },
  (_, index) => `01a00000-0000-7000-8000-${String(index).padStart(12, '0')}`,
);
const EVEN = { skills: ['Even'] };

const vitae = useVitae({ workers: false, sweeps: false });
beforeAll(async () => {
  await vitae.db.profile.createMany({
    data: ids.map((id, index) => ({ id, handle: `h-${index}`, fullName: `Name ${index}` })),
  });
  await vitae.search.write(
    ids.map((objectID, index) => ({
      type: 'upsert',
      object: {
        objectID,
        version: 1,
        fullName: `Name ${index}`,
        skills: [skillOf(index)],
        completion: { percentage: 50 },
      },
    })),
    { wait: true },
  );
});

const SEARCH = `query ($first: Int, $after: String, $filter: ProfileSearchFilter) {
  searchProfiles(query: "", first: $first, after: $after, filter: $filter) {
    totalCount hits { id } pageInfo { hasNextPage endCursor } } }`;
const pageRule = z.object({
  totalCount: z.number(),
  hits: z.array(z.object({ id: z.string() })),
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
});

function skillOf(index: number) {
  const name = index % 2 === 0 ? 'Even' : 'Odd';
  return { name, shownName: name };
}

async function page(variables: object) {
  const { data, text } = await vitae.send(SEARCH, variables, null);
  return pageRule.parse(data?.['searchProfiles'], { error: () => text });
}

/** @param between runs after each page */
async function walk(
  variables: object,
  between: (page: number) => Promise<unknown> = () => Promise.resolve(),
) {
  const found: string[] = [];
  let after: string | null = null;
  for (let number = 0; ; number += 1) {
    const { hits, pageInfo } = await page({ ...variables, after });
    found.push(...hits.map(({ id }) => id));
    if (!pageInfo.hasNextPage) return { found, end: pageInfo.endCursor };
    after = pageInfo.endCursor;
    await between(number);
  }
}

describe('a walk through all hits', () => {
  it.each([100, 97])('by pages of %i ends at hit 1,000, and a page after it is refused', async (first) => {
    const { found, end } = await walk({ first });
    expect(new Set(found).size).toBe(1000);
    expect(found).toHaveLength(1000);
    expect((await page({ first: 1 })).totalCount).toBe(COUNT);
    const { errors } = await vitae.send(SEARCH, { after: end }, null);
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'INVALID_INPUT',
      fields: [{ path: 'after', message: expect.stringContaining('1,000') as string }],
    });
  });

  it('of a filter finds each of its profiles once', async () => {
    const { found } = await walk({ first: 60, filter: EVEN });
    expect(found.toSorted()).toEqual(ids.filter((_, index) => index % 2 === 0));
  });

  it('goes on while profiles are hidden, deleted and changed, and finds each of the others', async () => {
    const even = ids.filter((_, index) => index % 2 === 0);
    const [hidden, deleted] = [even.slice(100, 110), even.slice(200, 230)];
    const { found } = await walk({ first: 30, filter: EVEN }, async (number) => {
      // The index follows later.
      if (number === 0) {
        await vitae.sql(`UPDATE profile SET visibility = 'PRIVATE' WHERE id = ANY($1)`, [hidden]);
        await vitae.sql('DELETE FROM profile WHERE id = ANY($1)', [deleted]);
      }
    });
    const gone = [...hidden, ...deleted];
    expect(found.toSorted()).toEqual(even.filter((id) => !gone.includes(id)));
  });
});
