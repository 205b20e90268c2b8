// What each mode of a run does to the index, and how many writes it costs.
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { seedProfiles } from '../../src/dev/demo/seed.ts';
import { dump, mutated } from '../support/mutations.ts';
import { expectIndexEqualsDatabase, indexedDocuments } from '../support/index-equals-database.ts';
import { useVitae } from '../support/vitae.ts';
import { runToEnd } from './runs-of-tests.ts';

let publicIds: string[];

const vitae = useVitae();
beforeAll(async () => {
  await seedProfiles({ url: vitae.url, count: 120 });
  const rows = await vitae.db.profile.findMany({ where: { visibility: 'PUBLIC' }, orderBy: { id: 'asc' } });
  publicIds = rows.map(({ id }) => id);
  await runToEnd(vitae, { mode: 'FULL', batchSize: 25 });
});
beforeEach(() => vitae.billedRecords());

const [FIRST, SECOND, THIRD] = [0, 1, 2];

/** Writes to the index directly. */
async function writeToIndex(objectID: string, attributes: object, version?: number) {
  const [next] = await vitae.sql<{ version: string }>(`SELECT nextval('search_version') AS version`);
  const object = { objectID, ...attributes, version: version ?? Number(next?.version) };
  await vitae.search.write([{ type: 'upsert', object }], { wait: true });
  expect(await vitae.search.getObject(objectID)).toMatchObject(attributes);
  await vitae.billedRecords();
}

async function removeFromIndex(objectID: string) {
  await vitae.search.write([{ type: 'delete', objectID }], { wait: true });
  await vitae.billedRecords();
}

describe('CHANGED', () => {
  it('pushes nothing if nothing has changed', async () => {
    const run = await runToEnd(vitae, { mode: 'CHANGED' });
    expect(run).toMatchObject({
      status: 'COMPLETED',
      upserted: 0,
      removed: 0,
      failed: 0,
      skipped: publicIds.length,
    });
    expect(await vitae.billedRecords()).toBe(0);
  });

  it('looks for changes in large batches, and splits a batch with many again', async () => {
    const batches = async (change: string) => {
      if (change) await vitae.sql(change);
      const { id, upserted, skipped, total } = await runToEnd(vitae, { mode: 'CHANGED', batchSize: 10 });
      expect({ total, counted: upserted + skipped }).toEqual({ total: publicIds.length, counted: total });
      const rows = await vitae.db.reindexBatch.findMany({ where: { runId: id }, orderBy: { id: 'asc' } });
      expect(rows.reduce((sum, { processed }) => sum + processed, 0)).toBe(total);
      await expectIndexEqualsDatabase(vitae);
      return { upserted, sizes: rows.map(({ size }) => size) };
    };
    const rest = publicIds.length - 100;
    expect(await batches('')).toEqual({ upserted: 0, sizes: [100, rest] });
    const rename = (count: number) =>
      `UPDATE profile SET full_name = full_name || ' II', revision = revision + 1
        WHERE id IN (SELECT id FROM profile WHERE visibility = 'PUBLIC' ORDER BY id LIMIT ${count})`;
    expect(await batches(rename(20))).toEqual({ upserted: 20, sizes: [100, rest] });
    const { upserted, sizes } = await batches(rename(21));
    expect(upserted).toBe(21);
    expect(sizes.toSorted((a, b) => a - b)).toEqual(
      [...Array<number>(10).fill(10), rest].toSorted((a, b) => a - b),
    );
  });

  it('pushes changes made in the database, and removes deleted and hidden profiles', async () => {
    const [renamed, gone, hidden] = [publicIds[FIRST] ?? '', publicIds[SECOND] ?? '', publicIds[THIRD] ?? ''];
    await vitae.sql(`UPDATE profile SET full_name = 'Renamed', revision = revision + 1 WHERE id = $1`, [
      renamed,
    ]);
    await vitae.sql('DELETE FROM profile WHERE id = $1', [gone]);
    await vitae.sql(`UPDATE profile SET visibility = 'PRIVATE' WHERE id = $1`, [hidden]);
    const run = await runToEnd(vitae, { mode: 'CHANGED', batchSize: 25 });
    expect(run).toMatchObject({
      upserted: 1,
      removed: 2,
      skipped: publicIds.length - 3,
      total: publicIds.length,
    });
    expect(await vitae.billedRecords()).toBe(3);
    publicIds = publicIds.filter((id) => id !== gone && id !== hidden);
    expect(await expectIndexEqualsDatabase(vitae)).toBe(publicIds.length);
  });
});

