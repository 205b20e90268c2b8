// Postgres behind a real PgBouncer: which kind of pooler is recognized, and what ends with a request through it.
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withSignal } from '../../src/cancellation/current-signal.ts';
import { createDatabase } from '../../src/database/client.ts';
import { leadToOneDatabase, recognizePooling } from '../../src/database/pooler.ts';
import { until } from '../support/eventually.ts';
import { startPgBouncer, withoutPgBouncer } from '../support/pgbouncer.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

describe.skipIf(withoutPgBouncer())('behind PgBouncer', () => {
  let database: TestDatabase;
  const stack = new AsyncDisposableStack();
  const pooler = async (...[mode, poolSize]: [Parameters<typeof startPgBouncer>[1], number?]) =>
    stack
      .adopt(await startPgBouncer(database.url, mode, poolSize), (started) => started.stop())
      .through(database.url);
  let pooled: string;
  beforeAll(async () => {
    database = stack.adopt(await createTestDatabase(), (made) => made.drop());
    pooled = await pooler('transaction');
  });
  afterAll(() => stack.disposeAsync());

  it('recognizes whether each transaction has another session', async () => {
    expect(await recognizePooling(database.url)).toBe('none');
    expect(await recognizePooling(await pooler('session'))).toBe('session');
    expect(await recognizePooling(await pooler('statement'))).toBe('transaction');
    expect(await recognizePooling(await pooler('transaction', 1))).toBe('transaction');
    expect(await recognizePooling(pooled)).toBe('transaction');
  });

  it('recognizes transaction mode while other clients use the pool', async () => {
    const pool = new pg.Pool({ connectionString: pooled, max: 10 });
    const busy = new AbortController();
    const clients = Array.from({ length: 10 }, async () => {
      while (!busy.signal.aborted) await pool.query('SELECT pg_sleep(random() / 1000)');
    });
    for (let time = 0; time < 20; time += 1) expect(await recognizePooling(pooled)).toBe('transaction');
    busy.abort();
    await Promise.all(clients);
    await pool.end();
  });

  it('tells whether two URLs lead to the same database', async () => {
    expect(await leadToOneDatabase([pooled, database.url])).toBe(true);
    await using other = { ...(await createTestDatabase()), [Symbol.asyncDispose]: () => other.drop() };
    expect(await leadToOneDatabase([pooled, other.url])).toBe(false);
  });

  it('refuses in a transaction what writes profiles past the path for it, in development', async () => {
    const db = createDatabase(pooled, { refuseUndeclared: true, pooled: true });
    const write = (tx: Pick<typeof db, '$executeRaw'>) =>
      tx.$executeRaw`INSERT INTO profile (id, handle, full_name, updated_at)
        VALUES (gen_random_uuid(), 'past', 'Past', now())`;
    await expect(db.$transaction(write)).rejects.toThrow(/undeclared INSERT/);
    await db.$disconnect();
  });

  describe('with a lock that every slow statement waits for', () => {
    let holder: pg.Client;
    beforeAll(async () => {
      holder = new pg.Client({ connectionString: database.url });
      await holder.connect();
      await holder.query('SELECT pg_advisory_lock(1)');
      return () => holder.end();
    });
    const waits = (count: number) =>
      until(async () => {
        const { rows } = await holder.query(
          "SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted",
        );
        return rows.length === count;
      });

    it('cancels the statements of a request that leaves, and none of its neighbours', async () => {
      const db = createDatabase(pooled, { poolSize: 8, pooled: true });
      const slow = () => db.$queryRaw`SELECT pg_advisory_xact_lock_shared(1)::text`.then(() => 'done');
      const request = new AbortController();
      const ended = [1, 2].map(() => withSignal(request.signal, async () => slow()).catch(() => 'ended'));
      const neighbour = slow();
      await waits(3);
      request.abort(new Error('left'));
      expect(await Promise.all(ended)).toEqual(['ended', 'ended']);
      await waits(1);
      await holder.query('SELECT pg_advisory_unlock(1)');
      expect(await neighbour).toBe('done');
      await holder.query('SELECT pg_advisory_lock(1)');
      await db.$disconnect();
    });

    it('bounds the transactions of a process that can cancel nothing, and leaves no setting behind', async () => {
      const db = createDatabase(pooled, { statementMs: 50, pooled: true });
      // Connecting takes longer than the bound on a busy machine.
      await db.$queryRaw`SELECT 1`;
      await expect(
        db.$transaction((tx) => tx.$queryRaw`SELECT pg_advisory_xact_lock_shared(1)::text`),
      ).rejects.toThrow(/timeout/);
      expect(await db.$queryRaw`SHOW statement_timeout`).toEqual([{ statement_timeout: '0' }]);
      await db.$disconnect();
    });
  });
});
