// The doctor on the workers and their queues.
import { Pool } from 'pg';
import { beforeAll, expect, it } from 'vitest';
import { checkWorkers } from '../../src/doctor/workers.ts';
import { insertDeadLetter } from '../support/pgboss-tables.ts';
import { useVitae } from '../support/vitae.ts';

const vitae = useVitae({ workers: false });
let client: Pool;
beforeAll(() => {
  client = new Pool({ connectionString: vitae.url, max: 1 });
  return () => client.end();
});

it('tells who is alive, a process that hangs, a paused queue and dead letters, each with what to do', async () => {
  expect(await checkWorkers(client)).toMatchObject([
    { state: 'ok', message: expect.stringMatching(/^1 alive/) as string },
  ]);
  await insertDeadLetter(vitae, 'profile-changed', { payload: {} });
  const findings = await checkWorkers(client);
  expect(findings.map(({ state, message }) => `${state}: ${message}`)).toEqual([
    expect.stringMatching(/^ok: 1 alive/) as string,
    'warning: profile-changed has 1 dead letters',
  ]);
  expect(findings[1]?.next).toContain('npm run jobs -- list profile-changed');
});
