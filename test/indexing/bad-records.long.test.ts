// One bad record does not affect the others: it is removed from its batch and reported, and the rest is indexed. A retry covers
// the failed profiles only, and every count stays exact.
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { jsonFault, recordSize } from '../../src/indexing/record-fault.ts';
import { splitIntoCalls } from '../../src/indexing/send.ts';
import { buildDocuments } from '../../src/indexing/document.ts';
import { seedProfiles } from '../../src/dev/demo/seed.ts';
import { SearchError } from '../../src/search/errors.ts';
import type { WriteOperation } from '../../src/search/gateway.ts';
import { sections } from '../../src/sections/registry.ts';
import { mutated } from '../support/mutations.ts';
import { expectIndexEqualsDatabase } from '../support/index-equals-database.ts';
import { useVitae } from '../support/vitae.ts';
import { runToEnd, startRun, steer, ended, readRun, type Run } from '../reindex/runs-of-tests.ts';
import { tapSearch } from './search-faults.ts';

const BATCH = 500;
const LIMIT = 9000;
const tap = tapSearch();
/** The first 500 public profiles: one batch. */
let batch: string[];
let upToId: string;
/** Runs before each write; its error is the response of the index. */
let answer: (operations: readonly WriteOperation[]) => void = () => undefined;

const vitae = useVitae({
  recordLimit: LIMIT,
  wrapSearch: (gateway) => {
    const tapped = tap.wrapSearch(gateway);
    return {
      ...tapped,
      write: async (operations, options) => {
        answer(operations);
        return tapped.write(operations, options);
      },
    };
  },
});
beforeAll(async () => {
  await seedProfiles({ url: vitae.url, count: 620 });
  const rows = await vitae.db.profile.findMany({
    where: { visibility: 'PUBLIC' },
    orderBy: { id: 'asc' },
    take: BATCH,
  });
  batch = rows.map(({ id }) => id);
  upToId = batch.at(-1) ?? '';
  expect(batch).toHaveLength(BATCH);
});
beforeEach(async () => {
  await vitae.search.clear();
  await vitae.sql('DELETE FROM search_state');
  await vitae.sql('DELETE FROM analytics_event');
  await vitae.billedRecords();
});
afterEach(() => {
  answer = () => undefined;
  vi.restoreAllMocks();
});

const fullRun = () => runToEnd(vitae, { mode: 'FULL', filter: { upToId } });

async function expectAllButIn(bad: readonly string[], run: Run): Promise<void> {
  expect(run).toMatchObject({
    status: 'COMPLETED_WITH_FAILURES',
    total: BATCH,
    upserted: BATCH - bad.length,
    failed: bad.length,
    percentage: 100,
  });
  expect(run.failures.map(({ profileId }) => profileId)).toEqual([...bad].sort());
  expect(await vitae.billedRecords()).toBe(BATCH - bad.length);
  for (const id of bad) expect(await vitae.search.getObject(id)).toBeNull();
  expect((await vitae.search.search('', { hitsPerPage: 1 })).nbHits).toBe(BATCH - bad.length);
  // No event for a profile that is not indexed.
  expect(await vitae.db.analyticsEvent.count()).toBe(BATCH - bad.length);
}

const makeLarge = (profileId: string) =>
  mutated(
    vitae,
    'saveSkills',
    { profileId, skills: Array.from({ length: 70 }, (_, n) => ({ name: `${n} ${'x'.repeat(150)}` })) },
    'admin',
  );
const makeSmall = (profileId: string) => mutated(vitae, 'saveSkills', { profileId, skills: [] }, 'admin');

/** Makes a section add these attributes to the document of one profile. */
function addToDocument(profileId: string, document: object): void {
  const [section] = sections;
  if (!section) throw new Error('there is no section');
  const { load } = section;
  vi.spyOn(section, 'load').mockImplementation(async (...asked) => {
    const found = new Map(await load(...asked));
    const content = found.get(profileId);
    if (content)
      found.set(profileId, { ...content, toDocument: () => ({ ...content.toDocument(), ...document }) });
    return found;
  });
}

