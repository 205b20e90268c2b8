// Makes an empty database on a server for one call, and drops it afterwards, also when the call throws.
// The role of the url needs CREATEDB; without it the server's own error says so.
import { randomUUID } from 'node:crypto';
import { Client } from 'pg';

/** @param url any database of the server; nothing in it changes */
export async function withScratchDatabase<Result>(
  url: string,
  use: (url: string) => Promise<Result>,
): Promise<Result> {
  const name = `vitae_scratch_${randomUUID().replaceAll('-', '')}`;
  await execute(url, `CREATE DATABASE ${name} TEMPLATE template0`);
  try {
    const scratch = new URL(url);
    scratch.pathname = `/${name}`;
    return await use(scratch.href);
  } finally {
    await execute(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  }
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
