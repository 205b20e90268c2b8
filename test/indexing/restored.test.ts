// A database that was restored from a backup, beside an index that is newer; and documents that the restored states do not know.
import { expect, it } from 'vitest';
import { idRange } from '../../src/indexing/document.ts';
import { seedProfiles } from '../../src/dev/demo/seed.ts';
import { runToEnd } from '../reindex/runs-of-tests.ts';
import { expectIndexEqualsDatabase } from '../support/index-equals-database.ts';
import { mutated } from '../support/mutations.ts';
import { insertDeadLetter, DEAD_LETTERS, readJobs } from '../support/pgboss-tables.ts';
import { steer, ended } from '../reindex/runs-of-tests.ts';
import { startVitae } from '../support/vitae.ts';

const TABLES = ['profile', 'bio', 'search_state'];

it('an older database: pushes are accepted at once, and CHANGED corrects what the states do not know', async () => {
  await using vitae = await startVitae();
  await seedProfiles({ url: vitae.url, count: 30 });
  await runToEnd(vitae);
  for (const table of TABLES) await vitae.sql(`CREATE TABLE backup_${table} AS TABLE ${table}`);
  const [version] = await vitae.sql<{ last: string }>('SELECT last_value AS last FROM search_version');
  const publicIds = await vitae.sql<{ id: string }>(
    `SELECT id FROM profile WHERE visibility = 'PUBLIC' ORDER BY id LIMIT 2`,
  );
  const [edited = '', untouched = ''] = publicIds.map(({ id }) => id);
  for (const profileId of [edited, untouched])
    await mutated(vitae, 'updateProfile', { profileId, input: { fullName: 'After The Backup' } }, 'admin');
  await vitae.idle();
  await vitae.sql(
    `SET session_replication_role = replica; DELETE FROM bio; DELETE FROM search_state; DELETE FROM profile;
    ${TABLES.map((table) => `INSERT INTO ${table} SELECT * FROM backup_${table};`).join(' ')}
    SET session_replication_role = DEFAULT; SELECT setval('search_version', ${version?.last ?? 1})`,
  );
  // The states are older than the index now.
  const run = await runToEnd(vitae);
  expect(run).toMatchObject({ status: 'COMPLETED', upserted: 2, failed: 0 });
  await expectIndexEqualsDatabase(vitae);
  await mutated(vitae, 'updateProfile', { profileId: edited, input: { fullName: 'Edited Again' } }, 'admin');
  await vitae.idle();
  await expectIndexEqualsDatabase(vitae);
});

it('a stray document of a profile without a state is removed by the next push of that profile', async () => {
  await using vitae = await startVitae();
  const { profile } = await mutated(
    vitae,
    'createProfile',
    { input: { fullName: 'Private', visibility: 'PRIVATE' } },
    'admin',
  );
  const id = profile?.id ?? '';
  await vitae.idle();
  await vitae.sql('DELETE FROM search_state WHERE profile_id = $1', [id]);
  const stray = { objectID: id, fullName: 'Private', idRange: idRange(id), version: 1 };
  await vitae.search.write([{ type: 'upsert', object: stray }], { wait: true });
  await mutated(vitae, 'saveBio', { profileId: id, input: { summary: 'Edited' } }, 'admin');
  await vitae.idle();
  expect(await vitae.search.getObject(id)).toBeNull();
  expect(await vitae.db.analyticsEvent.count()).toBe(0);
});

it('retryReindexFailures takes along the dead letters of its batches, and no others', async () => {
  await using vitae = await startVitae();
  await seedProfiles({ url: vitae.url, count: 10 });
  const { id: runId } = await runToEnd(vitae);
  const [batch] = await vitae.db.reindexBatch.findMany({ where: { runId } });
  const other = '01a00000-0000-7000-8000-000000000000';
  for (const batchId of [batch?.id ?? '', other])
    await insertDeadLetter(vitae, 'reindex-batch', { payload: { batchId }, key: batchId });
  await vitae.sql(`UPDATE reindex_run SET status = 'COMPLETED_WITH_FAILURES' WHERE id = $1`, [runId]);
  await steer(vitae, 'retry', runId);
  await ended(vitae, runId);
  expect((await readJobs(vitae, DEAD_LETTERS)).map(({ data }) => data)).toEqual([{ batchId: other }]);
});
