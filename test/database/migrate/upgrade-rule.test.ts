// Owns the rule that a migration spares the version before: on doctored SQL each fault and its remedy is named, and on
// the migrations of this checkout there is none.
import { describe, expect, it } from 'vitest';
import { defaultMigrationsFolder, readMigrations } from '../../../src/database/migrate/migration-folder.ts';
import { upgradeFaults } from '../../../src/database/migrate/upgrade-rule.ts';

const faults = (sql: string) => upgradeFaults([{ name: '29990101000000_next', sql, checksum: '' }]);
const messages = (sql: string) => faults(sql).map(({ message }) => message);

describe('what the version before does not notice', () => {
  it.each([
    ['a table', 'CREATE TABLE "a" ("id" UUID NOT NULL, CONSTRAINT "a_pkey" PRIMARY KEY ("id"))'],
    [
      'all that belongs to a table of its own',
      `CREATE TABLE "a" ("id" UUID NOT NULL, "profile_id" UUID NOT NULL);
       CREATE UNIQUE INDEX "a_key" ON "public"."a"("profile_id");
       INSERT INTO "a" SELECT gen_random_uuid(), id FROM profile;
       ALTER TABLE ONLY "a" ALTER COLUMN "id" TYPE TEXT, ADD CONSTRAINT "a_fkey" FOREIGN KEY ("profile_id") REFERENCES "profile"("id") ON DELETE CASCADE ON UPDATE CASCADE;`,
    ],
    [
      'a column that may be NULL',
      'ALTER TABLE "profile" ADD COLUMN     "a" VARCHAR(10), ADD "b" DECIMAL(10,2)',
    ],
    [
      'columns with a constant default',
      `ALTER TABLE profile ADD COLUMN a BOOLEAN NOT NULL DEFAULT false, ADD COLUMN b TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
        ADD COLUMN c TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP, ADD COLUMN d timestamptz NOT NULL DEFAULT now(),
        ADD COLUMN e VARCHAR(3) NOT NULL DEFAULT ' UNIQUE '::varchar(3), ADD COLUMN f INT NOT NULL DEFAULT -1`,
    ],
    [
      'types, sequences, functions',
      `CREATE TYPE t AS ENUM ('A'); CREATE SEQUENCE s; CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ DROP TABLE x $$;`,
    ],
    [
      'words in comments and texts',
      `COMMENT ON TABLE profile IS 'DROP TABLE profile'; -- DROP TABLE profile\n/* UPDATE */`,
    ],
    ['validating what was added before', 'ALTER TABLE profile VALIDATE CONSTRAINT c'],
    ['waiting no longer than this for a lock', `SET lock_timeout = '5s'`],
  ])('%s', (_name, sql) => {
    expect(messages(sql)).toEqual([]);
  });
});

