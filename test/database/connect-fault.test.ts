// Why a Postgres cannot be used is a sentence with the place and what to do, and without the password.
import { createServer } from 'node:net';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { postgresFault } from '../../src/database/connect-fault.ts';
import { createEmptyDatabase, type TestDatabase } from '../support/postgres.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createEmptyDatabase();
});
afterAll(() => database.drop());

async function faultOf(url: string, sql = 'SELECT 1'): Promise<string | null> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(sql);
    throw new Error('it answered');
  } catch (error) {
    // As a library that wraps it.
    return postgresFault(new Error('wrapped', { cause: error }), url);
  } finally {
    await client.end().catch(() => undefined);
  }
}

const changed = (parts: Partial<URL>) => Object.assign(new URL(database.url), parts).href;

it.each([
  ['a wrong password', () => changed({ password: 'hidden' }), /refuses the password of "\w+"/],
  ['an unknown user', () => changed({ username: 'nobody', password: 'hidden' }), /"nobody"/],
  ['a database that is not there', () => changed({ pathname: '/none' }), /CREATE DATABASE "none"/],
  ['no server', () => changed({ port: '1' }), /at 127\.0\.0\.1:1 does not answer.*nothing listens/],
  ['a server without TLS', () => `${database.url}?sslmode=require`, /has no TLS/],
])('%s', async (_what, url, words) => {
  const fault = await faultOf(url());
  expect(fault).toMatch(words);
  expect(fault).toMatch(/^Postgres at 127\.0\.0\.1:\d+ /);
  expect(fault).not.toContain('hidden');
});

it.each([
  ['a server that never answers', () => undefined, /does not answer/],
  [
    'a server that hangs up',
    (socket: { destroy(): unknown }) => void socket.destroy(),
    /closes the connection/,
  ],
])('%s', async (_what, onConnection, words) => {
  const server = createServer(onConnection);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  expect(await faultOf(`postgresql://a:hidden@127.0.0.1:${port}/b`)).toMatch(words);
});

it('a role with too few rights', async () => {
  const admin = new Client({ connectionString: database.url });
  await admin.connect();
  onTestFinished(() => admin.end());
  await admin.query(`CREATE ROLE weak LOGIN PASSWORD 'weak'`);
  const fault = await faultOf(changed({ username: 'weak', password: 'weak' }), 'CREATE SCHEMA own');
  await admin.query('DROP ROLE weak');
  expect(fault).toMatch(/ALTER DATABASE "\w+" OWNER TO "weak".*permission denied/);
});

it('another error is none of these', () => {
  expect(postgresFault(new Error('relation does not exist'), database.url)).toBeNull();
});
