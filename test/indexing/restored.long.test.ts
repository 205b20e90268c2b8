// A database that was restored from a backup, beside an index that is newer; and documents that the restored states do not know.
import { expect, it } from 'vitest';
import { look } from '../../src/audit/audit.ts';
import { peekCompletions } from '../../src/completion/cached.ts';
import { idRange } from '../../src/indexing/document.ts';
import { pushProfiles } from '../../src/indexing/push.ts';
import { openTarget } from '../../src/indexing/target.ts';
import { createSearchGateway } from '../../src/search/gateway.ts';
import { seedProfiles } from '../../src/dev/demo/seed.ts';
import { loadCompletions } from '../completion/load-completions.ts';
import { ended, runToEnd, steer } from '../reindex/runs-of-tests.ts';
import { backUp } from '../support/backup.ts';
import { eventually } from '../support/eventually.ts';
import { SEARCH_KEYS } from '../support/fleet.ts';
import { expectIndexEqualsDatabase } from '../support/index-equals-database.ts';
import { mutated } from '../support/mutations.ts';
import { passTime } from '../support/passed-time.ts';
import { insertDeadLetter, DEAD_LETTERS, readJobs } from '../support/pgboss-tables.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';

const TABLES = ['profile', 'bio', 'search_state', 'search_target', 'database_incarnation'];

async function backup(vitae: Vitae): Promise<void> {
  for (const table of TABLES) await vitae.sql(`CREATE TABLE backup_${table} AS TABLE ${table}`);
  await vitae.sql('CREATE TABLE backup_version AS SELECT last_value AS last FROM search_version');
}

async function restore(vitae: Vitae): Promise<void> {
  await vitae.sql(
    `SET session_replication_role = replica; DELETE FROM bio; DELETE FROM search_state; DELETE FROM search_target; DELETE FROM profile; DELETE FROM database_incarnation;
    ${TABLES.map((table) => `INSERT INTO ${table} SELECT * FROM backup_${table};`).join(' ')}
    SET session_replication_role = DEFAULT; SELECT setval('search_version', (SELECT last FROM backup_version))`,
  );
}

const targets = ({ db }: Vitae) => db.searchTarget.count();

const rename = (vitae: Vitae, profileId: string, fullName: string) =>
  mutated(vitae, 'updateProfile', { profileId, input: { fullName } }, 'admin');

/** Its database is older than its index then. @returns the ids of two profiles that were written and cached since the backup, and the targets that the backup knows */
async function restoreOlder(vitae: Vitae) {
  await seedProfiles({ url: vitae.url, count: 30 });
  await runToEnd(vitae);
  const before = await targets(vitae);
  await backup(vitae);
  const rows = await vitae.sql<{ id: string }>(
    `SELECT id FROM profile WHERE visibility = 'PUBLIC' ORDER BY id LIMIT 2`,
  );
  const [one = '', other = ''] = rows.map(({ id }) => id);
  for (const id of [one, other]) await rename(vitae, id, 'After The Backup');
  await vitae.idle();
  await loadCompletions(vitae.services, [one, other]);
  await vitae.services.cache.whenStored();
  expect(await peekCompletions(vitae.services, [one, other])).not.toContain(null);
  await restore(vitae);
  return { one, other, before };
}

it('an older database: pushes are accepted at once, and CHANGED corrects what the states do not know', async () => {
  await using vitae = await startVitae();
  const { one } = await restoreOlder(vitae);
  // The states are older than the index now.
  expect(await runToEnd(vitae)).toMatchObject({ status: 'COMPLETED', upserted: 2, failed: 0 });
  await expectIndexEqualsDatabase(vitae);
  await rename(vitae, one, 'Edited Again');
  await vitae.idle();
  await expectIndexEqualsDatabase(vitae);
});

it('an older database under a running worker is noticed by the next push, and no state or cached score counts', async () => {
  await using vitae = await startVitae();
  const { one, before } = await restoreOlder(vitae);
  await rename(vitae, one, 'Edited Again');
  await vitae.idle();
  expect(await targets(vitae)).toBe(before + 1);
  expect((await vitae.search.getObject(one))?.['fullName']).toBe('Edited Again');
  expect(await runToEnd(vitae)).toMatchObject({ status: 'COMPLETED', upserted: 1, failed: 0 });
  await expectIndexEqualsDatabase(vitae);
});

it('an older database under a worker that pushes nothing is noticed by the audit', async () => {
  await using vitae = await startVitae();
  const { one, other, before } = await restoreOlder(vitae);
  passTime(11_000);
  await look(vitae.services, 0, new Date());
  expect(await targets(vitae)).toBe(before + 1);
  // The sweep invalidates what was cached since the backup. One of the process itself may have done so before.
  await eventually(async () =>
    expect(await peekCompletions(vitae.services, [one, other])).toEqual([null, null]),
  );
});

it('an older database in the place of a newer one is noticed by the first push, also of a worker that has pushed nothing since the backup', async () => {
  await using vitae = await startVitae();
  await seedProfiles({ url: vitae.url, count: 5 });
  await runToEnd(vitae);
  const hosts = (await vitae.services.viewerKeys?.issue('test'))?.hosts ?? [];
  const { appId, adminKey: apiKey } = SEARCH_KEYS;
  const search = createSearchGateway({ appId, apiKey, indexName: vitae.search.indexName, hosts });
  const worker = { ...vitae.services, search };
  const backup = await backUp(vitae.url);
  const { id } = await eventually(() =>
    vitae.db.profile.findFirstOrThrow({ where: { visibility: 'PUBLIC' } }),
  );
  await openTarget(worker);
  await eventually(() => rename(vitae, id, 'After The Backup'));
  await vitae.idle();
  await backup.restore();
  const before = await eventually(() => targets(vitae));
  await pushProfiles(worker, [id], { mode: 'FULL' });
  expect(await targets(vitae)).toBe(before + 1);
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

it('a private profile that the index does not hold costs no write operation, created or run over', async () => {
  await using vitae = await startVitae();
  await vitae.billedRecords();
  const input = { fullName: 'Private', visibility: 'PRIVATE' };
  const { profile } = await mutated(vitae, 'createProfile', { input }, 'admin');
  await vitae.idle();
  await vitae.db.profile.create({ data: { ...input, handle: 'by-sql', visibility: 'PRIVATE' } });
  for (const mode of ['CHANGED', 'FULL', 'VERIFY'] as const)
    await runToEnd(vitae, { mode, filter: { visibility: 'PRIVATE' } });
  expect(await vitae.billedRecords()).toBe(0);
  expect(await vitae.db.searchState.count({ where: { profileId: profile?.id ?? '', indexed: true } })).toBe(
    0,
  );
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
