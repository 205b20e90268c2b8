// Which profiles a run covers: each filter alone and all together, in every mode, with an exact total. A filter by rows ignores
// documents of deleted profiles.
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { completionOf } from '../../src/completion/compute.ts';
import { ReindexMode } from '../../src/database/generated/prisma/enums.ts';
import { seedProfiles } from '../../src/dev/demo/seed.ts';
import { expectIndexEqualsDatabase } from '../support/index-equals-database.ts';
import { useVitae } from '../support/vitae.ts';
import { runToEnd, startRun } from './runs-of-tests.ts';

interface Row {
  readonly id: string;
  readonly visibility: string;
  readonly percentage: number;
  readonly isRecent: boolean;
}

const SINCE = '2030-01-01T00:00:00.000Z';
const GONE = '01a00000-0000-7000-8000-0000000000ee';
let rows: Row[];

const vitae = useVitae();
beforeAll(async () => {
  await seedProfiles({ url: vitae.url, count: 130 });
  await vitae.sql(
    `UPDATE profile SET visibility = 'PRIVATE' WHERE id IN (SELECT id FROM profile ORDER BY id LIMIT 12)`,
  );
  await runToEnd(vitae, { mode: 'FULL', batchSize: 50 });
  await vitae.sql(
    `UPDATE profile SET updated_at = $1 WHERE id IN (SELECT id FROM profile ORDER BY handle LIMIT 40)`,
    [SINCE],
  );
  const profiles = await vitae.db.profile.findMany({ orderBy: { id: 'asc' } });
  const completions = await completionOf(
    vitae.db,
    profiles.map(({ id }) => id),
  );
  rows = profiles.map(({ id, visibility, updatedAt }) => ({
    id,
    visibility,
    percentage: completions.get(id)?.percentage ?? 0,
    isRecent: updatedAt >= new Date(SINCE),
  }));
});
beforeEach(() => vitae.billedRecords());

const isPublic = ({ visibility }: Row) => visibility === 'PUBLIC';
const matching = (...rules: ((row: Row) => boolean)[]) =>
  rows.filter((row) => rules.every((rule) => rule(row)));

/** Writes a document to the index directly. */
async function addOrphan(objectID: string): Promise<void> {
  const idRange = Number.parseInt(objectID.replaceAll('-', '').slice(0, 12), 16);
  await vitae.search.write([{ type: 'upsert', object: { objectID, idRange, version: 1 } }], { wait: true });
  await vitae.billedRecords();
}

/** Also marks it as indexed, as after a push. */
async function addMarkedOrphan(objectID: string): Promise<void> {
  await addOrphan(objectID);
  await vitae.sql(
    `INSERT INTO search_state (profile_id, indexed) VALUES ($1, true)
      ON CONFLICT (profile_id) DO UPDATE SET indexed = true`,
    [objectID],
  );
}

const cases: [string, NonNullable<Parameters<typeof startRun>[1]>['filter'], () => Row[]][] = [
  ['visibility PUBLIC', { visibility: 'PUBLIC' }, () => matching(isPublic)],
  ['updatedSince', { updatedSince: SINCE }, () => matching(isPublic, ({ isRecent }) => isRecent)],
  ['completionBelow', { completionBelow: 60 }, () => matching(isPublic, ({ percentage }) => percentage < 60)],
  [
    'all of them together',
    { visibility: 'PUBLIC', updatedSince: SINCE, completionBelow: 80 },
    () => matching(isPublic, ({ isRecent, percentage }) => isRecent && percentage < 80),
  ],
];

describe.each(cases)('a run with %s', (_name, filter, expected) => {
  it('covers only those in every mode, and keeps the document of a deleted profile', async () => {
    const { length } = expected();
    expect(length).toBeGreaterThan(5);
    expect(length).toBeLessThan(rows.length - 5);
    await addMarkedOrphan(GONE);
    for (const mode of Object.values(ReindexMode)) {
      const run = await runToEnd(vitae, { mode, filter: filter ?? {}, batchSize: 7 });
      expect(run, mode).toMatchObject({ status: 'COMPLETED', total: length, removed: 0, failed: 0 });
      expect(run.upserted, mode).toBe(mode === 'FULL' ? length : 0);
      expect(await vitae.billedRecords(), mode).toBe(mode === 'FULL' ? length : 0);
    }
    const batches = await vitae.db.reindexBatch.findMany({
      orderBy: { id: 'desc' },
      take: Math.ceil(length / 7),
    });
    expect(batches.reduce((sum, { size }) => sum + size, 0)).toBe(length);
    expect(await vitae.search.getObject(GONE)).not.toBeNull();
    expect(await runToEnd(vitae, { mode: 'CHANGED' })).toMatchObject({ removed: 1 });
    await expectIndexEqualsDatabase(vitae);
  });
});