describe('FULL', () => {
  it('pushes everything', async () => {
    const run = await runToEnd(vitae, { mode: 'FULL', batchSize: 25 });
    expect(run).toMatchObject({ upserted: publicIds.length, skipped: 0, removed: 0 });
    expect(await vitae.billedRecords()).toBe(publicIds.length);
    expect(await expectIndexEqualsDatabase(vitae)).toBe(publicIds.length);
  });

  it('of a range pushes that range only: without its lower bound, with its upper bound', async () => {
    const filter = { afterId: publicIds[9] ?? '', upToId: publicIds[19] ?? '' };
    const run = await runToEnd(vitae, { mode: 'FULL', batchSize: 3, filter });
    expect(run).toMatchObject({ upserted: 10, total: 10 });
    expect(await vitae.billedRecords()).toBe(10);
    const nothing = { afterId: publicIds[9] ?? '', upToId: publicIds[9] ?? '' };
    expect(await runToEnd(vitae, { mode: 'FULL', filter: nothing })).toMatchObject({
      total: 0,
      status: 'COMPLETED',
    });
  });
});

describe('VERIFY', () => {
  it('writes nothing if the index equals the database', async () => {
    const run = await runToEnd(vitae, { mode: 'VERIFY', batchSize: 25 });
    expect(run).toMatchObject({ upserted: 0, removed: 0, skipped: publicIds.length });
    expect(await vitae.billedRecords()).toBe(0);
  });

  it('corrects a changed record, an additional attribute, a missing record and an orphan', async () => {
    const [changed, grown, missing] = [publicIds[30] ?? '', publicIds[60] ?? '', publicIds[90] ?? ''];
    const orphan = '01a00000-0000-7000-8000-0000000000ff';
    await writeToIndex(changed, { fullName: 'Somebody Else' });
    await writeToIndex(grown, { rumour: 'no section has this attribute' });
    await removeFromIndex(missing);
    await writeToIndex(orphan, { fullName: 'Nobody', idRange: Number.parseInt('01a000000000', 16) });
    const run = await runToEnd(vitae, { mode: 'VERIFY', batchSize: 25 });
    expect(run).toMatchObject({ upserted: 3, removed: 1, failed: 0, total: publicIds.length + 1 });
    expect(await expectIndexEqualsDatabase(vitae)).toBe(publicIds.length);
    expect(await vitae.search.getObject(grown)).not.toHaveProperty('rumour');
  });

  it('corrects records so that later edits are pushed', async () => {
    const id = publicIds[30] ?? '';
    await mutated(
      vitae,
      'updateProfile',
      { profileId: id, input: { fullName: 'Corrected And Edited' } },
      'admin',
    );
    await vitae.idle();
    expect(await vitae.search.getObject(id)).toMatchObject({ fullName: 'Corrected And Edited' });
  });

  it('replaces a record with a version higher than ours', async () => {
    const id = publicIds[31] ?? '';
    await writeToIndex(id, { fullName: 'From Another Life' }, Number.MAX_SAFE_INTEGER);
    expect(await runToEnd(vitae, { mode: 'VERIFY', batchSize: 25 })).toMatchObject({
      upserted: 1,
      removed: 0,
    });
    await mutated(vitae, 'updateProfile', { profileId: id, input: { fullName: 'Back Again' } }, 'admin');
    await vitae.idle();
    expect(await runToEnd(vitae, { mode: 'VERIFY', batchSize: 25 })).toMatchObject({
      upserted: 0,
      removed: 0,
    });
    expect(await expectIndexEqualsDatabase(vitae)).toBe(publicIds.length);
  });

  it.each([
    ['before all', '00000000-0000-0000-0000-000000000001', 0],
    ['after all', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 2 ** 48 - 1],
  ])('removes an orphan %s', async (_where, objectID, idRange) => {
    await writeToIndex(objectID, { fullName: 'Nobody', idRange });
    const run = await runToEnd(vitae, { mode: 'VERIFY', batchSize: 25 });
    expect(run).toMatchObject({ status: 'COMPLETED', upserted: 0, removed: 1 });
    expect(await expectIndexEqualsDatabase(vitae)).toBe(publicIds.length);
  });

  it('removes documents outside every range: unknown ids, and orphans with a wrong or missing idRange', async () => {
    const [here = ''] = publicIds;
    const orphans = [
      ['somebody-elses-record', { idRange: Number.parseInt('01a000000000', 16) }],
      ['01A00000-0000-7000-8000-0000000000FF', {}],
      ['01a00000-0000-7000-8000-0000000000aa', { fullName: 'An orphan without a range' }],
      ['01a00000-0000-7000-8000-0000000000ab', { idRange: 7 }],
      // Not an orphan: it is corrected.
      [here, { idRange: 7 }],
    ] as const;
    for (const [objectID, attributes] of orphans) await writeToIndex(objectID, attributes);
    const dry = await runToEnd(vitae, { mode: 'DRY_RUN', batchSize: 25 });
    expect(dry).toMatchObject({ status: 'COMPLETED', upserted: 1, removed: 4 });
    const named = orphans.map(([objectId]) => ({
      objectId,
      kind: objectId === here ? 'DIFFERENT' : 'ORPHAN',
    }));
    expect(new Set(dry.differences)).toEqual(new Set(named));
    expect(await vitae.billedRecords()).toBe(0);
    const run = await runToEnd(vitae, { mode: 'VERIFY', batchSize: 25 });
    expect(new Set(run.differences)).toEqual(new Set(named));
    expect(run).toMatchObject({
      status: 'COMPLETED',
      upserted: 1,
      removed: 4,
      skipped: publicIds.length - 1,
    });
    expect(await expectIndexEqualsDatabase(vitae)).toBe(publicIds.length);
  });

  it('of a range keeps what is outside it, and unknown ids', async () => {
    const [low, high] = ['01a00000-0000-7000-8000-0000000000aa', 'ff000000-0000-7000-8000-0000000000aa'];
    await writeToIndex('nobodys', {});
    await writeToIndex(low, { idRange: Number.parseInt('01a000000000', 16) });
    await writeToIndex(high, { idRange: Number.parseInt('ff0000000000', 16) });
    const filter = { upToId: low };
    expect(await runToEnd(vitae, { mode: 'VERIFY', filter })).toMatchObject({ removed: 1 });
    expect(await vitae.search.getObject(low)).toBeNull();
    for (const objectID of ['nobodys', high]) {
      expect(await vitae.search.getObject(objectID)).not.toBeNull();
      await removeFromIndex(objectID);
    }
  });
});

