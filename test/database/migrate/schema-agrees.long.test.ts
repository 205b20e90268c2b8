// Whether migrations and schema.prisma agree, on a real Postgres with Prisma's own engine.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { checkSchemaAgrees } from '../../../src/database/migrate/diff.ts';
import { query } from '../../dev/postgres/holders.ts';

const schema = `
datasource db {
  provider = "postgresql"
}
enum Colour {
  RED
  GREEN
}
model Thing {
  id     String  @id @db.Uuid
  name   String  @unique
  colour Colour  @default(RED)
  tags   String[]
  parts  Part[]
}
model Part {
  id      Int      @id @default(autoincrement())
  thingId String   @db.Uuid
  made    DateTime @default(now()) @db.Timestamptz(3)
  thing   Thing    @relation(fields: [thingId], references: [id], onDelete: Cascade)
  @@index([thingId, made(sort: Desc)])
}
`;

let folder: string;
let options: { url: string; schemaPath: string; migrationsFolder: string };

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vitae-schema-'));
  options = {
    url: inject('postgresUrl'),
    schemaPath: path.join(folder, 'schema.prisma'),
    migrationsFolder: path.join(folder, 'migrations'),
  };
  await writeFile(options.schemaPath, schema);
});
afterEach(() => rm(folder, { recursive: true }));

async function write(name: string, sql: string): Promise<void> {
  await mkdir(path.join(options.migrationsFolder, name), { recursive: true });
  await writeFile(path.join(options.migrationsFolder, name, 'migration.sql'), sql);
}

const nextSql = async () => (await checkSchemaAgrees(options)).sql;

describe('the SQL of the next migration', () => {
  it('writes the first migration, after which there is nothing to write', async () => {
    const sql = await nextSql();
    expect(sql).toContain("CREATE TYPE \"Colour\" AS ENUM ('RED', 'GREEN')");
    await write('1_init', sql);
    expect(await nextSql()).toBe('');
  });

  it('writes the next migration from the state after all before', async () => {
    await write('1_init', await nextSql());
    await writeFile(options.schemaPath, schema.replace('tags ', 'size   Int?\n  tags '));
    expect(await nextSql()).toContain('ALTER TABLE "Thing" ADD COLUMN     "size" INTEGER');
  });
});

describe('checkSchemaAgrees', () => {
  it('agrees, also with functions and triggers that a schema cannot hold', async () => {
    await write('1_init', await nextSql());
    await write(
      '2_trigger',
      `CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; RETURN NULL; END; $$;
       CREATE TRIGGER note AFTER INSERT ON "Thing" FOR EACH ROW EXECUTE FUNCTION note();`,
    );
    expect(await checkSchemaAgrees(options)).toEqual({ agrees: true, sql: '' });
  });

  it.each([
    ['a column too much', 'ALTER TABLE "Thing" ADD COLUMN extra INT', 'DROP COLUMN "extra"'],
    ['an index less', 'DROP INDEX "Part_thingId_made_idx"', 'CREATE INDEX "Part_thingId_made_idx"'],
    ['an enum value more', `ALTER TYPE "Colour" ADD VALUE 'BLUE'`, 'CREATE TYPE "Colour_new"'],
    ['another type', 'ALTER TABLE "Part" ALTER COLUMN made TYPE DATE', 'SET DATA TYPE TIMESTAMPTZ(3)'],
    ['another rule on delete', 'ALTER TABLE "Part" DROP CONSTRAINT "Part_thingId_fkey"', 'ON DELETE CASCADE'],
  ])('notices %s', async (_title, change, expected) => {
    await write('1_init', await nextSql());
    await write('2_change', change);
    const { agrees, sql } = await checkSchemaAgrees(options);
    expect(agrees).toBe(false);
    expect(sql).toContain(expected);
  });

  it('drops its scratch database, also when it fails', async () => {
    const scratch = () =>
      query(options.url, `SELECT FROM pg_database WHERE datname LIKE 'vitae\\_scratch\\_%'`);
    await write('1_bad', 'SELECT 1/0');
    await expect(checkSchemaAgrees(options)).rejects.toMatchObject({
      code: 'MIGRATION_STATEMENT_FAILED',
      migration: '1_bad',
    });
    await rm(options.migrationsFolder, { recursive: true });
    await writeFile(options.schemaPath, 'model Broken { id Nonsense @id }');
    await expect(checkSchemaAgrees(options)).rejects.toMatchObject({
      code: 'SCHEMA_ENGINE_FAILED',
      message: expect.stringContaining('Nonsense') as string,
    });
    expect(await scratch()).toEqual([]);
  });
});
