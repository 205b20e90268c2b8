// Checks that workers are alive, that the queues move, and that no job was given up.
import type { Pool } from 'pg';
import { readInstances } from '../jobs/instances.ts';
import { hasQueues } from '../jobs/pgboss-tables.ts';
import { readQueues } from '../jobs/queues.ts';
import { jobContracts } from '../server/jobs.ts';
import { findingsOf, type Finding } from './finding.ts';

const { ok, warning, failure } = findingsOf('workers');

export async function checkWorkers(client: Pool): Promise<Finding[]> {
  const sql = { executeSql: (text: string, values?: unknown[]) => client.query(text, values) };
  if (!(await hasQueues(sql))) return [warning('there are no queues yet', 'Start Vitae: npm start')];
  const [instances, queues] = await Promise.all([
    readInstances(sql),
    readQueues(
      sql,
      jobContracts.map(({ name }) => name),
    ),
  ]);
  const workers = instances.filter(({ state, name }) => state === 'live' && name !== 'api');
  const silent = instances.filter(({ state }) => state === 'silent');
  const dead = queues.filter(({ deadLetters }) => deadLetters > 0);
  return [
    workers.length > 0
      ? ok(`${workers.length} alive: ${workers.map(({ host, pid }) => `${host}/${pid}`).join(', ')}`)
      : failure(
          'none is alive: what is written does not reach the index',
          'Start one: npm start, or ROLE=worker npm start beside processes with ROLE=api',
        ),
    ...silent.map(({ host, pid, seenAt }) =>
      warning(
        `the process ${host}/${pid} was killed or hangs: its last sign is of ${seenAt.toISOString()}`,
        'See its log; if it hangs, end it. Its jobs start again at others',
      ),
    ),
    ...queues.flatMap(({ name, pause }) =>
      pause
        ? [
            warning(
              `${name} is paused until ${pause.until.toISOString()}: ${pause.reason}`,
              'Mend the reason; it goes on by itself',
            ),
          ]
        : [],
    ),
    ...dead.map(({ name, deadLetters }) =>
      warning(`${name} has ${deadLetters} dead letters`, `See them: npm run jobs -- list ${name}`),
    ),
  ];
}
