// Writes are prepared statements of a bounded number, where no pooler is in between. A column that a migration adds breaks none.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase, Prisma, type Database } from '../../src/database/client.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let database: TestDatabase;
let direct: Database;
let pooled: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  const url = `${database.url}?options=-c%20vitae.declared%3D*`;
  direct = createDatabase(url, { poolSize: 1 });
  pooled = createDatabase(url, { poolSize: 1, pooled: true });
});
afterAll(async () => {
  await Promise.all([direct.$disconnect(), pooled.$disconnect()]);
  await database.drop();
});

const prepared = async (db: Database) => {
  const rows = await db.$queryRaw<{ statement: string }[]>`SELECT statement FROM pg_prepared_statements`;
  return rows.map(({ statement }) => statement);
};

const write = (db: Database, fullName: string) =>
  db.profile.upsert({
    where: { handle: 'ada' },
    create: { handle: 'ada', fullName },
    update: { fullName },
    select: { fullName: true },
  });

describe('a statement', () => {
  it('that writes is prepared once', async () => {
    for (const name of ['One', 'Two', 'Three']) expect(await write(direct, name)).toEqual({ fullName: name });
    expect(await prepared(direct)).toEqual([expect.stringMatching(/^INSERT INTO "public"."profile"/)]);
  });

  it('that reads is not prepared, and none is behind a pooler', async () => {
    const before = await prepared(direct);
    await direct.profile.findMany({ where: { handle: 'ada' } });
    expect(await prepared(direct)).toEqual(before);
    await write(pooled, 'Four');
    expect(await prepared(pooled)).toEqual([]);
  });

  it('that is prepared outlives a column that a migration adds', async () => {
    const record = () =>
      direct.$queryRaw`WITH held AS (SELECT to_jsonb(profile) AS row FROM profile) SELECT row FROM held`;
    await record();
    await direct.$executeRaw`ALTER TABLE profile ADD COLUMN added text DEFAULT 'x'`;
    expect(await record()).toMatchObject([{ row: { added: 'x' } }]);
    expect(await write(direct, 'Five')).toEqual({ fullName: 'Five' });
  });

  it('is one of a hundred that are prepared at most', async () => {
    for (let nth = 0; nth < 120; nth += 1)
      await direct.$executeRaw`UPDATE profile SET full_name = ${'Ada'} WHERE revision = ${Prisma.raw(String(nth))}`;
    expect((await prepared(direct)).length).toBe(100);
  });
});
