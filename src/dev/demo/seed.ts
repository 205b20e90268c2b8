// Owns generating profiles in bulk: some thousand to a transaction, one COPY per table, the next chunk being made while
// Postgres takes this one. Memory is that of two chunks. Cut off at any point it leaves whole chunks, and the next call
// goes on after the last.
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { copyLine } from './copy-text.ts';
import type { GeneratedRow } from './define-demo.ts';
import { generatePerson } from './generate.ts';

export interface SeedOptions {
  readonly url: string;
  /** How many to add to those that are there. */
  readonly count: number;
  /** How many go into one transaction. @default 4000 */
  readonly chunkSize?: number;
  /** From when the ages of the sections are counted back. @default now */
  readonly now?: Date;
  /** Told after every chunk. @param done how many are in so far */
  readonly onProgress?: (done: number) => void;
  /** Aborted: no chunk is begun any more. @default never */
  readonly signal?: AbortSignal;
}

const CHUNK_SIZE = 4000;
/** After so many, what waits for Postgres has its turn. */
const TURN = 100;
/** One seeding at a time: two would make the same people. The number only has to be nobody else's. */
const SEED_LOCK = 7_365_656_401;

interface Table {
  readonly fields: readonly string[];
  readonly lines: string[];
}

/**
 * Writes no jobs: the index follows by a run. The profiles are new, so nothing is cached of them.
 * @throws what Postgres says; the chunks before stay
 */
export async function seedProfiles(options: SeedOptions): Promise<void> {
  const { url, count, chunkSize = CHUNK_SIZE, now = new Date(), onProgress, signal } = options;
  const client = new pg.Client({ connectionString: url, application_name: 'vitae-seed' });
  await client.connect();
  try {
    // Held until the connection ends.
    await client.query('SELECT pg_advisory_lock($1)', [SEED_LOCK]);
    const first = (await highestNumber(client)) + 1;
    const chunk = (done: number) => makeChunk(first + done, Math.min(chunkSize, count - done), now);
    let made = await chunk(0);
    for (let done = 0; done < count && !signal?.aborted; done += chunkSize) {
      const end = done + chunkSize;
      [made] = await Promise.all([chunk(end), copyChunk(client, made)]);
      onProgress?.(Math.min(end, count));
    }
    // Fresh statistics, or the planner takes the tables for empty.
    await client.query('ANALYZE');
  } finally {
    await client.end();
  }
}

async function highestNumber(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ highest: number | null }>(
    `SELECT max(substring(import_key FROM 6)::int) AS highest FROM profile WHERE import_key ~ '^seed:[0-9]+$'`,
  );
  return rows[0]?.highest ?? 0;
}

async function makeChunk(first: number, size: number, now: Date): Promise<ReadonlyMap<string, Table>> {
  const tables = new Map<string, Table>();
  for (let index = 0; index < size; index += 1) {
    if (index % TURN === 0) await setImmediate();
    for (const [name, rows] of Object.entries(generatePerson(first + index, now)))
      addRows(tables, name, rows);
  }
  return tables;
}

function addRows(tables: Map<string, Table>, name: string, rows: readonly GeneratedRow[]): void {
  const [row] = rows;
  if (!row) return;
  const table = tables.get(name) ?? { fields: Object.keys(row), lines: [] };
  tables.set(name, table);
  for (const one of rows) table.lines.push(copyLine(table.fields.map((field) => one[field] ?? null)));
}

/** The profiles go first, as they came first into the map: the others refer to them. */
async function copyChunk(client: pg.Client, tables: ReadonlyMap<string, Table>): Promise<void> {
  await client.query('BEGIN');
  try {
    for (const [name, { fields, lines }] of tables) {
      const [table, ...columns] = [name, ...fields].map((one) => client.escapeIdentifier(snakeCase(one)));
      const copy = client.query(copyFrom(`COPY ${table ?? name} (${columns.join()}) FROM STDIN`));
      await pipeline(Readable.from([lines.join('')]), copy);
    }
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

/** As Postgres calls what the code calls so: prisma/schema.prisma maps every name in this way. */
function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
