// The tables of pg-boss are as our SQL on them expects, and only one file of src and one of test have such SQL. A failure after an update of
// pg-boss: read its release notes, adapt src/jobs/pgboss-tables.ts and test/support/pgboss-tables.ts, then change this test.
import { readFile } from 'node:fs/promises';
import { globSync } from 'node:fs';
import { expect, it } from 'vitest';
import { useQueues } from './queue-probe.ts';

const startQueues = useQueues([]);
const TIME = 'timestamp with time zone';

it('two versions of Vitae work on the same tables during a deployment', async () => {
  const { boss } = await startQueues();
  const message =
    'pg-boss changes its tables when it starts: say in docs/operations.md that the older version is stopped first';
  expect(await boss.schemaVersion(), message).toBe(46);
});

it('the columns, states and functions that our SQL uses are there', async () => {
  const { sql } = await startQueues();
  const used = {
    'instance.heartbeat_on': TIME,
    'instance.heartbeat_seconds': 'integer',
    'instance.host': 'text',
    'instance.id': 'uuid',
    'instance.metrics': 'jsonb',
    'instance.name': 'text',
    'instance.pid': 'integer',
    'instance.started_on': TIME,
    'instance.stopped_on': TIME,
    'instance.workers': 'jsonb',
    'job.completed_on': TIME,
    'job.created_on': TIME,
    'job.data': 'jsonb',
    'job.heartbeat_on': TIME,
    'job.id': 'uuid',
    'job.keep_until': TIME,
    'job.name': 'text',
    'job.output': 'jsonb',
    'job.retry_count': 'integer',
    'job.retry_limit': 'integer',
    'job.singleton_key': 'text',
    'job.source_created_on': TIME,
    'job.source_id': 'uuid',
    'job.source_name': 'text',
    'job.source_output': 'jsonb',
    'job.source_retry_count': 'integer',
    'job.start_after': TIME,
    'job.started_on': TIME,
    'job.state': 'USER-DEFINED',
  };
  const columns = await sql<{ name: string; type: string }>(
    `SELECT table_name || '.' || column_name AS name, data_type AS type FROM information_schema.columns
      WHERE table_schema = 'pgboss' AND table_name || '.' || column_name = ANY ($1)`,
    [Object.keys(used)],
  );
  expect(Object.fromEntries(columns.map(({ name, type }) => [name, type]))).toEqual(used);
  // Our SQL compares states: what is smaller than `active` is queued.
  const states = await sql<{ state: string }>(
    'SELECT unnest(enum_range(NULL::pgboss.job_state))::text AS state',
  );
  expect(states.map(({ state }) => state)).toEqual([
    'created',
    'retry',
    'active',
    'completed',
    'cancelled',
    'failed',
  ]);
  expect(await sql('SELECT pgboss.job_now() = now() AS same')).toEqual([{ same: true }]);
});

it('no other file of src or test has such SQL', async () => {
  const files = globSync('{src,test}/**/*.ts', { exclude: ['**/generated/**'] });
  expect(files.length).toBeGreaterThan(100);
  const found: string[] = [];
  // `pgboss.queue.jobs` is a metric.
  for (const file of files)
    if ((await readFile(file, 'utf8')).replaceAll('pgboss.queue.jobs', '').includes('pgboss.'))
      found.push(file);
  expect(found.sort()).toEqual([
    'src/jobs/pgboss-tables.ts',
    'test/jobs/pgboss-tables.test.ts',
    'test/support/pgboss-tables.ts',
  ]);
});
