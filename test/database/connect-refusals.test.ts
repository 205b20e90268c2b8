// Whatever a connection attempt throws is one line with the variable and what to do. The refusals that a Postgres can be brought to are
// its own; the others are sent to the driver as Postgres sends them.
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ConfigError, readConfig } from '../../src/config/config.ts';
import { migrate } from '../../src/database/migrate/migrate.ts';
import { createLogger } from '../../src/observability/logger.ts';
import { openDatabase } from '../../src/services/database.ts';
import { checkPooling, connectionFault } from '../../src/services/postgres.ts';
import { createEmptyDatabase, type TestDatabase } from '../support/postgres.ts';

let database: TestDatabase;
let admin: Client;
const ROLE = 'refused_role';
beforeAll(async () => {
  database = await createEmptyDatabase();
  admin = new Client({ connectionString: database.url });
  await admin.connect();
  await admin.query(`CREATE ROLE ${ROLE} LOGIN PASSWORD 'hidden'`);
});
afterAll(async () => {
  await admin.query(`DROP OWNED BY ${ROLE}`);
  await admin.query(`DROP ROLE ${ROLE}`);
  await admin.end();
  await database.drop();
});

const changed = (parts: Partial<URL>) => Object.assign(new URL(database.url), parts).href;
const asRole = () => changed({ username: ROLE, password: 'hidden' });

async function faultOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => new Error('it worked'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ConfigError)) throw error;
  expect(error.faults).toHaveLength(1);
  const [fault = ''] = error.faults;
  expect(fault).toMatch(/^(DIRECT_)?DATABASE_URL: Postgres at \S+:\d+ [a-z].+$/);
  expect(fault).not.toContain('hidden');
  return fault;
}

/** A database of its own, for which the statement is run; dropped afterwards. */
async function anotherDatabase(create: string, setup = ''): Promise<string> {
  const name = `refused_${Math.trunc(performance.now() * 1000)}`;
  await admin.query(`CREATE DATABASE ${name} ${create}`);
  onTestFinished(async () => {
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
  });
  if (setup) await admin.query(setup.replace('NAME', name));
  return changed({ pathname: `/${name}` });
}

describe('a Postgres that refuses', () => {
  it('a URL without the password that it wants', async () => {
    const url = changed({ password: '' });
    expect(await faultOf(checkPooling(url, url))).toMatch(/wants a password, and the URL has none/);
  });

  it('a database that takes no connections', async () => {
    const url = await anotherDatabase('', 'ALTER DATABASE NAME ALLOW_CONNECTIONS false');
    expect(await faultOf(checkPooling(url, url))).toMatch(
      /ALTER DATABASE "refused_\d+" ALLOW_CONNECTIONS true/,
    );
  });

  it('too many connections', async () => {
    const url = await anotherDatabase('CONNECTION LIMIT 0');
    const refused = Object.assign(new URL(url), { username: ROLE, password: 'hidden' }).href;
    expect(await faultOf(checkPooling(refused, refused))).toMatch(/no free connection.*CONNECTION LIMIT/);
  });

  it('a role that may not log in', async () => {
    await admin.query(`ALTER ROLE ${ROLE} NOLOGIN`);
    onTestFinished(async () => {
      await admin.query(`ALTER ROLE ${ROLE} LOGIN`);
    });
    expect(await faultOf(checkPooling(asRole(), asRole()))).toMatch(/ALTER ROLE "refused_role" LOGIN/);
  });

  it('an unknown setting in the URL, in its own words', async () => {
    const url = `${database.url}?options=-c%20nonsense%3D1`;
    expect(await faultOf(checkPooling(url, url))).toMatch(/cannot be used: .*nonsense.*\(42704\)/);
  });

  it('a file of the URL that is not there', async () => {
    const url = `${database.url}?sslrootcert=/no/such.pem`;
    expect(await faultOf(checkPooling(url, url))).toMatch(/cannot be read: \/no\/such\.pem/);
  });

  const open = (url: string, DIRECT_DATABASE_URL = '') =>
    openDatabase(readConfig({ DATABASE_URL: url, DIRECT_DATABASE_URL }), createLogger('silent'));

  it('tables, to a role with too few rights', async () => {
    expect(await faultOf(open(asRole()))).toMatch(/OWNER TO "refused_role"/);
  });

  it('tables, since it may only be read', async () => {
    const url = await anotherDatabase('', 'ALTER DATABASE NAME SET default_transaction_read_only TO on');
    expect(await faultOf(open(url))).toMatch(/may only be read/);
  });

  it('is told with the one of the two variables that is at fault', async () => {
    const wrong = changed({ password: 'hidden' });
    expect(await faultOf(open(wrong, database.url))).toMatch(/^DATABASE_URL: /);
    expect(await faultOf(open(database.url, wrong))).toMatch(/^DIRECT_DATABASE_URL: /);
  });

  it.each([
    ["ENCODING 'SQL_ASCII'", /encoding SQL_ASCII .*ENCODING 'UTF8'/],
    ["ENCODING 'LATIN1'", /encoding LATIN1 /],
  ])('the migrations, before the first one: %s', async (encoding, words) => {
    const url = await anotherDatabase(`TEMPLATE template0 LOCALE_PROVIDER libc LOCALE 'C' ${encoding}`);
    expect(await faultOf(open(url))).toMatch(words);
    await expect(migrate({ url })).rejects.toThrow(/has the encoding/);
  });

  it('the migrations, before the first one: no ICU', async () => {
    const url = await anotherDatabase('TEMPLATE template0');
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query(`SET allow_system_table_mods = on`);
    await client.query(`DELETE FROM pg_collation WHERE collprovider = 'i'`);
    await client.end();
    expect(await faultOf(open(url))).toMatch(/has no ICU/);
  });
});

