// Adds generated profiles in bulk: a transaction for some thousand of them, with one COPY for each table. The next chunk is
// generated while Postgres stores the current one, so memory holds two chunks. An interrupted seeding leaves whole chunks,
// and the next one continues after them.
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { snakeCase } from '../../database/insert-many.ts';
import { inQueue } from '../../database/lock-waits.ts';
import type { Logger } from '../../observability/logger.ts';
import { copyLine } from './copy-text.ts';
import type { GeneratedRow } from './define-demo.ts';
import { generatePerson } from './generate.ts';

export interface SeedOptions {
  readonly url: string;
  /** How many to add. */
  readonly count: number;
  /** Profiles in one transaction. @default 4000 */
  readonly chunkSize?: number;
  /** The time from which the ages of the sections count back. @default now */
  readonly now?: Date;
  /** Called after every chunk. @param done profiles added so far */
  readonly onProgress?: (done: number) => void;
  /** No chunk starts after it is aborted. @default never */
  readonly signal?: AbortSignal;
  /** Hears what it waits for. @default nobody */
  readonly log?: Pick<Logger, 'warn'>;
}

const CHUNK_SIZE = 4000;
/** Generating yields to the event loop after this number of people, so that the COPY continues. */
const PEOPLE_PER_TURN = 100;
/** The key of the advisory lock that keeps two seedings from generating the same people. */
const SEED_LOCK = 7_365_656_401;

interface Table {
  readonly fields: readonly string[];
  readonly lines: string[];
}

/**
 * Enqueues no jobs: the caller starts a reindex run. The profiles are new, so nothing is cached for them.
 * @throws the error of Postgres; the chunks before it stay
 * @throws LockHeldError where another seeding runs for minutes
 */
export async function seedProfiles(options: SeedOptions): Promise<void> {
  const { url, count, chunkSize = CHUNK_SIZE, now = new Date(), onProgress, signal, log } = options;
  const client = new pg.Client({ connectionString: url, application_name: 'vitae-seed' });
  await client.connect();
  try {
    // Locked until the connection ends.
    await inQueue({ client, url, log }, () => client.query('SELECT pg_advisory_lock($1)', [SEED_LOCK]));
    const first = (await highestNumber(client)) + 1;
    const generate = (done: number) => makeChunk(first + done, Math.min(chunkSize, count - done), now);
    let chunk = await generate(0);
    for (let done = 0; done < count && !signal?.aborted; done += chunkSize) {
      const end = done + chunkSize;
      [chunk] = await Promise.all([generate(end), copyChunk(client, chunk)]);
      onProgress?.(Math.min(end, count));
    }
    // Without new statistics the planner expects empty tables.
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
    if (index % PEOPLE_PER_TURN === 0) await setImmediate();
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
  for (const one of rows) table.lines.push(copyLine(table.fields, one));
}

/** Copies the tables in the order of the map: the profiles first, since the others refer to them. */
async function copyChunk(client: pg.Client, tables: ReadonlyMap<string, Table>): Promise<void> {
  await client.query('BEGIN');
  // The caller's run follows them up.
  await client.query(`SELECT set_config('vitae.declared', '*', true)`);
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
