// An administrator pauses a queue: no job of it starts in any process until an administrator resumes it, whatever its jobs meet.
import { beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { WaitError } from '../../src/jobs/contract.ts';
import { createPauses } from '../../src/jobs/pauses.ts';
import { systemClock } from 'pg-boss';
import { deleteJobs, insertJob } from '../support/pgboss-tables.ts';
import { useVitae } from '../support/vitae.ts';

const QUEUE = 'profile-changed';
const vitae = useVitae({ workers: false });
const sql = {
  executeSql: async (text: string, values?: unknown[]) => ({ rows: await vitae.sql(text, values) }),
};
const pauses = () => createPauses(sql, systemClock);
beforeEach(async () => {
  await vitae.sql('DELETE FROM queue_pause');
  await deleteJobs(vitae);
});

const queueRule = z.object({
  name: z.string(),
  nextTryAt: z.string().nullable(),
  pause: z.object({ reason: z.string(), byHand: z.boolean(), since: z.string() }).nullable(),
});

async function call(mutation: string, args: string) {
  const document = `mutation { ${mutation}(${args}) { name nextTryAt pause { reason byHand since } } }`;
  const { data, text } = await vitae.send(document, {}, 'admin');
  return queueRule.parse(data?.[mutation], { error: () => text });
}

it('no job starts until the queue is resumed', async () => {
  const paused = await call('pauseQueue', `queue: "${QUEUE}", reason: " the index moves "`);
  expect(paused).toMatchObject({ name: QUEUE, pause: { reason: 'the index moves', byHand: true } });
  expect(await pauses().admit(QUEUE)).toBe('paused');
  expect(await pauses().admit('reindex-batch')).toBe('open');
  expect((await call('resumeQueue', `queue: "${QUEUE}"`)).pause).toBeNull();
  expect(await pauses().admit(QUEUE)).toBe('open');
});

it('neither a job that fails nor one that succeeds meanwhile ends the pause or makes it shorter', async () => {
  const { pause } = await call('pauseQueue', `queue: "${QUEUE}"`);
  const { seconds } = await pauses().extend(QUEUE, new WaitError('away', { seconds: 5 }), 'open');
  // The job that met it is put off for as long.
  expect(seconds).toBeLessThanOrEqual(60);
  await pauses().extend(QUEUE, new WaitError('away', { seconds: 5 }), 'probe');
  await pauses().end(QUEUE);
  expect(await pauses().admit(QUEUE)).toBe('paused');
  expect((await call('pauseQueue', `queue: "${QUEUE}"`)).pause).toEqual(pause);
});

it('a pause that an error began becomes one by hand, and is resumed too', async () => {
  await pauses().extend(QUEUE, new WaitError('away', { seconds: 600 }), 'open');
  expect((await call('pauseQueue', `queue: "${QUEUE}"`)).pause).toMatchObject({
    byHand: true,
    reason: 'Paused by an administrator',
  });
  await call('resumeQueue', `queue: "${QUEUE}"`);
  await pauses().extend(QUEUE, new WaitError('away', { seconds: 600 }), 'open');
  expect((await call('resumeQueue', `queue: "${QUEUE}"`)).pause).toBeNull();
});

it('tells when the first delayed job is due', async () => {
  expect((await call('resumeQueue', `queue: "${QUEUE}"`)).nextTryAt).toBeNull();
  await insertJob(vitae, QUEUE, { payload: {}, state: 'retry', startsIn: '2 hours' });
  await insertJob(vitae, QUEUE, { payload: {}, state: 'retry', startsIn: '1 hour' });
  await insertJob(vitae, QUEUE, { payload: {}, state: 'retry', startsIn: '-1 hour' });
  const { nextTryAt } = await call('resumeQueue', `queue: "${QUEUE}"`);
  expect(Math.abs(Date.parse(nextTryAt ?? '') - Date.now() - 3_600_000)).toBeLessThan(60_000);
});

it.each([
  ['pauseQueue', 'queue: "none"', 'queue'],
  ['resumeQueue', 'queue: "none"', 'queue'],
  ['pauseQueue', `queue: "${QUEUE}", reason: " "`, 'reason'],
  ['pauseQueue', `queue: "${QUEUE}", reason: "${'x'.repeat(501)}"`, 'reason'],
])('%s refuses %s', async (mutation, args, path) => {
  const { errors } = await vitae.send(`mutation { ${mutation}(${args}) { name } }`, {}, 'admin');
  expect(errors?.[0]?.extensions?.['fields']).toMatchObject([{ path }]);
});
