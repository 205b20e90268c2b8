// A running Vitae survives a migration of the next version that passes the upgrade rules, and fails under one that they refuse.
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { defaultMigrationsFolder } from '../../../src/database/migrate/migration-folder.ts';
import { migrate } from '../../../src/database/migrate/migrate.ts';
import { findUpgradeFaults } from '../../../src/dev/migrations/upgrade-rules.ts';
import { makeFilledProfile, mutated } from '../../support/mutations.ts';
import { runToEnd } from '../../reindex/runs-of-tests.ts';
import { expectIndexEqualsDatabase } from '../../support/index-equals-database.ts';
import { startVitae, type Vitae } from '../../support/vitae.ts';

const NEXT = '29990101000000_next';

let vitae: Vitae;
let folder: string;

beforeEach(async () => {
  vitae = await startVitae();
  folder = await mkdtemp(path.join(tmpdir(), 'vitae-upgrade-'));
  await cp(defaultMigrationsFolder, folder, { recursive: true });
});
afterEach(async () => {
  await vitae.close();
  await rm(folder, { recursive: true });
});

/** Applies a migration of the next version. @returns the rules that refuse it */
async function migrateFurther(sql: string): Promise<string[]> {
  await mkdir(path.join(folder, NEXT));
  const file = path.join(folder, NEXT, 'migration.sql');
  await writeFile(file, sql);
  expect(await migrate({ url: vitae.url, folder })).toEqual({ applied: [NEXT] });
  return (await findUpgradeFaults([file])).map(({ rule }) => rule);
}

async function ourTables(): Promise<string[]> {
  const rows = await vitae.sql<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables
      WHERE table_schema = 'public' AND table_name <> '_prisma_migrations' ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

it('columns in every table, and tables of its own: everything goes on as before', async () => {
  const before = await makeFilledProfile(vitae, 'Before It');
  await vitae.idle();
  const tables = await ourTables();
  expect(tables).toContain('profile');
  const columns = tables.map(
    (table) =>
      `ALTER TABLE "${table}" ADD COLUMN "next_text" TEXT, ADD COLUMN "next_flag" BOOLEAN NOT NULL DEFAULT false;`,
  );
  const faults = await migrateFurther(`
    CREATE TYPE "next_kind" AS ENUM ('A', 'B');
    CREATE TABLE "next" ("id" UUID NOT NULL, "profile_id" UUID NOT NULL, "kind" "next_kind" NOT NULL, CONSTRAINT "next_pkey" PRIMARY KEY ("id"));
    ALTER TABLE "next" ADD CONSTRAINT "next_fkey" FOREIGN KEY ("profile_id") REFERENCES "profile"("id") ON DELETE CASCADE;
    INSERT INTO "next" SELECT gen_random_uuid(), id, 'A' FROM "profile";
    ${columns.join('\n')}`);
  expect(faults).toEqual([]);

  await makeFilledProfile(vitae, 'After It');
  await mutated(vitae, 'saveBio', { profileId: before.id, input: { summary: 'Written after it' } }, 'admin');
  const { profile } = await mutated(vitae, 'createProfile', { input: { fullName: 'Soon Gone' } }, 'admin');
  await vitae.idle();
  await mutated(vitae, 'deleteProfile', { profileId: profile?.id }, 'admin');
  await mutated(vitae, 'deleteProfile', { profileId: before.id }, 'admin');
  await vitae.idle();
  for (const mode of ['FULL', 'VERIFY', 'DRY_RUN'] as const)
    expect(await runToEnd(vitae, { mode })).toMatchObject({ status: 'COMPLETED', failed: 0 });
  expect(await expectIndexEqualsDatabase(vitae)).toBe(1);
  expect(await vitae.sql(`SELECT FROM "next"`)).toEqual([]);
  expect(vitae.logged).toEqual([]);
  // One that is started again, or put back, finds a database that is ahead of it.
  expect(await migrate({ url: vitae.url })).toEqual({ applied: [] });
});

it.each([
  [
    'a column that must be filled',
    'ALTER TABLE bio ADD COLUMN next TEXT NOT NULL',
    ['adding-required-field'],
  ],
  ['a column renamed', 'ALTER TABLE bio RENAME COLUMN summary TO text', ['renaming-column']],
  ['a column dropped', 'ALTER TABLE bio DROP COLUMN summary', ['ban-drop-column']],
  [
    'a check that its rows break',
    `ALTER TABLE bio ADD CHECK (summary <> 'anything')`,
    ['constraint-missing-not-valid', 'refuses-writes'],
  ],
])('%s: it fails, and the rules refuse it', async (_name, sql, expected) => {
  const { profile } = await mutated(vitae, 'createProfile', { input: { fullName: 'Before It' } }, 'admin');
  const saveBio = () =>
    mutated(vitae, 'saveBio', { profileId: profile?.id, input: { summary: 'anything' } }, 'admin');
  const faults = await migrateFurther(sql);
  await expect(saveBio()).rejects.toThrow('INTERNAL');
  expect(faults).toEqual(expected);
});