describe('a run with visibility PRIVATE', () => {
  it('covers every private profile, and removes those in the index', async () => {
    const hidden = matching((row) => !isPublic(row));
    const [first, second] = [hidden[0]?.id ?? '', hidden[1]?.id ?? ''];
    const filter = { visibility: 'PRIVATE' } as const;
    const total = hidden.length;
    expect(await runToEnd(vitae, { filter })).toMatchObject({ total, removed: 0, skipped: total });
    // One is marked as indexed, the other is not.
    await addMarkedOrphan(first);
    expect(await runToEnd(vitae, { filter })).toMatchObject({
      total,
      removed: 1,
      upserted: 0,
      skipped: total - 1,
    });
    await addOrphan(second);
    const dry = await runToEnd(vitae, { mode: 'DRY_RUN', filter });
    expect(dry).toMatchObject({ total, removed: 1, differences: [{ objectId: second, kind: 'ORPHAN' }] });
    expect(await runToEnd(vitae, { mode: 'VERIFY', filter })).toMatchObject({ total, removed: 1 });
    await expectIndexEqualsDatabase(vitae);
  });
});

describe('a filter with a range', () => {
  it('covers both, and its total is exact from the start', async () => {
    const inRange = matching(isPublic).slice(20, 90);
    const range = { afterId: inRange[0]?.id ?? '', upToId: inRange.at(-1)?.id ?? '' };
    const length = inRange.slice(1).filter(({ isRecent }) => isRecent).length;
    expect(length).toBeGreaterThan(0);
    const run = await runToEnd(vitae, {
      mode: 'FULL',
      filter: { ...range, updatedSince: SINCE },
      batchSize: 4,
    });
    expect(run).toMatchObject({ total: length, upserted: length });
    const started = await startRun(vitae, { filter: { ...range, updatedSince: SINCE } });
    expect(started.total).toBe(length);
    await vitae.idle();
  });

  it('a private profile that is still indexed matches a filter by time, and is removed', async () => {
    const row = matching(isPublic, ({ isRecent }) => isRecent)[0];
    await vitae.sql(`UPDATE profile SET visibility = 'PRIVATE', updated_at = $2 WHERE id = $1`, [
      row?.id,
      SINCE,
    ]);
    expect(await runToEnd(vitae, { filter: { updatedSince: SINCE } })).toMatchObject({
      removed: 1,
      upserted: 0,
    });
    await vitae.sql(`UPDATE profile SET visibility = 'PUBLIC' WHERE id = $1`, [row?.id]);
    await runToEnd(vitae, {});
    await expectIndexEqualsDatabase(vitae);
  });
});

describe('a run without profiles', () => {
  it.each(Object.values(ReindexMode))('%s ends as COMPLETED with a total of 0', async (mode) => {
    const filter = { updatedSince: '2099-01-01T00:00:00Z' };
    const run = await runToEnd(vitae, { mode, filter });
    expect(run).toMatchObject({ status: 'COMPLETED', total: 0, processed: 0, percentage: 100 });
    expect(await vitae.billedRecords()).toBe(0);
  });
});

it('a run shows its filter', async () => {
  const { text } = await vitae.send(
    `mutation { startReindex(input: { filter: { visibility: PRIVATE, updatedSince: "${SINCE}", completionBelow: 5, afterId: "${GONE.toUpperCase()}" } })
      { filter { visibility updatedSince completionBelow afterId upToId } } }`,
    {},
    'admin',
  );
  await vitae.idle();
  expect(JSON.parse(text)).toEqual({
    data: {
      startReindex: {
        filter: {
          visibility: 'PRIVATE',
          updatedSince: SINCE,
          completionBelow: 5,
          afterId: GONE,
          upToId: null,
        },
      },
    },
  });
});
