// Makes an empty database on a server for one call, and drops it afterwards: also when the call throws, and on Ctrl-C.
import { randomUUID } from 'node:crypto';
import { Client, DatabaseError } from 'pg';
import { MigrationError } from './migration-error.ts';

const INSUFFICIENT_PRIVILEGE = '42501';

/**
 * @param url any database of the server; nothing in it changes
 * @throws MigrationError where the role may not create databases, and on a signal that stops the process
 */
export async function withScratchDatabase<Result>(
  url: string,
  use: (url: string) => Promise<Result>,
): Promise<Result> {
  const name = `vitae_scratch_${randomUUID().replaceAll('-', '')}`;
  using interruption = interruptible();
  await create(url, name);
  try {
    const scratch = new URL(url);
    scratch.pathname = `/${name}`;
    return await Promise.race([use(scratch.href), interruption.signalled]);
  } finally {
    await execute(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  }
}

/** `signalled` rejects at the first signal; the process then ends once the database is dropped. */
function interruptible(): { readonly signalled: Promise<never> } & Disposable {
  const { promise: signalled, reject } = Promise.withResolvers<never>();
  // A signal while the database is being created counts too, and is awaited afterwards.
  signalled.catch(() => undefined);
  const stop = () => reject(new MigrationError('INTERRUPTED', '', 'Interrupted. Nothing was changed.'));
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, stop);
  return {
    signalled,
    [Symbol.dispose]() {
      for (const signal of signals) process.off(signal, stop);
    },
  };
}

async function create(url: string, name: string): Promise<void> {
  try {
    await execute(url, `CREATE DATABASE ${name} TEMPLATE template0`);
  } catch (cause) {
    if (!(cause instanceof DatabaseError) || cause.code !== INSUFFICIENT_PRIVILEGE) throw cause;
    const message =
      'Comparing needs a scratch database, and the role of DATABASE_URL may not create one. Give it CREATEDB, or set DATABASE_URL to an empty value: then the embedded Postgres is used.';
    throw new MigrationError('SCRATCH_DATABASE_REFUSED', '', message, { cause });
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
