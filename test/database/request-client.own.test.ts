// A connection gets one statement after the other: the next version of pg refuses a statement while another runs, and Prisma
// reads several relations of a row at once, also within a transaction.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RequestClient } from '../../src/database/request-client.ts';
import { createDatabase } from '../../src/database/client.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { declaredUrl } from '../support/declared-url.ts';

const warnings: string[] = [];
const note = ({ message }: Error) => void warnings.push(message);
let made: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  process.on('warning', note);
  made = await createTestDatabase();
});
afterAll(async () => {
  process.off('warning', note);
  await made.drop();
});

/** It has the type of whatever pg returns. */
function query(client: RequestClient, text: string): Promise<unknown> {
  return client.query(text);
}

/** Node.js emits warnings after the current work. */
async function warned(): Promise<string[]> {
  await new Promise((resolve) => setImmediate(resolve));
  return warnings;
}

describe('statements that are given at once', () => {
  it('by Prisma, for the relations of a row in a transaction', async () => {
    const db = createDatabase(declaredUrl(made.url));
    await db.$transaction(async (tx) => {
      await tx.profile.create({ data: { handle: 'a-person', fullName: 'A' } });
      await tx.profile.findFirst({ include: { experience: true, education: true, skills: true } });
    });
    await db.$disconnect();
    expect(await warned()).toEqual([]);
  });

  it('are sent in their order, each after the one before, also after one that fails', async () => {
    const client = new RequestClient({ connectionString: made.url });
    await client.connect();
    const ran = await Promise.allSettled([
      query(client, 'CREATE TEMP TABLE said (at serial, word text)'),
      query(client, "INSERT INTO said (word) VALUES ('one')"),
      query(client, 'SELECT 1 / 0'),
      query(client, "INSERT INTO said (word) VALUES ('two')"),
      query(client, 'SELECT word FROM said ORDER BY at'),
    ]);
    expect(ran.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
    expect(ran[4]).toMatchObject({ value: { rows: [{ word: 'one' }, { word: 'two' }] } });
    await client.end();
    expect(await warned()).toEqual([]);
  });

  it('are not sent once the request is gone', async () => {
    const client = new RequestClient({ connectionString: made.url });
    await client.connect();
    const leaving = new AbortController();
    client.hold(leaving.signal);
    await query(client, 'BEGIN');
    const ran = Promise.allSettled([
      query(client, 'SELECT pg_sleep(60)'),
      query(client, 'SELECT 1'),
      query(client, 'SELECT 2'),
    ]);
    leaving.abort(new Error('gone'));
    const reasons = (await ran).map((result) => (result.status === 'rejected' ? String(result.reason) : ''));
    expect(reasons.slice(1)).toEqual(['Error: gone', 'Error: gone']);
    await query(client, 'ROLLBACK');
    await client.end();
  });
});
