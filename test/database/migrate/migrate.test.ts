// The migration runner on a real Postgres, through `migrate`, with small migration folders.
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { migrate } from '../../../src/database/migrate/migrate.ts';
import type { MigrationError } from '../../../src/database/migrate/migration-error.ts';
import { createEmptyDatabase, type TestDatabase } from '../../support/postgres.ts';
import { query } from '../../dev/postgres/holders.ts';
import * as prisma from './prisma-engine.ts';
import { eventually } from '../../support/eventually.ts';

let database: TestDatabase;
let folder: string;

beforeEach(async () => {
  database = await createEmptyDatabase();
  folder = await mkdtemp(path.join(tmpdir(), 'vitae-migrations-'));
});
afterEach(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

async function write(name: string, sql: string): Promise<void> {
  await mkdir(path.join(folder, name), { recursive: true });
  await writeFile(path.join(folder, name, 'migration.sql'), sql);
}
const run = () => migrate({ url: database.url, folder });
const failure = () =>
  run().then(
    () => Promise.reject(new Error('it migrated')),
    (error: unknown) => error as MigrationError,
  );
const tables = async () => {
  const sql = `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`;
  return (await query<{ name: string }>(database.url, sql)).map(({ name }) => name);
};
const history = () =>
  query<{ migration_name: string }>(
    database.url,
    'SELECT * FROM _prisma_migrations ORDER BY started_at, migration_name',
  );

describe('applying', () => {
  it('applies what is not applied yet, in order of name, and then nothing', async () => {
    await writeFile(path.join(folder, 'migration_lock.toml'), 'provider = "postgresql"\n');
    await write('2_second', 'ALTER TABLE a ADD COLUMN more TEXT;');
    await write('1_first', 'CREATE TABLE a (id INT);');
    expect(await run()).toEqual({ applied: ['1_first', '2_second'] });
    expect(await run()).toEqual({ applied: [] });
    await write('3_third', '-- nothing to do\n');
    expect(await run()).toEqual({ applied: ['3_third'] });
  });

  it('makes and fills the history table as Prisma does', async () => {
    const sql = 'CREATE TABLE a (id INT);\n';
    await write('1_first', sql);
    await run();
    const columns = await query<{ described: string }>(
      database.url,
      `SELECT concat_ws(' ', column_name, data_type, character_maximum_length, is_nullable, column_default) AS described
       FROM information_schema.columns WHERE table_name = '_prisma_migrations' ORDER BY ordinal_position`,
    );
    // https://github.com/prisma/prisma-engines, sql-schema-connector, create_migrations_table of Postgres
    expect(columns.map(({ described }) => described)).toEqual([
      'id character varying 36 NO',
      'checksum character varying 64 NO',
      'finished_at timestamp with time zone YES',
      'migration_name character varying 255 NO',
      'logs text YES',
      'rolled_back_at timestamp with time zone YES',
      'started_at timestamp with time zone NO now()',
      'applied_steps_count integer NO 0',
    ]);
    expect(await history()).toMatchObject([
      {
        checksum: createHash('sha256').update(sql).digest('hex'),
        migration_name: '1_first',
        finished_at: expect.any(Date) as Date,
        started_at: expect.any(Date) as Date,
        logs: null,
        rolled_back_at: null,
        applied_steps_count: 1,
      },
    ]);
  });

  it("leaves a history that Prisma's own engine accepts and continues", async () => {
    await write('1_first', 'CREATE TABLE a (id INT);');
    await write('2_second', 'CREATE TABLE b (id INT);');
    await run();
    expect(await prisma.diagnose(database.url, folder)).toEqual({
      editedMigrationNames: [],
      failedMigrationNames: [],
      hasMigrationsTable: true,
      history: null,
    });
    await write('3_third', 'CREATE TABLE c (id INT);');
    expect(await prisma.deploy(database.url, folder)).toEqual(['3_third']);
    expect(await run()).toEqual({ applied: [] });
    expect(await tables()).toContain('c');
  });

  it('three at once: the others wait for the first and find nothing to do', async () => {
    await write('1_first', 'CREATE TABLE a (id INT);');
    await write('2_second', 'CREATE TABLE b (id INT);');
    const results = await Promise.all([run(), run(), run()]);
    expect(results.map(({ applied }) => applied.length).sort()).toEqual([0, 0, 2]);
    expect(await history()).toHaveLength(2);
  });

  it('waits while Prisma itself migrates', async () => {
    await write('1_first', 'CREATE TABLE a (id INT);');
    const other = new Client({ connectionString: database.url });
    await other.connect();
    await other.query('SELECT pg_advisory_lock(72707369)');
    const running = run();
    await eventually(async () => {
      const sql = `SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
                   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
      expect(await query(database.url, sql)).toHaveLength(1);
    });
    expect(await tables()).toEqual([]);
    await other.end();
    expect(await running).toEqual({ applied: ['1_first'] });
  });

  it('a migration that changes the search path does not affect the next one', async () => {
    await write(
      '1_first',
      `SELECT pg_catalog.set_config('search_path', '', false); CREATE TABLE public.a (id INT);`,
    );
    await write('2_second', 'CREATE TABLE b (id INT);');
    await run();
    expect(await tables()).toEqual(['_prisma_migrations', 'a', 'b']);
  });

  it('an empty file is not a migration: it is named, not recorded, and applied once it has SQL', async () => {
    await write('1_first', 'CREATE TABLE a (id INT);');
    await write('2_empty', '\n');
    const warn = vi.fn();
    const log = { info: vi.fn(), warn };
    expect(await migrate({ url: database.url, folder, log })).toEqual({ applied: ['1_first'] });
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      { migration: '2_empty' },
      expect.stringContaining('is empty') as string,
    );
    await write('2_empty', 'CREATE TABLE b (id INT);');
    expect(await run()).toEqual({ applied: ['2_empty'] });
  });

  it('SQL whose quotes, comments and bodies hold semicolons and words of transactions', async () => {
    const sql = String.raw`
      CREATE TABLE a (id INT, "odd;name" TEXT DEFAULT ';COMMIT;');
      CREATE FUNCTION begin_atomic(x INT) RETURNS INT LANGUAGE sql
      BEGIN ATOMIC
        SELECT CASE WHEN x > 1 THEN 1 ELSE 2 END;
        SELECT 3;
      END;
      CREATE FUNCTION plain() RETURNS trigger LANGUAGE plpgsql AS $body$
      BEGIN
        IF NEW.id > 1 THEN RAISE EXCEPTION 'no; %', $$;$$; END IF;
        RETURN NEW;
      END;
      $body$;
      COMMENT ON TABLE a IS E'it\'s; fine'; -- ; COMMIT;
      /* ; ROLLBACK; */
      SELECT U&'d1t;a', B'1', 'é;', a$b$.id FROM a AS a$b$;`.replace(
      String.raw`-- ;
COMMIT;`,
      '-- ; COMMIT;',
    );
    await write('1_hard', sql);
    expect(await run()).toEqual({ applied: ['1_hard'] });
    await write(
      '2_late',
      `SELECT 'é;'; -- é
SELECT 1 AS "a;b";
SELECT missing;`,
    );
    expect(await failure()).toMatchObject({ statement: { line: 3, text: 'SELECT missing' } });
  });

  it('line endings changed by Git are no edit', async () => {
    await write('1_first', 'CREATE TABLE a (\n  id INT\n);\n');
    await run();
    await write('1_first', 'CREATE TABLE a (\r\n  id INT\r\n);\r\n');
    expect(await run()).toEqual({ applied: [] });
  });
});

describe('a lock that another session holds', () => {
  const session = async () => {
    const client = new Client({ connectionString: database.url, application_name: 'somebody else' });
    await client.connect();
    return client;
  };
  const pidOf = async (client: Client) =>
    (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid;
  const running = (after?: string) => {
    const warn = vi.fn();
    const log = { info: vi.fn(), warn };
    return {
      warn,
      ended: migrate({ url: database.url, folder, log, ...(after !== undefined && { after }) }),
    };
  };

  it('is named while a start waits for it: who holds it, and since when', async () => {
    await write('1_first', 'CREATE TABLE a (id INT);');
    const other = await session();
    await other.query('SELECT pg_advisory_lock(72707369)');
    const { warn, ended } = running();
    await eventually(() => expect(warn).toHaveBeenCalled());
    expect(warn.mock.calls[0]).toEqual([
      {
        waitsFor: expect.stringMatching(
          new RegExp(
            `^the advisory lock 72707369, held by pid ${await pidOf(other)} \\(application "somebody else", user \\S+, from \\S+, idle, since [\\d: +-]+\\)$`,
          ),
        ) as string,
      },
      'Waiting for a lock',
    ]);
    await other.end();
    expect(await ended).toEqual({ applied: ['1_first'] });
  });

  it.each([
    ['that migrates', 'SELECT pg_advisory_lock(72707369)'],
    ['on the table of a migration', 'BEGIN; SELECT FROM a'],
    ['on the history', 'BEGIN; LOCK TABLE _prisma_migrations'],
  ])('%s ends the start after a bound, with nothing done', async (_name, lock) => {
    await write('1_first', 'CREATE TABLE a (id INT);');
    await run();
    await write('2_second', 'ALTER TABLE a ADD COLUMN more TEXT;');
    const other = await session();
    await other.query(lock);
    await expect(migrate({ url: database.url, folder, lockBoundMs: 1 })).rejects.toMatchObject({
      code: 'LOCK_HELD',
    });
    await other.end();
    expect(await run()).toEqual({ applied: ['2_second'] });
  });

  it.each([
    ['a migration', 'ALTER TABLE a ADD COLUMN more TEXT;', undefined, 'AccessExclusiveLock'],
    [
      'a trigger that is made at the start',
      'CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;',
      'CREATE TRIGGER t AFTER INSERT ON a FOR EACH ROW EXECUTE FUNCTION nothing()',
      'ShareRowExclusiveLock',
    ],
  ])('does not make writers wait behind %s', async (_name, sql, after, mode) => {
    await write('1_first', 'CREATE TABLE a (id INT);');
    await run();
    await write('2_second', sql);
    const [holder, writer] = [await session(), await session()];
    const holderPid = await pidOf(holder);
    // A writer, too, holds up CREATE TRIGGER.
    await holder.query('BEGIN; INSERT INTO a VALUES (1)');
    const { warn, ended } = running(after);
    await eventually(() => expect(warn).toHaveBeenCalled());
    await writer.query('INSERT INTO a VALUES (2)');
    await eventually(() =>
      expect(warn).toHaveBeenCalledWith(
        {
          waitsFor: expect.stringContaining(`a ${mode} on a, held by pid ${holderPid}`) as string,
          pauseMs: expect.any(Number) as number,
        },
        'A lock is taken; trying again after a pause',
      ),
    );
    await holder.query('COMMIT');
    expect(await ended).toEqual({ applied: ['2_second'] });
    await Promise.all([holder.end(), writer.end()]);
  });
});

describe('a database that a newer version has migrated further', () => {
  it('is left unchanged, and the migrations are named: the version before can start on it', async () => {
    await write('1_first', 'CREATE TABLE a (id INT);');
    await write('2_newer', 'CREATE TABLE b (id INT);');
    await run();
    await rm(path.join(folder, '2_newer'), { recursive: true });
    const warn = vi.fn();
    expect(await migrate({ url: database.url, folder, log: { info: vi.fn(), warn } })).toEqual({
      applied: [],
    });
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      { migrations: ['2_newer'] },
      expect.stringMatching(/another branch.*switch back/) as string,
    );
    expect(await tables()).toContain('b');
  });

  it('is refused where one before the last is missing, or all of them', async () => {
    for (const name of ['1_first', '2_second', '3_third']) await write(name, 'SELECT 1');
    await run();
    await rm(path.join(folder, '2_second'), { recursive: true });
    expect(await failure()).toMatchObject({
      code: 'MIGRATION_MISSING',
      migration: '2_second',
      message: expect.stringMatching(/Another branch may have it.*Switch back/) as string,
    });
    for (const name of ['1_first', '3_third']) await rm(path.join(folder, name), { recursive: true });
    expect(await failure()).toMatchObject({ code: 'MIGRATION_MISSING', migration: '1_first' });
  });
});

describe('refusing', () => {
  it('an edited migration', async () => {
    await write('1_first', 'CREATE TABLE a (id INT);');
    await run();
    await write('1_first', 'CREATE TABLE a (id BIGINT);');
    await write('2_second', 'CREATE TABLE b (id INT);');
    expect(await failure()).toMatchObject({ code: 'MIGRATION_EDITED', migration: '1_first' });
    expect(await tables()).not.toContain('b');
  });

  it('a failed row left by Prisma, until it is marked as rolled back', async () => {
    await run();
    await query(
      database.url,
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, logs) VALUES ('x', 'y', '1_first', 'relation "a" is odd')`,
    );
    await write('1_first', 'CREATE TABLE a (id INT);');
    expect(await failure()).toMatchObject({
      code: 'MIGRATION_LEFT_FAILED',
      migration: '1_first',
      message: expect.stringMatching(/relation "a" is odd.*--rolled-back 1_first/) as string,
    });
    await query(database.url, 'UPDATE _prisma_migrations SET rolled_back_at = now()');
    expect(await run()).toEqual({ applied: ['1_first'] });
  });

  it('a folder without migration.sql, and no folder at all', async () => {
    await mkdir(path.join(folder, '1_empty'));
    expect(await failure()).toMatchObject({ code: 'MIGRATION_UNREADABLE', migration: '1_empty' });
    await expect(migrate({ url: database.url, folder: path.join(folder, 'nowhere') })).rejects.toMatchObject({
      code: 'MIGRATION_UNREADABLE',
    });
  });

  it('a statement that cannot run in a transaction', async () => {
    await write('1_first', 'CREATE TABLE a (id INT);\nCREATE INDEX CONCURRENTLY a_id ON a (id);');
    const error = await failure();
    expect(error).toMatchObject({
      code: 'MIGRATION_NOT_TRANSACTIONAL',
      migration: '1_first',
      message: expect.stringContaining('CREATE INDEX CONCURRENTLY cannot run inside a transaction') as string,
    });
    expect(await tables()).toEqual(['_prisma_migrations']);
  });

  it.each(['BEGIN', 'COMMIT', 'START TRANSACTION', 'rollback', 'END', 'ABORT', '/* x */ commit and chain'])(
    'a statement that begins or ends a transaction: %s',
    async (statement) => {
      await write('1_first', `CREATE TABLE a (id INT);\n${statement};\nCREATE TABLE b (id INT);`);
      expect(await failure()).toMatchObject({
        code: 'MIGRATION_NOT_TRANSACTIONAL',
        statement: { line: 2 },
      });
      expect(await tables()).toEqual(['_prisma_migrations']);
    },
  );
});

describe('a failing migration', () => {
  it('is rolled back as a whole, names the statement, and keeps those before it', async () => {
    await write('1_good', 'CREATE TABLE good (id INT);');
    await write(
      '2_bad',
      `-- first\nCREATE TABLE bad (id INT);\n\n/* then */ INSERT INTO bad\n  VALUES ('x;y');\nCREATE TABLE never (id INT);`,
    );
    await write('3_after', 'CREATE TABLE after (id INT);');
    const error = await failure();
    expect(error).toMatchObject({
      code: 'MIGRATION_STATEMENT_FAILED',
      migration: '2_bad',
      statement: { line: 4, text: `INSERT INTO bad\n  VALUES ('x;y')` },
      cause: { code: '22P02' },
    });
    expect(error.message).toContain(
      'on line 4 and was rolled back: invalid input syntax for type integer: "x;y"',
    );
    expect(error.message).toContain('INSERT INTO bad');
    expect(await tables()).toEqual(['_prisma_migrations', 'good']);
    expect((await history()).map((row) => row.migration_name)).toEqual(['1_good']);

    await write('2_bad', 'CREATE TABLE bad (id INT);');
    expect(await run()).toEqual({ applied: ['2_bad', '3_after'] });
  });

  it.each([
    [
      'only the commit fails',
      `CREATE TABLE a (id INT PRIMARY KEY);
       CREATE TABLE b (a INT REFERENCES a DEFERRABLE INITIALLY DEFERRED);
       INSERT INTO b VALUES (1);`,
      { cause: { code: '23503' } },
    ],
    [
      'the connection is cut in the middle',
      'CREATE TABLE a (id INT); SELECT pg_terminate_backend(pg_backend_pid()); CREATE TABLE b (id INT);',
      {},
    ],
  ])('also when %s', async (_when, sql, expected) => {
    await write('1_bad', sql);
    expect(await failure()).toMatchObject({
      code: 'MIGRATION_STATEMENT_FAILED',
      migration: '1_bad',
      ...expected,
    });
    expect(await tables()).toEqual(['_prisma_migrations']);
  });
});
