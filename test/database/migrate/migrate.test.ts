// The migration runner on a real Postgres, through `migrate`: what it applies, and what it records.
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Client } from 'pg';
import { describe, expect, it, vi } from 'vitest';
import { query } from '../../dev/postgres/holders.ts';
import { eventually } from '../../support/eventually.ts';
import { useMigrations } from './migrations-of-tests.ts';
import * as prisma from './prisma-engine.ts';

const migrations = useMigrations();
const { write, remove, run, failure, tables, history } = migrations;

describe('applying', () => {
  it('applies what is not applied yet, in order of name, and then nothing', async () => {
    await writeFile(path.join(migrations.folder, 'migration_lock.toml'), 'provider = "postgresql"\n');
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
      migrations.url,
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
    expect(await prisma.diagnose(migrations.url, migrations.folder)).toEqual({
      editedMigrationNames: [],
      failedMigrationNames: [],
      hasMigrationsTable: true,
      history: null,
    });
    await write('3_third', 'CREATE TABLE c (id INT);');
    expect(await prisma.deploy(migrations.url, migrations.folder)).toEqual(['3_third']);
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
    const other = new Client({ connectionString: migrations.url });
    await other.connect();
    await other.query('SELECT pg_advisory_lock(72707369)');
    const running = run();
    await eventually(async () => {
      const sql = `SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
                   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
      expect(await query(migrations.url, sql)).toHaveLength(1);
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
    expect(await run({ log })).toEqual({ applied: ['1_first'] });
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

describe('a database that a newer version has migrated further', () => {
  it('is left unchanged, and the migrations are named: the version before can start on it', async () => {
    await write('1_first', 'CREATE TABLE a (id INT);');
    await write('2_newer', 'CREATE TABLE b (id INT);');
    await run();
    await remove('2_newer');
    const warn = vi.fn();
    expect(await run({ log: { info: vi.fn(), warn } })).toEqual({
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
    await remove('2_second');
    expect(await failure()).toMatchObject({
      code: 'MIGRATION_MISSING',
      migration: '2_second',
      message: expect.stringMatching(/Another branch may have it.*Switch back/) as string,
    });
    for (const name of ['1_first', '3_third']) await remove(name);
    expect(await failure()).toMatchObject({ code: 'MIGRATION_MISSING', migration: '1_first' });
  });
});
