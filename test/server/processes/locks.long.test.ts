// A start that waits for a lock says so, whichever part of it waits, and goes on when the lock is free.
import { Client } from 'pg';
import { expect, it } from 'vitest';
import { QUEUE_TABLE } from '../../support/pgboss-tables.ts';
import { createTestDatabase } from '../../support/postgres.ts';
import { runCommand, temporaryDataDir } from '../../support/vitae-process.ts';

it.each([
  ['the migrations', 'SELECT pg_advisory_lock(72707369)'],
  ['the queues', `BEGIN; LOCK TABLE ${QUEUE_TABLE}`],
])('a start says who holds the lock that %s wait for', async (_name, lock) => {
  const { dataDir, remove } = await temporaryDataDir();
  const database = await createTestDatabase();
  const env = { DATABASE_URL: database.url, DATA_DIR: dataDir, PORT: '0', SEED_PROFILES: '0' };
  // Makes pg-boss' tables.
  await runCommand('cli/seed.ts', ['--profiles', '1'], env);
  const holder = new Client({ connectionString: database.url, application_name: 'somebody else' });
  await holder.connect();
  await holder.query(lock);
  let released: Promise<void> | undefined;
  const { code, stdout } = await runCommand('main.ts', [], env, (text, child) => {
    if (text.includes('Waiting for a lock')) released ??= holder.end();
    if (text.includes('Stop it with Ctrl-C')) child.kill('SIGTERM');
  });
  expect(stdout).toMatch(/held by pid \d+ \(application \\"somebody else\\", user /);
  expect(code).toBe(0);
  await expect(released).resolves.toBeUndefined();
  await database.drop();
  await remove();
});
