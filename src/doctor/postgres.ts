// Checks Postgres: whether it answers, its version, the role's rights, a pooler, its clock, its free connections.
import { Pool } from 'pg';
import type { Config } from '../config/config.ts';
import { ConfigError } from '../config/config.ts';
import { postgresFault } from '../database/connect-fault.ts';
import { recognizePooling } from '../database/pooler.ts';
import { reasonOf } from '../observability/describe-error.ts';
import { checkPooling, runningDatabaseUrl } from '../services/postgres.ts';
import { findingsOf, type Finding } from './finding.ts';

const { ok, warning, failure } = findingsOf('postgres');
/** The oldest that its queues support. */
const OLDEST_VERSION = 14;
/** Tokens and ages of sections are compared with it. */
const CLOCK_MS = 2000;
const CONNECT_MS = 5000;
const FULL = 0.9;

export interface OpenCheck extends AsyncDisposable {
  /** Null where Postgres cannot be used. */
  readonly client: Pool | null;
  readonly findings: readonly Finding[];
}

export async function openPostgresCheck(config: Config): Promise<OpenCheck> {
  const url = await runningDatabaseUrl(config);
  if (url === null) {
    const told = warning('the embedded Postgres is not running', 'Start Vitae: npm start');
    return { client: null, findings: [told], [Symbol.asyncDispose]: () => Promise.resolve() };
  }
  const client = new Pool({
    max: 1,
    connectionString: url,
    application_name: 'vitae doctor',
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: CONNECT_MS,
  });
  client.on('error', () => undefined);
  const close = () => client.end().catch(() => undefined);
  try {
    // The pool would leave a connection open that failed.
    await recognizePooling(url);
    const findings = [...(await facts(client, url)), ...(await pooling(config))];
    return { client, findings, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    const told = failure(
      postgresFault(error, url) ?? reasonOf(error),
      `Correct ${nameOf(config)}, or mend Postgres`,
    );
    return { client: null, findings: [told], [Symbol.asyncDispose]: () => Promise.resolve() };
  }
}

const nameOf = ({ databaseUrl, directDatabaseUrl }: Config) =>
  databaseUrl === directDatabaseUrl ? 'DATABASE_URL' : 'DIRECT_DATABASE_URL';

interface Facts {
  readonly version: string;
  readonly number: number;
  readonly database: string;
  readonly user: string;
  readonly replica: boolean;
  readonly may_create: boolean;
  readonly may_change: boolean;
  readonly now: number;
  readonly used: number;
  readonly most: number;
  readonly bytes: string;
}

const FACTS = `SELECT current_setting('server_version') AS version,
  current_setting('server_version_num')::int AS number,
  current_database() AS database, current_user AS user, pg_is_in_recovery() AS replica,
  has_database_privilege(current_database(), 'CREATE') AS may_create,
  coalesce((SELECT bool_and(pg_has_role(relowner, 'USAGE')) FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'), true)
    AND has_schema_privilege(current_schema(), 'CREATE') AS may_change,
  extract(epoch FROM clock_timestamp())::float8 * 1000 AS now,
  (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend') AS used,
  current_setting('max_connections')::int AS most,
  pg_size_pretty(pg_database_size(current_database())) AS bytes`;

async function facts(client: Pool, url: string): Promise<Finding[]> {
  const asked = Date.now();
  const { rows } = await client.query<Facts>(FACTS);
  const answered = Date.now();
  const [found] = rows;
  if (!found) return [];
  const { host } = new URL(url);
  return [
    ok(
      `version ${found.version} at ${host}, database "${found.database}" of ${found.bytes}, as "${found.user}"`,
    ),
    ...versionFindings(found),
    ...rightFindings(found),
    ...clockFindings(found.now - (asked + answered) / 2),
    ...(found.used > found.most * FULL
      ? [
          warning(
            `${found.used} of ${found.most} connections are in use`,
            'Raise max_connections, start fewer processes, or put a pooler before it (docs/operations.md)',
          ),
        ]
      : []),
  ];
}

function versionFindings({ number, version }: Facts): Finding[] {
  if (number >= OLDEST_VERSION * 10_000) return [];
  return [
    failure(
      `version ${version} is older than ${OLDEST_VERSION}`,
      `Upgrade Postgres to ${OLDEST_VERSION} or later`,
    ),
  ];
}

function rightFindings({ replica, may_create, may_change, user, database }: Facts): Finding[] {
  if (replica) {
    return [
      failure(
        'this server is a replica, which takes no writes',
        'Let DATABASE_URL lead to the primary server',
      ),
    ];
  }
  if (may_create && may_change) return [];
  return [
    failure(
      `"${user}" may not ${may_create ? 'change the tables' : 'make schemas in the database'}, which migrations and queues need`,
      `As a superuser: ALTER DATABASE "${database}" OWNER TO "${user}"; and REASSIGN OWNED for tables of another role`,
    ),
  ];
}

function clockFindings(aheadMs: number): Finding[] {
  if (Math.abs(aheadMs) <= CLOCK_MS) return [];
  const seconds = (Math.abs(aheadMs) / 1000).toFixed(1);
  return [
    warning(
      `its clock is ${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} the clock of this machine`,
      'Let both machines follow a time server (NTP)',
    ),
  ];
}

async function pooling(config: Config): Promise<Finding[]> {
  const { databaseUrl, directDatabaseUrl } = config;
  if (databaseUrl === null || directDatabaseUrl === null) return [];
  try {
    const pooled = await checkPooling(databaseUrl, directDatabaseUrl);
    return pooled ? [ok('a pooler is before it, and sessions are kept')] : [];
  } catch (error) {
    if (error instanceof ConfigError)
      return error.faults.map((fault) => failure(fault, 'docs/operations.md, connections'));
    throw error;
  }
}