describe('one record of a batch of 500', () => {
  it('that is too large: it is reported with its size and the limit before anything is sent; 499 are indexed', async () => {
    const large = batch[123] ?? '';
    await makeLarge(large);
    await vitae.idle();
    await vitae.sql('DELETE FROM search_state');
    const sent = vi.fn();
    answer = sent;
    const run = await fullRun();
    await expectAllButIn([large], run);
    expect(sent).toHaveBeenCalledOnce();
    const [failure] = run.failures;
    expect(failure).toMatchObject({ code: 'RECORD_TOO_LARGE', limit: LIMIT });
    expect(failure?.size).toBeGreaterThan(LIMIT);
    expect(failure?.reason).toContain(`${failure?.size ?? 0} bytes`);
    const dry = await runToEnd(vitae, { mode: 'DRY_RUN', filter: { upToId } });
    expect(dry).toMatchObject({ failed: 1, upserted: 0, skipped: BATCH - 1 });
    await makeSmall(large);
    await vitae.idle();
  });

  it.each<[string, unknown, string]>([
    ['NaN', Number.NaN, 'is NaN'],
    ['Infinity', [1, Number.POSITIVE_INFINITY], 'is Infinity'],
    ['half a character', { deep: ['\ud83d'] }, 'contains half a character'],
    ['a BigInt', 10n, 'is of type bigint'],
    ['undefined', [undefined], 'is of type undefined'],
    ['a date', new Date(0), 'is a Date'],
  ])('that holds %s: it is reported with the path; 499 are indexed', async (_name, value, what) => {
    const bad = batch[77] ?? '';
    addToDocument(bad, { strange: value });
    const run = await fullRun();
    await expectAllButIn([bad], run);
    expect(run.failures[0]).toMatchObject({ code: 'NOT_JSON', size: null, limit: null });
    expect(run.failures[0]?.reason).toMatch(new RegExp(`^strange.* ${what}$`));
  });

  it('that the index refuses without naming it: it is found by halving the call', async () => {
    const bad = [batch[0] ?? '', batch[250] ?? '', batch[499] ?? ''];
    let calls = 0;
    answer = (operations) => {
      calls += 1;
      if (operations.some((one) => one.type === 'upsert' && bad.includes(one.object.objectID)))
        throw new SearchError('REJECTED', 'something is wrong with it', { status: 400 });
    };
    const run = await fullRun();
    await expectAllButIn(bad, run);
    expect(run.failures[0]).toMatchObject({ code: 'REJECTED', reason: 'something is wrong with it' });
    expect(calls).toBeLessThan(60);
  });

  it('that is not the reason of a refusal: no call is halved, and the batch waits', async () => {
    const sizes: number[] = [];
    answer = (operations) => {
      sizes.push(operations.length);
      if (sizes.length === 1) throw new SearchError('REJECTED', 'the quota is used up', { status: 402 });
    };
    const run = await fullRun();
    expect(run).toMatchObject({ status: 'COMPLETED', failed: 0, upserted: BATCH });
    expect(sizes).toEqual([BATCH, BATCH]);
  });
});

