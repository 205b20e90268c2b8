// Owns generating profiles in bulk: some thousand to a transaction, one statement per table. Memory is that of one chunk.
// Cut off at any point it leaves whole chunks, and the next call goes on after the last.
import pg from 'pg';
import { generateProfile, type Row } from './generated-profile.ts';

export interface SeedOptions {
  readonly url: string;
  /** How many to add to those that are there. */
  readonly count: number;
  /** Told after every chunk. @param done how many are in so far */
  readonly onProgress?: (done: number) => void;
}

const CHUNK = 2000;

/** Writes no jobs: the index follows by a run. The profiles are new, so nothing is cached of them. */
export async function seedProfiles({ url, count, onProgress }: SeedOptions): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'vitae-seed' });
  await client.connect();
  try {
    const first = (await highestNumber(client)) + 1;
    for (let done = 0; done < count; done += CHUNK) {
      const size = Math.min(CHUNK, count - done);
      await insertChunk(client, first + done, size);
      onProgress?.(done + size);
    }
    // Fresh statistics, or the planner takes the tables for empty.
    await client.query('ANALYZE');
  } finally {
    await client.end();
  }
}

async function highestNumber(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ highest: number | null }>(
    `SELECT max(substring(import_key FROM 6)::int) AS highest FROM profile WHERE import_key LIKE 'seed:%'`,
  );
  return rows[0]?.highest ?? 0;
}

async function insertChunk(client: pg.Client, first: number, size: number): Promise<void> {
  const now = new Date();
  const tables = new Map<string, Row[]>();
  for (let number = first; number < first + size; number += 1) {
    for (const [table, rows] of Object.entries(generateProfile(number, now))) {
      const all = tables.get(table) ?? [];
      all.push(...rows);
      tables.set(table, all);
    }
  }
  await client.query('BEGIN');
  try {
    for (const [table, rows] of tables) {
      const name = client.escapeIdentifier(table);
      await client.query(`INSERT INTO ${name} SELECT * FROM jsonb_populate_recordset(NULL::${name}, $1)`, [
        JSON.stringify(rows),
      ]);
    }
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}