describe('a database that was restored from a backup', () => {
  const rename = async (id: string, fullName: string) => {
    await mutated(vitae, 'updateProfile', { profileId: id, input: { fullName } }, 'admin');
    await vitae.idle();
  };

  it('has a low version sequence: the index accepts every push', async () => {
    const [edited = ''] = publicIds.slice(70);
    await vitae.sql(`SELECT setval('search_version', 1)`);
    await rename(edited, 'Taken By The Index');
    expect(await vitae.search.getObject(edited)).toMatchObject({ fullName: 'Taken By The Index' });
    await expectIndexEqualsDatabase(vitae);
  });

  it('beside an index whose versions are in the future: a run raises the sequence, and every push is accepted', async () => {
    const [edited = '', untouched = ''] = publicIds.slice(70);
    const future = Date.now() * 1000 + 3_600_000_000;
    for (const id of [edited, untouched]) await writeToIndex(id, { fullName: 'Of Tomorrow' }, future);
    expect(await runToEnd(vitae, { mode: 'CHANGED', batchSize: 25 })).toMatchObject({
      upserted: 2,
      failed: 0,
    });
    await expectIndexEqualsDatabase(vitae);
    await rename(untouched, 'Taken Too');
    await expectIndexEqualsDatabase(vitae);
  });

  it('ignores a version that is too high: the record is replaced, although its content is equal', async () => {
    const id = publicIds[71] ?? '';
    const asItIs = (await indexedDocuments(vitae)).get(id) ?? {};
    await writeToIndex(id, asItIs, Number.MAX_SAFE_INTEGER);
    expect(await runToEnd(vitae, { mode: 'VERIFY', batchSize: 25 })).toMatchObject({ upserted: 1 });
    await rename(id, 'From This World');
    await expectIndexEqualsDatabase(vitae);
    const [next] = await vitae.sql<{ last_value: string }>('SELECT last_value FROM search_version');
    expect(Number(next?.last_value)).toBeLessThan(2 ** 52);
  });
});

