// What is wrong with the system: each trouble with since when, what users notice, what to do, and where.
import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { systemWatch } from '../../src/admin/system.ts';
import { troublesOf, type TroubleKind } from '../../src/admin/troubles.ts';
import type { System } from '../../src/admin/system.ts';
import { deleteJobs, insertDeadLetter, insertJob } from '../support/pgboss-tables.ts';
import { useVitae } from '../support/vitae.ts';

const QUEUE = 'profile-changed';
const vitae = useVitae({ workers: false });
beforeEach(() => deleteJobs(vitae));

const troubleRule = z.object({
  kind: z.string(),
  text: z.string(),
  since: z.string().nullable(),
  effect: z.string().min(1),
  nextStep: z.string().min(1),
  place: z.string(),
  queue: z.string().nullable(),
  runId: z.string().nullable(),
});

async function troubles() {
  const fields = Object.keys(troubleRule.shape).join(' ');
  const { data, text } = await vitae.send(`{ system { troubles { ${fields} } } }`, {}, 'admin');
  return z.object({ troubles: z.array(troubleRule) }).parse(data?.['system'], { error: () => text }).troubles;
}

const secondsAgo = (iso: string | null | undefined) => (Date.now() - Date.parse(iso ?? '')) / 1000;

it('a queue with dead letters is one since its oldest became one', async () => {
  await insertDeadLetter(vitae, QUEUE, { payload: {}, ago: '1 hour' });
  await insertDeadLetter(vitae, QUEUE, { payload: {}, ago: '1 minute' });
  const found = (await troubles()).filter(({ kind }) => kind === 'DEAD_LETTERS');
  expect(found).toMatchObject([
    { place: 'DEAD_LETTERS', queue: QUEUE, text: `Dead letters in ${QUEUE}: 2.` },
  ]);
  expect(secondsAgo(found[0]?.since)).toBeGreaterThanOrEqual(3599);
});

it('a queue is late, and one that is paused is not', async () => {
  const createdOn = new Date(Date.now() - 600_000).toISOString();
  await insertJob(vitae, QUEUE, { payload: {}, createdOn });
  expect(await troubles()).toContainEqual(
    expect.objectContaining({ kind: 'QUEUE_LATE', queue: QUEUE, since: createdOn }),
  );
  await vitae.send(`mutation { pauseQueue(queue: "${QUEUE}", reason: "we move") { name } }`, {}, 'admin');
  const paused = (await troubles()).filter(({ queue }) => queue === QUEUE);
  expect(paused.map(({ kind }) => kind)).toEqual(['QUEUE_PAUSED_BY_HAND']);
  expect(paused[0]?.effect).toContain('searches do not find them yet');
  await vitae.send(`mutation { resumeQueue(queue: "${QUEUE}") { name } }`, {}, 'admin');
});

it('a run that failed, or that waits, names the run', async () => {
  const run = { mode: 'VERIFY' as const, batchSize: 1, total: 1 };
  const at = new Date();
  await vitae.db.reindexRun.create({ data: { ...run, status: 'PAUSED', heldRemovals: 200, startedAt: at } });
  const { id } = await vitae.db.reindexRun.create({
    data: { ...run, status: 'FAILED', error: 'gone', finishedAt: at },
  });
  const found = (await troubles()).filter(({ place }) => place === 'RUN');
  expect(found).toMatchObject([
    { kind: 'RUN_AWAITS_CONFIRMATION', since: at.toISOString() },
    { kind: 'RUN_FAILED', since: at.toISOString(), runId: id, text: 'The last reindex failed: gone' },
  ]);
  await vitae.db.reindexRun.deleteMany();
});

it('is every kind that the state of the system can show, and none where all is well', async () => {
  const system = await systemWatch(vitae.services).read();
  const at = new Date('2026-01-02T03:04:05Z');
  const process = {
    ...{ id: randomUUID(), name: 'all', host: 'h', pid: 1, startedAt: at, seenAt: at },
    ...{ activeJobs: 0, memoryBytes: null, cpuCores: null },
  };
  const [queue] = system.queues;
  if (!queue) throw new Error('there is no queue');
  const well: System = {
    ...{ ...system, at, queues: [{ ...queue, waiting: 0, deadLetters: 0, pause: null }], runs: [] },
    instances: [{ ...process, state: 'live' }],
    search: {
      ...{ reachable: true, documents: 1, publicProfiles: 1, unreachableSince: null },
      ...{ foreignOwner: null, notice: null },
    },
  };
  expect(troublesOf(well)).toEqual([]);
  const kinds = (change: Partial<System>): TroubleKind[] =>
    troublesOf({ ...well, ...change }).map(({ kind }) => kind);
  const pause = { since: at, until: at, reason: 'away', byHand: false };
  expect(kinds({ search: { ...well.search, reachable: false } })).toEqual(['INDEX_UNREACHABLE']);
  // A run cannot fill an index of another deployment.
  const foreign = { ...well.search, foreignOwner: randomUUID(), notice: 'another index' };
  expect(kinds({ search: foreign })).toEqual(['INDEX_FOREIGN']);
  expect(kinds({ cache: { ...well.cache, unreachableSince: at } })).toEqual(['CACHE_UNREACHABLE']);
  expect(kinds({ search: { ...well.search, notice: 'new' } })).toEqual(['INDEX_NEEDS_FILL']);
  expect(kinds({ instances: [{ ...process, name: 'api', state: 'live' }] })).toEqual(['NO_WORKER']);
  expect(kinds({ instances: [...well.instances, { ...process, state: 'silent' }] })).toEqual([
    'PROCESS_SILENT',
  ]);
  expect(kinds({ queues: [{ ...queue, pause }] })).toEqual(['QUEUE_PAUSED']);
  expect(troublesOf({ ...well, instances: [{ ...process, state: 'stopped' }] })).toMatchObject([
    { since: at },
  ]);
});
