// Backs up a whole database, and restores it in the place of the one that is there. Both cut every connection.
import { randomUUID } from 'node:crypto';
import pg from 'pg';

export interface Backup {
  /** Once: the backup becomes the database. */
  restore(): Promise<void>;
}

export async function backUp(url: string): Promise<Backup> {
  const name = nameOf(url);
  const backup = `backup_${randomUUID().replaceAll('-', '')}`;
  await onServer(url, async (sql) => {
    await sql(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
    // In no transaction, as CREATE DATABASE demands.
    while ((await sql(CUT, [name])) > 0);
    await sql(`CREATE DATABASE ${backup} TEMPLATE ${name}`);
    await sql(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
  });
  return {
    restore: () =>
      onServer(url, async (sql) => {
        await sql(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
        await sql(`DROP DATABASE ${name} WITH (FORCE)`);
        await sql(`ALTER DATABASE ${backup} RENAME TO ${name}`);
      }),
  };
}

/** Answers with a row for each session that is still there. */
const CUT = 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1';

type Sql = (text: string, values?: string[]) => Promise<number>;

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
