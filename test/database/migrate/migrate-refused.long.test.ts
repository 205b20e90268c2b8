// What the migration runner refuses, and a migration that fails: nothing of it stays, and the error names the place.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { query } from '../../dev/postgres/holders.ts';
import { useMigrations } from './migrations-of-tests.ts';

const migrations = useMigrations();
const { write, run, failure, tables, history } = migrations;

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
      migrations.url,
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, logs) VALUES ('x', 'y', '1_first', 'relation "a" is odd')`,
    );
    await write('1_first', 'CREATE TABLE a (id INT);');
    expect(await failure()).toMatchObject({
      code: 'MIGRATION_LEFT_FAILED',
      migration: '1_first',
      message: expect.stringMatching(/relation "a" is odd.*--rolled-back 1_first/) as string,
    });
    await query(migrations.url, 'UPDATE _prisma_migrations SET rolled_back_at = now()');
    expect(await run()).toEqual({ applied: ['1_first'] });
  });

  it('a folder without migration.sql, and no folder at all', async () => {
    await mkdir(path.join(migrations.folder, '1_empty'));
    expect(await failure()).toMatchObject({ code: 'MIGRATION_UNREADABLE', migration: '1_empty' });
    await expect(run({ folder: path.join(migrations.folder, 'nowhere') })).rejects.toMatchObject({
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

  it('a statement that begins or ends a transaction', async () => {
    const words = [
      'BEGIN',
      'COMMIT',
      'START TRANSACTION',
      'rollback',
      'END',
      'ABORT',
      '/* x */ commit and chain',
    ];
    for (const statement of words) {
      await write('1_first', `CREATE TABLE a (id INT);\n${statement};\nCREATE TABLE b (id INT);`);
      expect(await failure(), statement).toMatchObject({
        code: 'MIGRATION_NOT_TRANSACTIONAL',
        statement: { line: 2 },
      });
      expect(await tables(), statement).toEqual(['_prisma_migrations']);
    }
  });
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
