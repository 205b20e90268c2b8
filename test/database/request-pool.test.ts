// The pool below Prisma: how it shares its connections among requests, and what ends with a request. A request is a signal.
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from 'vitest';
import { withSignal } from '../../src/cancellation/current-signal.ts';
import { createDatabase, type Database } from '../../src/database/client.ts';
import { PATIENCE_MS, until } from '../support/eventually.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let database: TestDatabase;
let db: Database;
/** Holds a lock that every slow statement waits for. */
let holder: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  // What Postgres itself ends is seen as a failure: the test gives up before.
  db = createDatabase(database.url, { poolSize: 4, statementMs: 2 * PATIENCE_MS });
  holder = new pg.Client({ connectionString: database.url });
  await holder.connect();
  await holder.query('SELECT pg_advisory_lock(1)');
});
afterEach(async () => {
  await holder.end();
  await db.$disconnect();
});

const slow = () => db.$queryRaw`SELECT pg_advisory_lock_shared(1)::text`.then(() => 'done');
const quick = () => db.$queryRaw`SELECT 1 AS one`;

class Request {
  readonly #controller = new AbortController();
  leave = () => this.#controller.abort(new Error('left'));
  run = <Result>(work: () => Promise<Result>) =>
    withSignal(this.#controller.signal, async () => await work());
  /** Outcomes of as many statements at once. */
  slow = (count: number) => Array.from({ length: count }, () => this.run(slow).catch(() => 'ended'));
}

async function waiting(): Promise<number> {
  const { rows } = await holder.query<{ count: number }>(
    "SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory' AND NOT granted",
  );
  return rows[0]?.count ?? 0;
}
const waits = (count: number) => until(async () => (await waiting()) === count);
const release = () => holder.query('SELECT pg_advisory_unlock_all()');

describe('one request', () => {
  it('holds at most half of the connections, and the others serve its neighbours', async () => {
    const hungry = new Request();
    const all = hungry.slow(29);
    await waits(2);
    for (let i = 0; i < 10; i += 1) await new Request().run(quick);
    expect(await waiting()).toBe(2);
    await release();
    expect(new Set(await Promise.all(all))).toEqual(new Set(['done']));
  });

  it('that leaves takes its running statements and those that wait with it, and nothing of its neighbours', async () => {
    const hungry = new Request();
    const neighbour = new Request();
    const all = hungry.slow(29);
    const others = neighbour.slow(2);
    await waits(4);
    hungry.leave();
    expect(new Set(await Promise.all(all))).toEqual(new Set(['ended']));
    await waits(2);
    await release();
    expect(await Promise.all(others)).toEqual(['done', 'done']);
  });

  it('waits no longer than others that hold fewer connections', async () => {
    const [first, second, third] = [new Request(), new Request(), new Request()];
    const order: string[] = [];
    const note = (name: string, outcomes: Promise<string>[]) =>
      outcomes.map((outcome) => outcome.then(() => order.push(name)));
    const hungry = [...note('first', first.slow(2)), ...note('second', second.slow(20))];
    await waits(4);
    const late = third.run(quick).then(() => order.push('third'));
    first.leave();
    await late;
    expect(order).toEqual(['first', 'first', 'third']);
    await release();
    await Promise.all(hungry);
  });

  it('that has left sends nothing more', async () => {
    const gone = new Request();
    gone.leave();
    await expect(gone.run(quick)).rejects.toThrow('left');
    await expect(gone.run(() => db.$transaction((tx) => tx.$queryRaw`SELECT 1`))).rejects.toThrow();
  });
});

describe('a transaction of a request that leaves', () => {
  const write = (between: () => Promise<unknown>) =>
    db.$transaction(async (tx) => {
      await tx.profile.create({ data: { handle: 'never', fullName: 'Never' } });
      await between();
      await tx.$queryRaw`SELECT pg_advisory_lock_shared(1)::text`;
    });
  const profiles = () => db.profile.count({ where: { handle: 'never' } });
  const openTransactions = async () => {
    const { rows } = await holder.query(
      "SELECT FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' AND datname = current_database()",
    );
    return rows.length;
  };

  it('is rolled back while a statement runs', async () => {
    const request = new Request();
    const writing = request.run(() => write(() => Promise.resolve())).catch(() => 'ended');
    await waits(1);
    request.leave();
    expect(await writing).toBe('ended');
    await waits(0);
    await until(async () => (await openTransactions()) === 0);
    expect(await profiles()).toBe(0);
  });

  it('is rolled back between two statements, at once', async () => {
    const request = new Request();
    const other = Promise.withResolvers<undefined>();
    const writing = request.run(() => write(() => other.promise)).catch(() => 'ended');
    await until(async () => (await openTransactions()) === 1);
    request.leave();
    // Its code still waits for something else.
    await until(async () => (await openTransactions()) === 0);
    other.resolve(undefined);
    expect(await writing).toBe('ended');
    expect(await profiles()).toBe(0);
  });

  it('is rolled back between two statements, also where the answer to the first was not read yet', async () => {
    const request = new Request();
    const other = Promise.withResolvers<undefined>();
    const waitsBetween = () =>
      db.$transaction(async (tx) => {
        await tx.$queryRaw`SELECT pg_advisory_lock_shared(1)::text`;
        await other.promise;
      });
    const writing = request.run(waitsBetween).catch(() => 'ended');
    await waits(1);
    const released = release();
    // Postgres answers, and this process reads nothing.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
    request.leave();
    await released;
    await until(async () => (await openTransactions()) === 0);
    other.resolve(undefined);
    expect(await writing).toBe('ended');
  });

  it('leaves a pool that works', async () => {
    for (let round = 0; round < 10; round += 1) {
      const request = new Request();
      const ended = request.slow(29);
      await waits(2);
      request.leave();
      await Promise.all(ended);
      expect(await Promise.all(Array.from({ length: 20 }, () => new Request().run(quick)))).toHaveLength(20);
    }
    await waits(0);
  });
});

describe('the bound of Postgres itself, for a process that can cancel nothing', () => {
  it('ends a statement, and a transaction between two statements', async () => {
    const bounded = createDatabase(database.url, { statementMs: 50 });
    try {
      await expect(bounded.$queryRaw`SELECT pg_advisory_lock_shared(1)::text`).rejects.toThrow(
        /statement timeout/,
      );
      await bounded
        .$transaction(async (tx) => {
          await tx.$queryRaw`SELECT 1`;
          await until(async () => {
            const { rows } = await holder.query(
              "SELECT FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' AND datname = current_database()",
            );
            return rows.length === 0;
          });
        })
        .catch(() => undefined);
      await waits(0);
    } finally {
      await bounded.$disconnect();
    }
  });
});