/** @returns a URL of a server that does so with each connection */
async function serverThat(answers: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    answers(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `postgresql://user:hidden@127.0.0.1:${(server.address() as AddressInfo).port}/base`;
}

/** https://www.postgresql.org/docs/18/protocol-message-formats.html */
function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}
const refusal = (code: string, text: string) =>
  message('E', Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${text}\0\0`));

const signIn = (step: number, text: string) =>
  message('R', Buffer.from(`\0\0\0${String.fromCharCode(step)}${text}`));

describe('a refusal', () => {
  it.each([
    [
      '28000',
      'no pg_hba.conf entry for host "h", user "user", database "base", no encryption',
      /without TLS/,
    ],
    [
      '28000',
      'no pg_hba.conf entry for host "h", user "user", database "base", SSL encryption',
      /pg_hba\.conf/,
    ],
    ['28000', 'role "user" does not exist', /CREATE ROLE "user" LOGIN/],
    ['28000', 'die Anmeldung wird abgelehnt', /pg_hba\.conf/],
    ['28P01', 'password authentication failed', /refuses the password of "user"/],
    ['3D000', 'database "base" does not exist', /CREATE DATABASE "base"/],
    ['53300', 'sorry, too many clients already', /no free connection/],
    ['53100', 'disk full', /Make room there/],
    ['53200', 'out of memory', /Make room there/],
    ['53400', 'configuration limit exceeded', /Make room there/],
    ['58030', 'io error', /Make room there/],
    ['55000', 'database "base" is not currently accepting connections', /ALLOW_CONNECTIONS true/],
    ['57P01', 'terminating connection due to administrator command', /starting or stopping/],
    ['57P02', 'terminating connection because of crash of another server process', /starting or stopping/],
    ['57P03', 'the database system is starting up', /starting or stopping/],
    ['57P03', 'the database system is shutting down', /starting or stopping/],
    ['57P04', 'database was dropped', /CREATE DATABASE "base"/],
    ['08006', 'connection failure', /a pooler must know user and database/],
    ['08P01', 'no such user: user', /a pooler must know user and database/],
    ['25006', 'cannot execute in a read-only transaction', /may only be read/],
    ['0A000', 'unsupported frontend protocol 3.0', /cannot be used: unsupported frontend.*\(0A000\)/],
    ['XX000', 'could not open\nfile', /cannot be used: could not open file \(XX000\)/],
  ])('%s: %s', async (code, text, words) => {
    const url = await serverThat((socket) => {
      socket.once('data', () => socket.end(refusal(code, text)));
    });
    expect(await faultOf(checkPooling(url, url))).toMatch(words);
  });

  it('28P01, where the URL has no password: of PGPASSWORD', async () => {
    const url = await serverThat((socket) => {
      socket.once('data', () => socket.end(refusal('28P01', 'password authentication failed')));
    });
    const without = url.replace(':hidden', '');
    expect(await faultOf(checkPooling(without, without))).toMatch(/that of PGPASSWORD/);
  });

  it('also of a later connection, in an error of Prisma', () => {
    const config = readConfig({ DATABASE_URL: database.url });
    const cause = { kind: 'TooManyConnections', originalCode: '53300', originalMessage: 'sorry' };
    const error = Object.assign(new Error('long'), { meta: { driverAdapterError: { cause } } });
    expect(connectionFault(error, config)?.message).toMatch(/DATABASE_URL: .*no free connection/);
  });
});

it.each([7, 9, 99])('an authentication that the driver throws on, past its promise: %i', async (kind) => {
  const url = await serverThat((socket) => {
    socket.once('data', () => socket.write(signIn(kind, '')));
  });
  expect(await faultOf(checkPooling(url, url))).toMatch(/something else than a password.*scram-sha-256/);
});

describe('another server at the port', () => {
  it.each([
    ['MySQL', (socket: Socket) => void socket.write('J\0\0\0\n8.0.36\0'), /another protocol/],
    [
      'one of the web',
      (socket: Socket) => void socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
      /whether a Postgres is at that port/,
    ],
    [
      'one that hangs up',
      (socket: Socket) => void socket.once('data', () => socket.destroy()),
      /whether a Postgres is at that port/,
    ],
  ])('%s', async (_what, answers, words) => {
    const url = await serverThat(answers);
    expect(await faultOf(checkPooling(url, url))).toMatch(words);
  });

  it('one whose message has a part that the driver does not know', async () => {
    const broken = message('D', Buffer.from('\xff\xff'));
    const url = await serverThat((socket) => void socket.once('data', () => socket.write(broken)));
    expect(await faultOf(checkPooling(url, url))).toMatch(/cannot be used: /);
  });

  it('one that answers TLS with something else', async () => {
    const url = await serverThat((socket) => void socket.once('data', () => socket.write('HTTP')));
    const tls = `${url}?sslmode=no-verify`;
    expect(await faultOf(checkPooling(tls, tls))).toMatch(/another protocol/);
  });
});

it('a connection that failed is closed, since it would keep the process alive while the server waits for the password', async () => {
  const closed = Promise.withResolvers<null>();
  const url = await serverThat((socket) => {
    socket.once('data', () => {
      socket.write(signIn(10, 'SCRAM-SHA-256\0\0'));
      socket.once('data', () => socket.write(signIn(11, 'r=nonce,s=c2FsdA==,i=4096')));
    });
    socket.once('close', () => closed.resolve(null));
  });
  const refused = url.replace(':hidden', '');
  expect(await faultOf(checkPooling(refused, refused))).toMatch(/wants a password/);
  await closed.promise;
});
