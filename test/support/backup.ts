// Backs up a whole database, restores it in the place of the one that is there, copies it, and keeps connections away. All cut every
// connection.
import { randomUUID } from 'node:crypto';
import pg from 'pg';

export interface Backup {
  /** Once: the backup becomes the database. */
  restore(): Promise<void>;
}

/** A copy of the database beside it, such as one for a staging. @returns its URL */
export async function copyDatabase(url: string): Promise<{ url: string; drop(): Promise<void> }> {
  const copy = `copy_${randomUUID().replaceAll('-', '')}`;
  await withoutConnections(url, (sql) => sql(`CREATE DATABASE ${copy} TEMPLATE ${nameOf(url)}`));
  const copied = new URL(url);
  copied.pathname = `/${copy}`;
  const drop = () =>
    onServer(url, async (sql) => {
      await sql(`DROP DATABASE ${copy} WITH (FORCE)`);
    });
  return { url: copied.href, drop };
}

export async function backUp(url: string): Promise<Backup> {
  const name = nameOf(url);
  const backup = `backup_${randomUUID().replaceAll('-', '')}`;
  await withoutConnections(url, (sql) => sql(`CREATE DATABASE ${backup} TEMPLATE ${name}`));
  return {
    restore: () =>
      onServer(url, async (sql) => {
        await sql(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
        await sql(`DROP DATABASE ${name} WITH (FORCE)`);
        await sql(`ALTER DATABASE ${backup} RENAME TO ${name}`);
      }),
  };
}

type Sql = (text: string, values?: string[]) => Promise<number>;

/** Runs `work` while the database has no connection and takes none. */
export async function withoutConnections(url: string, work: (sql: Sql) => Promise<unknown>): Promise<void> {
  const name = nameOf(url);
  await onServer(url, async (sql) => {
    await sql(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
    try {
      while ((await sql(CUT, [name])) > 0);
      await work(sql);
    } finally {
      await sql(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
    }
  });
}

/** Answers with a row for each session that is still there. */
const CUT = 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1';

async function onServer(url: string, work: (sql: Sql) => Promise<void>): Promise<void> {
  const server = new URL(url);
  server.pathname = '/postgres';
  const client = new pg.Client({ connectionString: server.href });
  await client.connect();
  try {
    await work(async (text, values) => (await client.query(text, values)).rowCount ?? 0);
  } finally {
    await client.end();
  }
}

const nameOf = (url: string) => new URL(url).pathname.slice(1);
