// Where one SQL statement ends and the next begins, and that Postgres agrees.
import { describe, expect, it } from 'vitest';
import { splitStatements } from '../../../src/database/migrate/sql-statements.ts';
import { createEmptyDatabase } from '../../support/postgres.ts';
import { query } from '../../dev/postgres/holders.ts';

const texts = (sql: string) => splitStatements(sql).map(({ text }) => text);

describe('splitStatements', () => {
  it.each([
    ['nothing', ' ;; -- only this\n /* and this */ ; ', []],
    ['no final semicolon', 'SELECT 1; SELECT 2', ['SELECT 1', 'SELECT 2']],
    ['strings', `SELECT 'a;b', 'it''s;'; SELECT 2;`, [`SELECT 'a;b', 'it''s;'`, 'SELECT 2']],
    [
      'a backslash ends no plain string',
      String.raw`SELECT 'a\'; SELECT 2`,
      [String.raw`SELECT 'a\'`, 'SELECT 2'],
    ],
    [
      'a backslash escapes in an E-string',
      String.raw`SELECT E'a\';b'; SELECT 2`,
      [String.raw`SELECT E'a\';b'`, 'SELECT 2'],
    ],
    ['identifiers', `SELECT 1 AS "a;""b'"; SELECT 2`, [`SELECT 1 AS "a;""b'"`, 'SELECT 2']],
    ['line comments', `SELECT 1 -- not; 'here\n, 2; SELECT 3`, [`SELECT 1 -- not; 'here\n, 2`, 'SELECT 3']],
    [
      'nested comments',
      `SELECT /* a; /* b; */ c; ' */ 1; SELECT 2`,
      [`SELECT /* a; /* b; */ c; ' */ 1`, 'SELECT 2'],
    ],
    [
      'dollar quotes',
      `DO $$ BEGIN PERFORM ';'; END $$; SELECT 2`,
      [`DO $$ BEGIN PERFORM ';'; END $$`, 'SELECT 2'],
    ],
    ['tagged dollar quotes', `SELECT $a$ $$ ; $b$ $a$; SELECT 2`, [`SELECT $a$ $$ ; $b$ $a$`, 'SELECT 2']],
    [
      'a dollar within a name',
      `SELECT 1 AS a$b$; SELECT 2 AS c$b$`,
      [`SELECT 1 AS a$b$`, `SELECT 2 AS c$b$`],
    ],
    ['parameters', 'SELECT $1; SELECT $2', ['SELECT $1', 'SELECT $2']],
    [
      'a word that ends in e before a string',
      `SELECT date'2020-01-01'; SELECT 2`,
      [`SELECT date'2020-01-01'`, 'SELECT 2'],
    ],
    ['an unclosed string', `SELECT 1; SELECT 'a; b`, ['SELECT 1', `SELECT 'a`, 'b']],
  ] satisfies [string, string, string[]][])('%s', (_title, sql, expected) => {
    expect(texts(sql)).toEqual(expected);
  });

  it('counts statements and lines', () => {
    expect(
      splitStatements('-- head\n\nSELECT 1;\n/* a\n b */ SELECT\n 2;').map(({ number, line }) => [
        number,
        line,
      ]),
    ).toEqual([
      [1, 3],
      [2, 5],
    ]);
  });

  it('every piece of a hard file is a statement to Postgres', async () => {
    const sql = String.raw`
      CREATE TABLE a (id INT, "odd;name" TEXT DEFAULT ';');
      CREATE RULE r AS ON DELETE TO a DO ALSO (SELECT 1; SELECT 2);
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
      COMMENT ON TABLE a IS E'it\'s; fine';
      CREATE TABLE "end" (atomic INT, "case" INT);
      SELECT U&'d\0061t;a', B'1', X'1F', 1e3, 'é;', plain.id AS "é" FROM a AS plain;`;
    const statements = texts(sql);
    expect(statements).toHaveLength(7);
    const database = await createEmptyDatabase();
    for (const statement of statements) await query(database.url, statement);
    await database.drop();
  });
});