describe('what it would not survive, or would wait for', () => {
  it.each([
    ['DROP TABLE bio', /DROP TABLE takes away .* leave it to a release after which none does/],
    ['DROP INDEX "profile_handle_key"', /DROP INDEX takes away/],
    ['ALTER TABLE profile DROP COLUMN handle', /"profile": DROP COLUMN "?HANDLE"? takes away .* leave it/],
    ['ALTER TABLE profile DROP CONSTRAINT x', /takes away/],
    [
      'ALTER TABLE IF EXISTS ONLY "profile" RENAME COLUMN "handle" TO "slug"',
      /takes away the name .* write both/,
    ],
    ['ALTER TABLE profile RENAME TO person', /takes away the name/],
    [
      'ALTER TABLE profile ADD COLUMN a TEXT NOT NULL',
      /refuses every row .* give it a DEFAULT or let it be NULL/,
    ],
    ['ALTER TABLE profile ADD a INT, ADD b INT NOT NULL', /ADD B INT refuses every row/],
    ['ALTER TABLE profile ALTER COLUMN handle TYPE VARCHAR(10)', /rewrites the table .* add a column/],
    ['ALTER TABLE profile ALTER handle SET DATA TYPE TEXT', /rewrites the table/],
    ['ALTER TABLE profile ALTER COLUMN import_key SET NOT NULL', /refuses the NULL/],
    ['ALTER TABLE profile ALTER COLUMN handle DROP NOT NULL', /cannot read NULL there/],
    ['ALTER TABLE profile ADD COLUMN a UUID NOT NULL DEFAULT gen_random_uuid()', /fill it in by a job/],
    ['ALTER TABLE profile ADD COLUMN a INT GENERATED ALWAYS AS (1) STORED', /fill it in by a job/],
    ['ALTER TABLE profile ADD COLUMN a SERIAL', /fill it in by a job/],
    ['ALTER TABLE profile ADD COLUMN a INT UNIQUE', /add the column alone/],
    ['ALTER TABLE profile ADD COLUMN a UUID REFERENCES bio(id) ON DELETE CASCADE', /add the column alone/],
    [
      'ALTER TABLE profile ADD CONSTRAINT c CHECK (revision > 0)',
      /add it NOT VALID .* validate it in a migration after/,
    ],
    ['ALTER TABLE profile ADD UNIQUE (full_name)', /refuses what the version before may write/],
    [
      'CREATE INDEX i ON profile (full_name)',
      /locks "profile" against writes: build it by hand .* CONCURRENTLY/,
    ],
    ['CREATE INDEX CONCURRENTLY i ON profile (full_name)', /build it by hand/],
    ['CREATE UNIQUE INDEX i ON "profile" (full_name)', /refuses what the version before may write/],
    ['UPDATE profile SET handle = full_name', /locked until the migration commits: fill in by a job/],
    ['DELETE FROM bio', /fill in by a job/],
    ['INSERT INTO bio SELECT * FROM bio', /fill in by a job/],
    ['TRUNCATE bio', /takes away/],
    [`ALTER TYPE "visibility" ADD VALUE 'FRIENDS'`, /release first a version that only reads it/],
    [
      'CREATE TABLE a (id UUID REFERENCES profile(id))',
      /reference to "profile" .* ON DELETE CASCADE or SET NULL/,
    ],
    [
      'CREATE TABLE a (id UUID); ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES "profile"("id") ON DELETE RESTRICT',
      /keeps the version before from deleting there/,
    ],
    ['DO $$ BEGIN PERFORM 1; END $$', /the rule does not know what DO/],
    ['LOCK TABLE profile', /does not know what LOCK TABLE PROFILE/],
    ['CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$', /does not know/],
    ['ALTER TABLE profile SET UNLOGGED', /does not know/],
  ])('%s', (sql, expected) => {
    const found = messages(sql);
    expect(found).toEqual(expect.arrayContaining([expect.stringMatching(expected)]));
    for (const message of found) expect(message).toMatch(/, or say above it why .* -- upgrade: <why>$/);
  });

  it('names the migration and the line, and goes on to the next statement', () => {
    const sql = '-- first\nDROP TABLE a;\nCREATE TABLE b (id INT);\n\nDROP TABLE c;\n';
    expect(faults(sql)).toMatchObject([
      { migration: '29990101000000_next', line: 2 },
      { migration: '29990101000000_next', line: 5 },
    ]);
  });
});

describe('a reason above the statement', () => {
  it('excuses that statement, also among other comments', () => {
    expect(
      messages(
        `-- upgrade: nothing has read this since 1.4\n-- DropTable\nDROP TABLE a;\nCREATE TABLE b (id INT);`,
      ),
    ).toEqual([]);
  });

  it.each([
    ['of another statement', '-- upgrade: nothing has read this\nCREATE TABLE b (id INT);\nDROP TABLE a;'],
    ['with a line between', '-- upgrade: nothing has read this\n\nDROP TABLE a;'],
    ['that gives none', '-- upgrade: ok\nDROP TABLE a;'],
    ['behind it', 'DROP TABLE a; -- upgrade: nothing has read this'],
  ])('%s excuses nothing', (_name, sql) => {
    expect(messages(sql)).toHaveLength(1);
  });
});

describe('the migrations of this checkout', () => {
  it('spare the version before: all since the first release', async () => {
    const files = await readMigrations(defaultMigrationsFolder);
    expect(upgradeFaults(files)).toEqual([]);
    // Those of the first release would not have, which also shows that they are read.
    expect(upgradeFaults(files, '').map(({ message }) => message)).toEqual([
      expect.stringContaining('UPDATE holds its rows locked'),
    ]);
  });
});
