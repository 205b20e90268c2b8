// Starts what all measurements share: one Postgres with default settings, one Redis, one search server, each a process of its own.
// Stops and deletes them at the end.
import os from 'node:os';
import pg from 'pg';
import { migrate } from '../../../src/database/migrate/migrate.ts';
import { applyIndexSettings } from '../../../src/indexing/settings.ts';
import { createSearchGateway } from '../../../src/search/gateway.ts';
import { spawnLocalSearch } from '../../../src/dev/search/spawn.ts';
import { setFaults } from '../../support/local-faults.ts';
import { SEARCH_KEYS } from '../../support/fleet.ts';
import { openStores, type Stores } from '../production.ts';

export interface Site extends Stores, AsyncDisposable {
  readonly postgresVersion: string;
  readonly search: SearchServer;
  /** Creates another migrated database. @returns its URL */
  createDatabase(name: string): Promise<string>;
}

export interface SearchServer {
  readonly appId: string;
  readonly adminKey: string;
  readonly url: string;
  readonly indexName: string;
  /** Delays every response by this many milliseconds. 0 ends the delay. */
  delay(ms: number): Promise<void>;
  stop(): Promise<void>;
  /** Starts an empty server on the same port. */
  start(): Promise<void>;
  /** Removes every record. */
  clear(): Promise<void>;
  /** The revision in a profile's document. Null without a document. */
  revisionOf(profileId: string): Promise<number | null>;
}

const MEBIBYTE = 1024 * 1024;

export async function openSite(): Promise<Site> {
  await using opening = new AsyncDisposableStack();
  const stores = await openStores(opening);
  const search = opening.adopt(await openSearchServer(), (opened) => opened.stop());
  const url = stores.databaseUrl;
  const [version] = await sql<{ server_version: string }>(url, 'SHOW server_version');
  const opened = opening.move();
  return {
    ...stores,
    postgresVersion: version?.server_version ?? '',
    search,
    async createDatabase(name) {
      await sql(url, `CREATE DATABASE ${name}`);
      const other = new URL(url);
      other.pathname = `/${name}`;
      await migrate({ url: other.href });
      return other.href;
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

async function openSearchServer(): Promise<SearchServer> {
  const { appId, adminKey } = SEARCH_KEYS;
  const indexName = 'profiles';
  const spawn = async (port: number) => {
    // The server holds a million records in memory. The measured processes keep Node's default limit.
    process.env['NODE_OPTIONS'] = `--max-old-space-size=${Math.round((0.6 * os.totalmem()) / MEBIBYTE)}`;
    try {
      return await spawnLocalSearch({ port, appId, adminKey, allowFaults: true });
    } finally {
      delete process.env['NODE_OPTIONS'];
    }
  };
  let server = await spawn(0);
  const { url } = server;
  const gateway = createSearchGateway({ appId, apiKey: adminKey, indexName, hosts: [url] });
  await applyIndexSettings(gateway);
  const headers = { 'x-algolia-application-id': appId, 'x-algolia-api-key': adminKey };
  return {
    appId,
    adminKey,
    url,
    indexName,
    delay: (ms) => setFaults(url, ms > 0 ? [{ kind: 'latency', ms }] : []),
    stop: () => server.stop(),
    async start() {
      server = await spawn(Number(new URL(url).port));
    },
    async clear() {
      const { taskID } = await gateway.clear();
      await gateway.waitForTask(taskID);
    },
    async revisionOf(profileId) {
      const answer = await fetch(`${url}/1/indexes/${indexName}/${profileId}?attributesToRetrieve=revision`, {
        headers,
      });
      const { revision } = (await answer.json()) as { revision?: number };
      return revision ?? null;
    },
  };
}

/** One statement on a connection of its own. */
export async function sql<Row extends pg.QueryResultRow>(
  url: string,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}
