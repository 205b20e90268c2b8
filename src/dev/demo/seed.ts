// Adds generated profiles in bulk: a transaction for some thousand of them, with one COPY for each table. Two connections store a
// chunk each while the next one is generated, so memory holds three chunks. They commit in the order of the numbers: an interrupted
// seeding leaves whole chunks without a gap, and the next one continues after them.
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { snakeCase } from '../../database/insert-many.ts';
import { inQueue } from '../../database/lock-waits.ts';
import type { Logger } from '../../observability/logger.ts';
import { makeChunk, type Chunk } from './chunk.ts';

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
const CONNECTIONS = 2;
/** The key of the advisory lock that keeps two seedings from generating the same people. */
const SEED_LOCK = 7_365_656_401;

/**
 * Enqueues no jobs: the caller starts a reindex run. The profiles are new, so nothing is cached for them.
 * @throws the error of Postgres; the chunks before it stay
 * @throws LockHeldError where another seeding runs for minutes
 */
export async function seedProfiles(options: SeedOptions): Promise<void> {
  const { url, count, chunkSize = CHUNK_SIZE, now = new Date(), onProgress, signal, log } = options;
  const client = await connect(url);
  try {
    // Locked until the connection ends.
    await inQueue({ client, url, log }, () => client.query('SELECT pg_advisory_lock($1)', [SEED_LOCK]));
    const first = (await highestNumber(client)) + 1;
    const chunks = chunksOf(Math.ceil(count / chunkSize), (nth) => {
      const done = nth * chunkSize;
      return makeChunk(first + done, Math.min(chunkSize, count - done), now);
    });
    const onCommitted = (nth: number) => onProgress?.(Math.min((nth + 1) * chunkSize, count));
    const store = { url, chunks, signal, onCommitted, skipsKeys: await maySkipKeys(client) };
    const storing = Array.from({ length: CONNECTIONS }, () => storeChunks(store));
    // None still stores when the error of another is thrown.
    await Promise.allSettled(storing);
    await Promise.all(storing);
    // Without new statistics the planner expects empty tables.
    await client.query('ANALYZE');
  } finally {
    await client.end();
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'vitae-seed' });
  await client.connect();
  return client;
}

/** A chunk, and its place in the order of the commits. */
interface Turn {
  readonly nth: number;
  readonly chunk: Promise<Chunk>;
  /** Resolves once all chunks before it are stored. Rejects where one of them was not. */
  readonly before: Promise<undefined>;
  readonly stored: PromiseWithResolvers<undefined>;
}

/** One chunk is generated at a time. */
function* chunksOf(count: number, make: (nth: number) => Promise<Chunk>): Generator<Turn, void, undefined> {
  let before = Promise.resolve<undefined>(undefined);
  let made: Promise<unknown> = Promise.resolve();
  for (let nth = 0; nth < count; nth += 1) {
    const stored = Promise.withResolvers<undefined>();
    const chunk = made.then(() => make(nth));
    for (const promise of [stored.promise, chunk]) promise.catch(() => undefined);
    yield { nth, chunk, before, stored };
    made = chunk;
    before = stored.promise;
  }
}

interface Store {
  readonly url: string;
  readonly chunks: Generator<Turn, void, undefined>;
  readonly signal: AbortSignal | undefined;
  readonly onCommitted: (nth: number) => void;
  /** See `maySkipKeys`. */
  readonly skipsKeys: boolean;
}

/** Stores one chunk after the other on a connection of its own. */
async function storeChunks(store: Store): Promise<void> {
  const client = await connect(store.url);
  try {
    while (!store.signal?.aborted) {
      const { value: turn } = store.chunks.next();
      if (!turn) return;
      try {
        await copyChunk(client, await turn.chunk, store.skipsKeys, turn.before);
        store.onCommitted(turn.nth);
        turn.stored.resolve(undefined);
      } catch (error) {
        turn.stored.reject(error);
        throw error;
      }
    }
  } finally {
    await client.end();
  }
}

/**
 * Whether the role may leave out the checks of foreign keys, which take half the time of Postgres. Every row refers to a profile
 * that the same transaction stores.
 */
async function maySkipKeys(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ may: boolean }>(
    `SELECT has_parameter_privilege('session_replication_role', 'SET') AS may`,
  );
  return rows[0]?.may ?? false;
}

async function highestNumber(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ highest: number | null }>(
    `SELECT max(substring(import_key FROM 6)::int) AS highest FROM profile WHERE import_key ~ '^seed:[0-9]+$'`,
  );
  return rows[0]?.highest ?? 0;
}

/**
 * Copies the tables in the order of the map: the profiles first, since the others refer to them.
 * @param before waited for before the commit
 */
async function copyChunk(
  client: pg.Client,
  tables: Chunk,
  skipsKeys: boolean,
  before: Promise<undefined>,
): Promise<void> {
  await client.query('BEGIN');
  // The caller's run follows them up.
  await client.query(`SELECT set_config('vitae.declared', '*', true)`);
  try {
    for (const [name, { fields, text }] of tables) {
      const [table, ...columns] = [name, ...fields.first, ...fields.second].map((one) =>
        client.escapeIdentifier(snakeCase(one)),
      );
      const copy = client.query(copyFrom(`COPY ${table ?? name} (${columns.join()}) FROM STDIN`));
      await pipeline(Readable.from(text), copy);
      // From the second table on. The triggers of the profiles run.
      if (skipsKeys) await client.query('SET LOCAL session_replication_role = replica');
    }
    await before;
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}
