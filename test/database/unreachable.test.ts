// Every way in which Prisma, its driver and Node report a Postgres that is away or a connection that broke is recognised, and
// nothing else.
import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import {
  createDatabase,
  isTransactionGivenUp,
  isWriteConflict,
  type Database,
} from '../../src/database/client.ts';
import { isDatabaseUnreachable } from '../../src/database/unreachable.ts';
import { useVitae } from '../support/vitae.ts';

/** Nobody listens on port 1. */
const NOWHERE = 'postgres://vitae@127.0.0.1:1/vitae';
const TARGET = { id: 7, application: 'a', indexName: 'b', incarnation: randomUUID() };
const vitae = useVitae({ workers: false });

async function errorOf(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
}

const WORK: readonly (readonly [string, (db: Database) => Promise<unknown>])[] = [
  ['a read', (db) => db.profile.findMany()],
  ['a raw read', (db) => db.$queryRaw`SELECT 1`],
  ['a raw write', (db) => db.$executeRaw`SELECT 1`],
  ['a transaction', (db) => db.$transaction((tx) => tx.profile.count())],
];

it.each(WORK)('%s where nobody listens', async (_name, work) => {
  const db = createDatabase(NOWHERE);
  expect(isDatabaseUnreachable(await errorOf(() => work(db)))).toBe(true);
  await db.$disconnect();
});

it.each(WORK)('%s in a database that does not exist', async (_name, work) => {
  const url = new URL(vitae.url);
  url.pathname = '/nothing_here';
  const db = createDatabase(url.href);
  expect(isDatabaseUnreachable(await errorOf(() => work(db)))).toBe(true);
  await db.$disconnect();
});

it.each<readonly [string, (db: Database) => Promise<unknown>]>([
  ['a write', (db) => db.searchTarget.create({ data: TARGET })],
  ['a raw write', (db) => db.$executeRaw`DELETE FROM bio`],
  ['a transaction', (db) => db.$transaction((tx) => tx.searchTarget.create({ data: TARGET }))],
])(
  '%s in a Postgres that may only be read, such as one that is no longer the primary',
  async (_name, work) => {
    const url = new URL(vitae.url);
    url.searchParams.set('options', '-c default_transaction_read_only=on');
    const db = createDatabase(url.href);
    expect(isDatabaseUnreachable(await errorOf(() => work(db)))).toBe(true);
    await db.$disconnect();
  },
);

const raise = (code: string) =>
  vitae.db.$executeRawUnsafe(`DO $$ BEGIN RAISE 'as Postgres does' USING ERRCODE = '${code}'; END $$`);

it.each([
  ['disk is full', '53100'],
  ['memory is used up', '53200'],
  ['disk fails', '58030'],
  ['transaction was idle for too long', '25P03'],
  ['transaction took too long', '25P04'],
  ['session was idle for too long', '57P05'],
])('a statement where the %s', async (_name, code) => {
  expect(isDatabaseUnreachable(await errorOf(() => raise(code)))).toBe(true);
});

it.each<readonly [string, (db: Pick<Database, 'profile' | '$queryRaw'>) => Promise<unknown>]>([
  ['at its commit', () => Promise.resolve()],
  ['before a read', (tx) => tx.profile.findMany()],
  ['before a raw read', (tx) => tx.$queryRaw`SELECT 1`],
])('a transaction whose connection is cut %s', async (_name, next) => {
  const error = await errorOf(() =>
    vitae.db.$transaction(async (tx) => {
      const [own] = await tx.$queryRaw<[{ pid: number }]>`SELECT pg_backend_pid() AS pid`;
      await vitae.sql('SELECT pg_terminate_backend($1, 10000)', [own.pid]);
      return next(tx);
    }),
  );
  expect(isDatabaseUnreachable(error), String(error)).toBe(true);
});

it.each([
  ['a lock was not free in time', '55P03'],
  ['somebody cancelled it', '57014'],
  ['another transaction came first', '40001'],
])('a statement that was given up because %s', async (_name, code) => {
  expect(isTransactionGivenUp(await errorOf(() => raise(code)))).toBe(true);
});

it('a transaction that is ended at its commit in favour of another one may be tried again', async () => {
  const error = await errorOf(() =>
    vitae.db.$transaction(async (tx) => {
      await tx.$executeRaw`CREATE TEMP TABLE late (id int) ON COMMIT DROP`;
      await tx.$executeRaw`CREATE FUNCTION pg_temp.refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE 'as Postgres does' USING ERRCODE = '40001'; END $$`;
      await tx.$executeRaw`CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON late DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION pg_temp.refuse()`;
      await tx.$executeRaw`INSERT INTO late VALUES (1)`;
    }),
  );
  expect(isWriteConflict(error), String(error)).toBe(true);
});

it.each([
  ['a table that does not exist', () => vitae.db.$queryRaw`SELECT FROM nothing_here`],
  ['a value that cannot be', () => vitae.db.$queryRaw`SELECT 1 / 0`],
  ['an error of our own', () => Promise.reject(new Error('Postgres is away'))],
])('not %s', async (_name, work) => {
  expect(isDatabaseUnreachable(await errorOf(work))).toBe(false);
});
