// Recognizes a pooler between Vitae and Postgres, by what sessions look like. A pooler in transaction mode gives each
// transaction another session of Postgres: what a session holds, such as LISTEN and advisory locks, is lost or stays behind.
import type { Duplex } from 'node:stream';
import pg from 'pg';

/** `transaction` also stands for statement mode, which keeps even less. */
export type Pooling = 'none' | 'session' | 'transaction';

/** Connecting takes no longer, and neither does an answer: a pooler lets a query wait for a free connection. */
const DEADLINE_MS = 10_000;
/** A pooler may give a client the same session several times by chance. */
const ROUNDS = 3;

/** One connection where there is no pooler, otherwise two. They change nothing. */
export async function recognizePooling(url: string): Promise<Pooling> {
  await using one = await connect(url);
  // Postgres sends a new connection the id of its process. A pooler sends a made-up one.
  if ((await sessionOf(one.client)) === one.client.processID) return 'none';
  await using other = await connect(url);
  for (let round = 0; round < ROUNDS; round += 1)
    if (await shareSessions(one.client, other.client)) return 'transaction';
  return 'session';
}

/** Whether two URLs lead to the same database of the same server. */
export async function leadToOneDatabase(urls: readonly [string, string]): Promise<boolean> {
  const [one, other] = await Promise.all(
    urls.map(async (url) => {
      await using connected = await connect(url);
      const { rows } = await connected.client.query(
        'SELECT oid, pg_postmaster_start_time()::text FROM pg_database WHERE datname = current_database()',
      );
      return JSON.stringify(rows);
    }),
  );
  return one === other;
}

/** While the second client is in a transaction, the first one keeps its session only if it has one of its own. */
async function shareSessions(one: pg.Client, other: pg.Client): Promise<boolean> {
  const before = await sessionOf(one);
  try {
    await other.query('BEGIN');
    const isTaken = (await sessionOf(other)) === before;
    const isMoved = isTaken || (await sessionOf(one)) !== before;
    await other.query('ROLLBACK');
    return isMoved;
  } catch (error) {
    // Statement mode refuses transactions.
    if (error instanceof pg.DatabaseError) return true;
    throw error;
  }
}

/** @returns the id of the Postgres process that answers */
async function sessionOf(client: pg.Client): Promise<number | null> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  return rows[0]?.pid ?? null;
}

/** A connection of the start. It has the settings of its role and database. */
export async function connect(
  url: string,
): Promise<AsyncDisposable & { readonly client: pg.Client & Session }> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'vitae start',
    connectionTimeoutMillis: DEADLINE_MS,
    query_timeout: DEADLINE_MS,
  }) as pg.Client & Session;
  failOnThrow(client.connection);
  // A lost connection also rejects its query.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    // A server that waits for a password keeps the connection for a minute.
    client.connection.stream.destroy();
    throw error;
  }
  return { client, [Symbol.asyncDispose]: () => client.end() };
}

/** The parser of pg throws in a listener of its socket, where no promise sees it and the process ends. */
function failOnThrow(connection: Session['connection']): void {
  const attach = connection.attachListeners.bind(connection);
  connection.attachListeners = (stream) => {
    const emit = stream.emit.bind(stream) as (...event: unknown[]) => boolean;
    stream.emit = (...event: unknown[]) => {
      try {
        return emit(...event);
      } catch (error) {
        stream.destroy(error as Error);
        return true;
      }
    };
    attach(stream);
  };
}

/** What pg's types leave out. */
interface Session {
  readonly processID: number | null;
  readonly connection: {
    readonly stream: Duplex;
    /** Called with the socket, or with its TLS. */
    attachListeners: (stream: Duplex) => void;
  };
}
