// Keyset pages of profiles: forward, backward, their limits, and deleted rows.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { pageInfoRule } from '../support/page-info.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';

const COUNT = 47;
const ids = Array.from(
  { length: COUNT },
  (_, index) => `01a00000-0000-7000-8000-${String(index).padStart(12, '0')}`,
);

let vitae: Vitae;
beforeAll(async () => {
  vitae = await startVitae({ workers: false });
  const row = (id: string, index: number) => ({
    id,
    handle: `handle-${index}`,
    fullName: `Name ${index}`,
    // Every fifth is not for everybody.
    visibility: index % 5 === 4 ? ('PRIVATE' as const) : ('PUBLIC' as const),
  });
  await vitae.db.profile.createMany({ data: ids.map(row) });
});
afterAll(() => vitae.close());

const publicIds = ids.filter((_, index) => index % 5 !== 4);
const PROFILES = `query ($first: Int, $after: String, $last: Int, $before: String) {
  profiles(first: $first, after: $after, last: $last, before: $before) {
    edges { cursor node { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;
const pageRule = z.object({
  edges: z.array(z.object({ cursor: z.string(), node: z.object({ id: z.string() }) })),
  pageInfo: pageInfoRule,
});

interface PageArgs {
  readonly first?: number;
  readonly after?: string | null;
  readonly last?: number;
  readonly before?: string | null;
}

async function page(args: PageArgs, as: string | null = null) {
  const { data, text } = await vitae.send(PROFILES, args, as);
  const { edges, pageInfo } = pageRule.parse(data?.['profiles'], { error: () => text });
  return { ids: edges.map(({ node }) => node.id), cursors: edges.map(({ cursor }) => cursor), ...pageInfo };
}

async function refusal(args: PageArgs) {
  const { errors, status, text } = await vitae.send(PROFILES, args, null);
  expect(errors, text).toHaveLength(1);
  return { status, ...errors?.[0]?.extensions };
}

describe('forward', () => {
  it.each([1, 7, 20, 100])('%i at a time: each once, in order', async (first) => {
    const seen: string[] = [];
    let after: string | null = null;
    for (;;) {
      const got: Awaited<ReturnType<typeof page>> = await page({ first, after });
      seen.push(...got.ids);
      expect(got.startCursor).toBe(got.cursors[0] ?? null);
      expect(got.endCursor).toBe(got.cursors.at(-1) ?? null);
      after = got.endCursor;
      if (!got.hasNextPage) break;
      expect(got.ids).toHaveLength(first);
    }
    expect(seen).toEqual(publicIds);
  });

  it('20 by default', async () => {
    const { ids: got, hasNextPage, hasPreviousPage } = await page({});
    expect(got).toEqual(publicIds.slice(0, 20));
    expect({ hasNextPage, hasPreviousPage }).toEqual({ hasNextPage: true, hasPreviousPage: false });
  });

  it('has no next page at the end, and an empty page after it', async () => {
    const whole = await page({ first: publicIds.length });
    expect(whole.hasNextPage).toBe(false);
    const { ids: got, hasNextPage } = await page({ first: 5, after: whole.endCursor });
    expect({ got, hasNextPage }).toEqual({ got: [], hasNextPage: false });
  });

  it.each([
    'profiles(filter: { handlePrefix: "nobody" })',
    'profiles(filter: { handlePrefix: "nobody" }, orderBy: { field: HANDLE })',
    'profiles(after: "aWQ6ZmZmZmZmZmYtZmZmZi00ZmZmLWJmZmYtZmZmZmZmZmZmZmZm")',
    'jobs(filter: { reason: "nothing of it" })',
    'deadLetters(queue: "profile-changed")',
    'reindexRuns',
    'administratorActions',
  ])('has no cursors where it is empty: %s', async (list) => {
    const { data, text } = await vitae.send(
      `{ list: ${list} { pageInfo { startCursor endCursor } } }`,
      {},
      'admin',
    );
    expect(data?.['list'], text).toEqual({ pageInfo: { startCursor: null, endCursor: null } });
  });

  it('contains all profiles for the administrator, and the own private one for a person', async () => {
    expect((await page({ first: 100 }, 'admin')).ids).toEqual(ids);
    const own = ids[4] ?? '';
    expect((await page({ first: 100 }, own)).ids).toEqual([...publicIds, own].sort());
  });
});

describe('backward', () => {
  it.each([1, 7, 100])('%i at a time: each once', async (last) => {
    let seen: string[] = [];
    let before: string | null = null;
    for (;;) {
      const got: Awaited<ReturnType<typeof page>> = await page({ last, before });
      seen = [...got.ids, ...seen];
      before = got.startCursor;
      if (!got.hasPreviousPage) break;
      expect(got.ids).toHaveLength(last);
    }
    expect(seen).toEqual(publicIds);
  });
});

describe('between two cursors', () => {
  it('holds what is between them', async () => {
    const { cursors } = await page({ first: 10 });
    const { ids: got } = await page({ after: cursors[2] ?? null, before: cursors[6] ?? null });
    expect(got).toEqual(publicIds.slice(3, 6));
  });
});

describe('a cursor', () => {
  it('stays valid when its row is deleted', async () => {
    const { cursors } = await page({ first: 3 });
    const [gone, next] = [publicIds[2] ?? '', publicIds[3] ?? ''];
    const row = await vitae.db.profile.delete({ where: { id: gone } });
    try {
      expect((await page({ first: 1, after: cursors[2] ?? null })).ids).toEqual([next]);
    } finally {
      await vitae.db.profile.create({ data: row });
    }
  });

  it.each(['', 'x', 'aWQ6', Buffer.from('id:abc').toString('base64url'), '\u0000', '🙂', 'a'.repeat(10_000)])(
    'that no page gave is refused: %j',
    async (cursor) => {
      const known = await refusal({ first: 5, after: cursor });
      expect(known).toMatchObject({ code: 'INVALID_INPUT', fields: [{ path: 'after' }] });
      expect(await refusal({ last: 5, before: cursor })).toMatchObject({ fields: [{ path: 'before' }] });
    },
  );
});

describe('the size of a page', () => {
  it.each([0, -1, 101, 2_147_483_647])('%i is refused', async (size) => {
    const fault = (path: string) => ({
      code: 'INVALID_INPUT',
      fields: [{ path, message: 'must be 1 to 100' }],
    });
    expect(await refusal({ first: size })).toMatchObject(fault('first'));
    expect(await refusal({ last: size })).toMatchObject(fault('last'));
  });

  it('from both ends at once is refused', async () => {
    expect(await refusal({ first: 5, last: 5 })).toMatchObject({
      code: 'INVALID_INPUT',
      fields: [{ path: 'last', message: 'must not be used together with first' }],
    });
  });
});