describe('a retry', () => {
  /** Makes the index refuse these. */
  const refuse = (bad: readonly string[]) => {
    answer = (operations) => {
      const objectID = operations
        .map((one) => (one.type === 'upsert' ? one.object.objectID : ''))
        .find((id) => bad.includes(id));
      if (objectID) throw new SearchError('REJECTED', `${objectID} is refused`, { status: 400, objectID });
    };
  };

  it('covers the failed profiles only, and counts each profile once', async () => {
    const bad = [1, 2, 300, 301, 302].map((index) => batch[index] ?? '');
    refuse(bad);
    const { id } = await startRun(vitae, { mode: 'FULL', filter: { upToId }, batchSize: 100 });
    expect(await ended(vitae, id)).toMatchObject({ failed: 5, upserted: BATCH - 5 });
    await vitae.billedRecords();
    refuse(bad.slice(3));
    const pending = await steer(vitae, 'retry', id);
    expect(pending).toMatchObject({
      status: 'PENDING',
      total: BATCH,
      processed: BATCH - 5,
      finishedAt: null,
    });
    const again = await ended(vitae, id);
    expect(again).toMatchObject({
      status: 'COMPLETED_WITH_FAILURES',
      total: BATCH,
      upserted: BATCH - 2,
      failed: 2,
    });
    expect(again.failures.map(({ profileId }) => profileId)).toEqual(bad.slice(3));
    expect(await vitae.billedRecords()).toBe(3);
    refuse([]);
    await steer(vitae, 'retry', id);
    expect(await ended(vitae, id)).toMatchObject({
      status: 'COMPLETED',
      upserted: BATCH,
      failed: 0,
      failures: [],
    });
    expect(await vitae.billedRecords()).toBe(2);
    expect(await vitae.db.analyticsEvent.count()).toBe(BATCH);
  });

  it('counts a failed profile as removed or skipped if it was hidden or updated since', async () => {
    const [gone = '', mended = '', stays = ''] = batch.slice(10, 13);
    refuse([gone, mended, stays]);
    const { id } = await startRun(vitae, { mode: 'CHANGED', filter: { upToId } });
    expect(await ended(vitae, id)).toMatchObject({ failed: 3, upserted: BATCH - 3 });
    refuse([stays]);
    await vitae.sql(`UPDATE profile SET visibility = 'PRIVATE' WHERE id = $1`, [gone]);
    await mutated(vitae, 'deleteBio', { profileId: mended }, 'admin');
    await vitae.idle();
    await steer(vitae, 'retry', id);
    expect(await ended(vitae, id)).toMatchObject({
      total: BATCH,
      upserted: BATCH - 3,
      skipped: 1,
      removed: 1,
      failed: 1,
    });
    // The last one is up to date already, but was still counted as failed.
    refuse([]);
    await mutated(vitae, 'deleteBio', { profileId: stays }, 'admin');
    await vitae.idle();
    await steer(vitae, 'retry', id);
    expect(await ended(vitae, id)).toMatchObject({
      status: 'COMPLETED',
      skipped: 2,
      failed: 0,
      failures: [],
    });
    await vitae.sql(`UPDATE profile SET visibility = 'PUBLIC' WHERE id = $1`, [gone]);
  });

  it('that is cancelled leaves the others failed, and the counts add up', async () => {
    refuse(batch.slice(0, 20));
    const { id } = await startRun(vitae, { mode: 'FULL', filter: { upToId } });
    expect(await ended(vitae, id)).toMatchObject({ failed: 20 });
    await vitae.sql('UPDATE reindex_run SET batch_size = 5 WHERE id = $1', [id]);
    refuse([]);
    tap.hold();
    await steer(vitae, 'retry', id);
    await expect.poll(() => tap.waiting).toBe(2);
    await steer(vitae, 'cancel', id);
    tap.release();
    await vitae.idle();
    const run = await readRun(vitae, id);
    expect(run).toMatchObject({
      status: 'CANCELLED',
      failed: 10,
      upserted: BATCH - 10,
      processed: BATCH - 10,
    });
    expect(run.failures).toHaveLength(10);
  });

  it('is preceded by pages of failures without repetition', async () => {
    answer = () => {
      throw new SearchError('REJECTED', 'no record is good', { status: 400 });
    };
    const { id, failed } = await fullRun();
    expect(failed).toBe(BATCH);
    const seen: string[] = [];
    const page = `query ($id: ID!, $after: String) { reindexRun(id: $id) { failures(first: 100, after: $after) {
      pageInfo { hasNextPage endCursor } edges { node { profileId } } } } }`;
    for (let after: string | null = null, more = true; more;) {
      const { text } = await vitae.send(page, { id, after }, 'admin');
      const { failures } = (JSON.parse(text) as FailuresPage).data.reindexRun;
      seen.push(...failures.edges.map(({ node }) => node.profileId));
      ({ endCursor: after, hasNextPage: more } = failures.pageInfo);
    }
    expect(seen).toEqual(batch);
  });
});

interface FailuresPage {
  readonly data: {
    readonly reindexRun: {
      readonly failures: {
        readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
        readonly edges: readonly { readonly node: { readonly profileId: string } }[];
      };
    };
  };
}

describe('the size of a record', () => {
  it('is never less than the bytes sent', async () => {
    const rows = await vitae.db.profile.findMany({ where: { id: { in: batch.slice(0, 50) } } });
    for (const built of await buildDocuments(vitae.db, rows)) {
      const longest = { _operation: 'IncrementSet', value: Number.MAX_SAFE_INTEGER };
      expect(recordSize(built)).toBe(
        Buffer.byteLength(JSON.stringify({ ...built.document, version: longest })),
      );
    }
  });

  it('and the number of records limit the calls', () => {
    const sizes = (...bytes: number[]) => bytes.map((one) => ({ bytes: one }));
    const cut = (entries: { bytes: number }[]) => [...splitIntoCalls(entries)].map((call) => call.length);
    expect(cut([])).toEqual([]);
    expect(cut(sizes(4_000_000, 6_000_000))).toEqual([2]);
    expect(cut(sizes(4_000_000, 6_000_001))).toEqual([1, 1]);
    expect(cut(sizes(30_000_000, 1, 9_999_999, 1))).toEqual([1, 2, 1]);
    expect(cut(Array.from({ length: 2001 }, () => ({ bytes: 1 })))).toEqual([1000, 1000, 1]);
  });
});

it('valid JSON has no fault', () => {
  expect(jsonFault({ a: [1, 'zwölf 😀', null, true, { b: {} }], '': '' })).toBeNull();
  expect(jsonFault({ ['\ud800']: 1 })).toMatch(/key/);
  const circular: Record<string, unknown> = {};
  circular['self'] = circular;
  expect(jsonFault(circular)).toMatch(/nested too deeply/);
});

it('the index equals the database at the end', async () => {
  await runToEnd(vitae, { mode: 'VERIFY' });
  await expectIndexEqualsDatabase(vitae);
});
