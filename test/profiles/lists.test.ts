// Pages of profiles in each order and under each filter, forward and backward, and profiles by their ids.
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { pageInfoRule } from '../support/page-info.ts';
import type { As } from '../support/api.ts';
import { useVitae } from '../support/vitae.ts';

const vitae = useVitae({ workers: false, sweeps: false });

const NAMES = [
  'Zoë Adams',
  'zoe adams',
  'Anna Berg',
  'Ärne Berg',
  'anna berg',
  'Émile Zola',
  'Emil Zola',
  'Jörg Maier',
  'Jorg Maier',
  'Łukasz Żak',
  "O'Brien",
  '佐藤花子',
  '李小龙',
  'Юлия',
  '100% Real_Name',
  '-',
];
const idOf = (index: number) => `01a00000-0000-7000-8000-${String(index).padStart(12, '0')}`;
/** Many have the same name, or were written at the same time. */
const people = Array.from({ length: 64 }, (_, index) => ({
  id: idOf((index * 37) % 64),
  handle: `${['ada', 'a-b', 'ab', 'b2'][index % 4] ?? ''}-${index}`,
  fullName: NAMES[index % NAMES.length] ?? '',
  visibility: index % 5 === 4 ? ('PRIVATE' as const) : ('PUBLIC' as const),
  createdAt: new Date(Date.UTC(2026, 0, 1, 0, 0, 0, index % 3)),
  updatedAt: new Date(Date.UTC(2026, 1, 1 + (index % 7))),
}));
type Person = (typeof people)[number];
beforeAll(() => vitae.db.profile.createMany({ data: people }));

const unicode = new Intl.Collator('und', { sensitivity: 'variant' });
const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const ORDERS: Readonly<Record<string, (a: Person, b: Person) => number>> = {
  CREATED_AT: (a, b) => a.createdAt.getTime() - b.createdAt.getTime(),
  UPDATED_AT: (a, b) => a.updatedAt.getTime() - b.updatedAt.getTime(),
  HANDLE: (a, b) => compareText(a.handle, b.handle),
  FULL_NAME: (a, b) => unicode.compare(a.fullName, b.fullName),
};
const sorted = (list: readonly Person[], field: string, direction: string) =>
  list
    .toSorted((a, b) => (ORDERS[field]?.(a, b) || compareText(a.id, b.id)) * (direction === 'ASC' ? 1 : -1))
    .map(({ id }) => id);
const open = people.filter(({ visibility }) => visibility === 'PUBLIC');