describe('DRY_RUN', () => {
  it('lists what VERIFY would do, and changes neither the index nor the search state', async () => {
    const [renamed, gone] = [publicIds[40] ?? '', publicIds[41] ?? ''];
    await vitae.sql(`UPDATE profile SET full_name = 'Renamed', revision = revision + 1 WHERE id = $1`, [
      renamed,
    ]);
    await vitae.sql('DELETE FROM profile WHERE id = $1', [gone]);
    const before = { rows: await dump(vitae), index: await indexedDocuments(vitae) };
    await vitae.billedRecords();
    const dry = await runToEnd(vitae, { mode: 'DRY_RUN', batchSize: 25 });
    expect(dry).toMatchObject({
      status: 'COMPLETED',
      upserted: 1,
      removed: 1,
      skipped: publicIds.length - 2,
    });
    expect(await vitae.billedRecords()).toBe(0);
    expect(await indexedDocuments(vitae)).toEqual(before.index);
    expect(new Set(dry.differences)).toEqual(
      new Set([
        { objectId: renamed, kind: 'DIFFERENT' },
        { objectId: gone, kind: 'ORPHAN' },
      ]),
    );
    // Except for the run itself, and who started it.
    const after = await dump(vitae);
    const { reindex_run, reindex_batch, reindex_difference, administrator_action } = before.rows;
    const run = { reindex_run, reindex_batch, reindex_difference, administrator_action };
    expect({ ...after, ...run }).toEqual(before.rows);
    const { upserted, removed, skipped, total } = await runToEnd(vitae, { mode: 'CHANGED', batchSize: 25 });
    expect({ upserted, removed, skipped, total }).toEqual({
      upserted: dry.upserted,
      removed: dry.removed,
      skipped: dry.skipped,
      total: dry.total,
    });
    expect(await expectIndexEqualsDatabase(vitae)).toBe(publicIds.length - 1);
  });

  it('lists a changed record, an orphan and a missing record, and VERIFY then corrects the same', async () => {
    const [changed, missing] = [publicIds[50] ?? '', publicIds[51] ?? ''];
    const orphan = '01a00000-0000-7000-8000-0000000000ff';
    await writeToIndex(changed, { fullName: 'Somebody Else' });
    await removeFromIndex(missing);
    await writeToIndex(orphan, { fullName: 'Nobody', idRange: Number.parseInt('01a000000000', 16) });
    const before = await indexedDocuments(vitae);
    const dry = await runToEnd(vitae, { mode: 'DRY_RUN', batchSize: 25 });
    expect(new Set(dry.differences)).toEqual(
      new Set([
        { objectId: changed, kind: 'DIFFERENT' },
        { objectId: missing, kind: 'MISSING' },
        { objectId: orphan, kind: 'ORPHAN' },
      ]),
    );
    expect(await vitae.billedRecords()).toBe(0);
    expect(await indexedDocuments(vitae)).toEqual(before);
    const { upserted, removed } = await runToEnd(vitae, { mode: 'VERIFY', batchSize: 25 });
    expect({ upserted, removed }).toEqual({ upserted: dry.upserted, removed: dry.removed });
    await expectIndexEqualsDatabase(vitae);
  });
});
