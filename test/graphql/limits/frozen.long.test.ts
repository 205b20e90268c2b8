// A process that is frozen cancels nothing: Postgres itself ends the statement and the transaction of its request.
import pg from 'pg';
import { expect, it } from 'vitest';
import { createTestDatabase } from '../../support/postgres.ts';
import { startVitaeProcess, temporaryDataDir } from '../../support/vitae-process.ts';
import { until } from '../../support/eventually.ts';

it('a frozen process leaves no statement and no transaction of a request in Postgres', async () => {
  await using opened = new AsyncDisposableStack();
  const database = opened.adopt(await createTestDatabase(), (made) => made.drop());
  const data = opened.adopt(await temporaryDataDir(), (made) => made.remove());
  const vitae = opened.adopt(
    await startVitaeProcess({
      PORT: '0',
      DATA_DIR: data.dataDir,
      DATABASE_URL: database.url,
      SEED_PROFILES: '10',
      LIMIT_EXECUTION_SECONDS: '2',
    }),
    (started) => started.kill(),
  );
  const connect = async () => {
    const client = opened.adopt(new pg.Client({ connectionString: database.url }), (made) => made.end());
    await client.connect();
    return client;
  };
  const [holder, observer] = [await connect(), await connect()];
  await holder.query('BEGIN; LOCK TABLE photo IN ACCESS EXCLUSIVE MODE');
  // The observer has no transaction: in one, Postgres shows the same activity again and again.
  const backends = async (condition: string) => {
    const { rows } = await observer.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND ${condition}`,
    );
    return rows.map(({ pid }) => pid);
  };
  const answer = fetch(vitae.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${vitae.personToken}` },
    body: JSON.stringify({ query: 'mutation { deletePhoto { __typename } }' }),
  }).catch(() => null);
  // A job that reads photos may wait, too, and has no bound.
  const waiting = () => backends("wait_event_type = 'Lock' AND query LIKE 'DELETE%photo%'");
  await until(async () => (await waiting()).length === 1);
  const [pid] = await waiting();
  process.kill(vitae.pid, 'SIGSTOP');
  // Its transaction has locked the profile, too.
  await until(async () => (await backends(`pid = ${pid} AND state NOT LIKE '%aborted%'`)).length === 0);
  await observer.query('SELECT FROM profile FOR UPDATE NOWAIT');
  await until(async () => (await backends(`pid = ${pid}`)).length === 0);
  await vitae.kill();
  expect(await answer).toBeNull();
});