const PROFILES = `query ($first: Int, $after: String, $last: Int, $before: String, $filter: ProfileFilter, $orderBy: ProfileOrder) {
  profiles(first: $first, after: $after, last: $last, before: $before, filter: $filter, orderBy: $orderBy) {
    totalCount edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
const pageRule = z.object({
  totalCount: z.number().nullable(),
  edges: z.array(z.object({ cursor: z.string(), node: z.object({ id: z.string() }) })),
  pageInfo: pageInfoRule,
});
async function page(args: object, as: As = null) {
  const { data, errors, text } = await vitae.send(PROFILES, args, as);
  expect(errors, text).toBeUndefined();
  const { edges, pageInfo, totalCount } = pageRule.parse(data?.['profiles']);
  return { ids: edges.map(({ node }) => node.id), edges, totalCount, ...pageInfo };
}
async function faultsOf(args: object) {
  const { errors, text } = await vitae.send(PROFILES, args, null);
  expect(errors?.[0]?.extensions, text).toMatchObject({ code: 'INVALID_INPUT' });
  return z
    .array(z.object({ path: z.string(), message: z.string() }))
    .parse(errors?.[0]?.extensions?.['fields'])
    .map(({ path }) => path);
}

async function walk(args: object, size: 'first' | 'last', count: number, as: As = null): Promise<string[]> {
  const seen: string[] = [];
  const [cursor, more] =
    size === 'first' ? (['after', 'hasNextPage'] as const) : (['before', 'hasPreviousPage'] as const);
  let at: string | null = null;
  for (;;) {
    const got = await page({ ...args, [size]: count, [cursor]: at }, as);
    seen.splice(size === 'first' ? seen.length : 0, 0, ...got.ids);
    at = size === 'first' ? got.endCursor : got.startCursor;
    if (!got[more]) return seen;
    expect(got.ids).toHaveLength(count);
  }
}

describe.each(
  Object.keys(ORDERS).flatMap((field) => ['ASC', 'DESC'].map((direction) => ({ field, direction }))),
)('in the order $field $direction', (orderBy) => {
  it.each([7, 100])('pages of %i have each profile once, forward and backward', async (count) => {
    const expected = sorted(open, orderBy.field, orderBy.direction);
    expect(await walk({ orderBy }, 'first', count)).toEqual(expected);
    expect(await walk({ orderBy }, 'last', count)).toEqual(expected);
  });

  it('has the private ones for the administrator, and their own for a person', async () => {
    const { field, direction } = orderBy;
    expect(await walk({ orderBy }, 'first', 50, 'admin')).toEqual(sorted(people, field, direction));
    const hidden = people.find(({ visibility }) => visibility === 'PRIVATE');
    const own = people.filter((one) => one.visibility === 'PUBLIC' || one === hidden);
    expect(await walk({ orderBy }, 'first', 50, hidden?.id)).toEqual(sorted(own, field, direction));
  });

  it('goes on behind a row that is gone', async () => {
    const { edges, ids } = await page({ orderBy, first: 10 });
    const id = ids[4] ?? '';
    const gone = await vitae.db.profile.delete({ where: { id } });
    const after = await page({ orderBy, first: 5, after: edges[4]?.cursor });
    expect(after.ids).toEqual(ids.slice(5));
    expect((await page({ orderBy, last: 4, before: edges[4]?.cursor })).ids).toEqual(ids.slice(0, 4));
    await vitae.db.profile.create({ data: gone });
  });
});

describe('a filter', () => {
  const has = (prefix: string) => (name: string) =>
    new Intl.Collator('und', { sensitivity: 'base' }).compare(name.slice(0, prefix.length), prefix) === 0;
  it.each<readonly [object, (person: Person) => boolean]>([
    [{ visibility: 'PUBLIC' }, ({ visibility }) => visibility === 'PUBLIC'],
    [{ visibility: 'PRIVATE' }, ({ visibility }) => visibility === 'PRIVATE'],
    [{ handlePrefix: 'ab' }, ({ handle }) => handle.startsWith('ab')],
    [{ handlePrefix: 'A-' }, ({ handle }) => handle.startsWith('a-')],
    [{ handlePrefix: '%' }, () => false],
    [{ namePrefix: 'jor' }, ({ fullName }) => has('jor')(fullName)],
    [{ namePrefix: 'JÖR' }, ({ fullName }) => has('jor')(fullName)],
    [{ namePrefix: 'Emil' }, ({ fullName }) => has('emil')(fullName)],
    [{ namePrefix: '佐藤' }, ({ fullName }) => fullName.startsWith('佐藤')],
    [{ namePrefix: 'ю' }, ({ fullName }) => fullName.startsWith('Ю')],
    [{ namePrefix: "o'b" }, ({ fullName }) => fullName.startsWith("O'B")],
    [{ namePrefix: '100%' }, ({ fullName }) => fullName.startsWith('100%')],
    [{ updatedSince: '2026-02-05T00:00:00Z' }, ({ updatedAt }) => updatedAt.getUTCDate() >= 5],
    [
      { visibility: 'PUBLIC', handlePrefix: 'a', namePrefix: 'anna' },
      (one) => one.visibility === 'PUBLIC' && one.handle.startsWith('a') && has('anna')(one.fullName),
    ],
    [{ visibility: null, handlePrefix: null }, () => true],
    [{ handlePrefix: '', namePrefix: ' ' }, () => true],
  ])('%j, with its count, in each order', async (filter, isIn) => {
    const expected = people.filter(isIn);
    const byId = expected.map(({ id }) => id).sort();
    expect(await walk({ filter }, 'first', 4, 'admin')).toEqual(byId);
    expect((await page({ filter }, 'admin')).totalCount).toBe(expected.length);
    const orderBy = { field: 'FULL_NAME', direction: 'DESC' };
    expect(await walk({ filter, orderBy }, 'last', 4, 'admin')).toEqual(
      sorted(expected, 'FULL_NAME', 'DESC'),
    );
    const visible = expected.filter(({ visibility }) => visibility === 'PUBLIC');
    expect(await walk({ filter }, 'first', 100)).toEqual(visible.map(({ id }) => id).sort());
  });

  it.each([
    [{ filter: { namePrefix: 'a\0' } }, ['filter.namePrefix']],
    [
      { filter: { namePrefix: 'a'.repeat(61), handlePrefix: 'a\0' } },
      ['filter.handlePrefix', 'filter.namePrefix'],
    ],
    [{ filter: { updatedSince: '+020000-01-01T00:00:00Z' } }, null],
    [{ first: 1, last: 1 }, ['last']],
    [{ first: 0, orderBy: { field: 'HANDLE' } }, ['first']],
    [{ last: 101, orderBy: { field: 'HANDLE' } }, ['last']],
  ])('or a page like %j is refused', async (args, paths) => {
    if (paths) expect((await faultsOf(args)).sort()).toEqual(paths);
    else expect((await vitae.send(PROFILES, args, null)).errors).toBeDefined();
  });
});

it('refuses a cursor of another order, and one that nobody got', async () => {
  const { endCursor: byId } = await page({ first: 1 });
  const { endCursor: byName } = await page({ first: 1, orderBy: { field: 'FULL_NAME' } });
  const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  for (const [after, field] of [
    [byId, 'HANDLE'],
    [byName, 'HANDLE'],
    [byName, null],
    [forged(['HANDLE', 'a\0', idOf(1)]), 'HANDLE'],
    [forged(['HANDLE', 1, idOf(1)]), 'HANDLE'],
    [forged(['CREATED_AT', '2026-02-31T00:00:00Z', idOf(1)]), 'CREATED_AT'],
    [forged(['CREATED_AT', 'infinity', idOf(1)]), 'CREATED_AT'],
    [forged(['HANDLE', 'a', 'b']), 'HANDLE'],
    [forged({}), 'HANDLE'],
    ['', 'HANDLE'],
  ])
    expect(await faultsOf({ after, orderBy: field && { field } })).toEqual(['after']);
  const filtered = { filter: { visibility: 'PUBLIC' }, first: 3 };
  expect((await page({ ...filtered, after: byId })).ids).toEqual((await page({ first: 4 })).ids.slice(1));
});

it('counts for the administrator only', async () => {
  expect((await page({}, 'admin')).totalCount).toBe(people.length);
  for (const as of [null, idOf(1)]) expect((await page({}, as)).totalCount).toBeNull();
});

it('reads a page deep in many equal values by the index of its order alone', async () => {
  await vitae.sql(`INSERT INTO profile (id, handle, full_name, created_at, updated_at)
    SELECT gen_random_uuid(), 'same-' || n, 'Same Name', '2027-01-01', '2027-01-01' FROM generate_series(1, 5000) n`);
  await vitae.sql('ANALYZE profile');
  for (const [field, index] of [
    ['CREATED_AT', 'profile_created_at_id_idx'],
    ['UPDATED_AT', 'profile_updated_at_id_idx'],
    ['HANDLE', 'profile_handle_idx'],
    ['FULL_NAME', 'profile_full_name_id_idx'],
  ]) {
    const orderBy = { field, direction: 'DESC' };
    const { endCursor } = await page({ orderBy, first: 20 });
    const [sent = ''] = await vitae.countSql(async () => {
      await page({ orderBy, first: 20, after: endCursor });
    });
    const rows = await vitae.sql<{ 'QUERY PLAN': string }>(`EXPLAIN (GENERIC_PLAN, COSTS OFF) ${sent}`);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toMatch(new RegExp(`Index (Only )?Scan Backward using ${index ?? ''}`));
    expect(plan).toContain('Index Cond');
    expect(plan).not.toMatch(/Seq Scan|-> +Sort/);
  }
  await vitae.sql(`DELETE FROM profile WHERE handle LIKE 'same-%'`);
});

describe('profilesByIds', () => {
  const BY_IDS = 'query ($ids: [ID!]!) { profilesByIds(ids: $ids) { id } }';
  async function ask(ids: readonly string[], as: As = null) {
    const { data, errors, text } = await vitae.send(BY_IDS, { ids }, as);
    expect(errors, text).toBeUndefined();
    return data?.['profilesByIds'];
  }
  const hidden = people.find(({ visibility }) => visibility === 'PRIVATE')?.id ?? '';
  const [one = '', other = ''] = open.map(({ id }) => id);

  it('answers in the order of the ids, null for what is not there, and twice what is asked for twice', async () => {
    const ids = [other, 'no id', one, idOf(999), other.toUpperCase(), hidden];
    const found = [{ id: other }, null, { id: one }, null, { id: other }];
    expect(await ask(ids)).toEqual([...found, null]);
    expect(await ask(ids, hidden)).toEqual([...found, { id: hidden }]);
    expect(await ask(ids, 'admin')).toEqual([...found, { id: hidden }]);
    expect(await ask([])).toEqual([]);
  });

  it('takes 100 ids at most', async () => {
    expect(await ask(Array.from({ length: 100 }, () => one))).toHaveLength(100);
    const { errors } = await vitae.send(BY_IDS, { ids: Array.from({ length: 101 }, () => one) }, null);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'INVALID_INPUT', fields: [{ path: 'ids' }] });
  });
});
