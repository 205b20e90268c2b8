// A Vitae in one process, on a database, a Redis and a search server of its own, each of which a test can break; and what an operator sees of
// it and types.
import { once } from 'node:events';
import path from 'node:path';
import pg from 'pg';
import { beforeAll, expect } from 'vitest';
import { startLocalSearchServer, type LocalSearchServer } from '../../../src/dev/search/server.ts';
import { applyIndexSettings } from '../../../src/indexing/settings.ts';
import { createSearchGateway, type SearchGateway } from '../../../src/search/gateway.ts';
import { createDatabase, type Database } from '../../../src/database/client.ts';
import { declaredUrl } from '../../support/declared-url.ts';
import { SEARCH_KEYS } from '../../support/fleet.ts';
import { createTestDatabase } from '../../support/postgres.ts';
import { startRedis, type TestRedis } from '../../support/redis.ts';
import {
  runShell,
  startVitaeProcess,
  temporaryDataDir,
  type Finished,
  type VitaeProcess,
} from '../../support/vitae-process.ts';

const METRICS_TOKEN = 'a token of the tests';

export interface TroubledVitae {
  readonly databaseUrl: string;
  readonly redis: TestRedis;
  readonly db: Database;
  /** For fixtures: nothing follows up what it writes. */
  readonly side: pg.Pool;
  /** Of the environment that Vitae has now. */
  readonly search: SearchGateway;
  readonly server: LocalSearchServer;
  readonly vitae: VitaeProcess;
  /** The variables that Vitae has now. */
  readonly env: Readonly<Record<string, string>>;
  /** Stops Vitae, if it runs, and starts it with these variables too. */
  restart(more?: Record<string, string>): Promise<void>;
  /** Starts the search server again, with the same records, for another key only. */
  revokeKey(adminKey: string): Promise<void>;
  /** Runs a line as an operator types it, in the environment of this Vitae. */
  type(line: string, words?: Record<string, string>): Promise<Finished>;
  /** The parts on `/ready`. */
  parts(): Promise<Record<string, string>>;
  /** The first value of a metric, or of one with this label. */
  metric(name: string, label?: string): Promise<number>;
  /** Writes by SQL, which Vitae follows up. @returns how many profiles */
  rename(fullName: string, most: number, application?: string): Promise<number>;
}

/** Starts it before the tests of this file, and stops it after them. */
export function useTroubledVitae(): TroubledVitae {
  const troubled = {} as { -readonly [Name in keyof TroubledVitae]: TroubledVitae[Name] };
  beforeAll(async () => {
    await using opening = new AsyncDisposableStack();
    const { dataDir } = opening.adopt(await temporaryDataDir(), (data) => data.remove());
    const { url } = opening.adopt(await createTestDatabase(), (database) => database.drop());
    const redis = opening.adopt(await startRedis(), (started) => started.stop());
    const dataFolder = path.join(dataDir, 'search');
    const startSearch = (adminKey: string, port = 0) =>
      startLocalSearchServer({ appId: SEARCH_KEYS.appId, adminKey, dataFolder, port, allowFaults: true });
    troubled.server = await startSearch(SEARCH_KEYS.adminKey);
    opening.defer(() => troubled.server.close());
    troubled.env = {
      PORT: '0',
      DATA_DIR: dataDir,
      DATABASE_URL: url,
      REDIS_URL: redis.url,
      ALGOLIA_APP_ID: SEARCH_KEYS.appId,
      ALGOLIA_API_KEY: SEARCH_KEYS.adminKey,
      ALGOLIA_HOSTS: troubled.server.url,
      SEED_PROFILES: '30',
      METRICS_TOKEN,
    };
    Object.assign(troubled, operatorOf(troubled), { databaseUrl: url, redis });
    troubled.db = opening.adopt(createDatabase(url), (db) => db.$disconnect());
    troubled.side = opening.adopt(new pg.Pool({ connectionString: declaredUrl(url), max: 1 }), (pool) =>
      pool.end(),
    );
    troubled.side.on('error', () => undefined);
    troubled.revokeKey = async (adminKey) => {
      const { port } = troubled.server;
      await troubled.server.close();
      troubled.server = await startSearch(adminKey, port);
    };
    troubled.restart = async (more = {}) => {
      await troubled.vitae.stop();
      troubled.env = { ...troubled.env, ...more };
      troubled.search = gatewayOf(troubled.env);
      troubled.vitae = await startVitaeProcess(troubled.env);
    };
    troubled.search = gatewayOf(troubled.env);
    await applyIndexSettings(troubled.search);
    troubled.vitae = await startVitaeProcess(troubled.env);
    opening.defer(async () => {
      await troubled.vitae.stop();
    });
    const opened = opening.move();
    return () => opened.disposeAsync();
  });
  return troubled;
}

const gatewayOf = (env: Readonly<Record<string, string>>): SearchGateway =>
  createSearchGateway({
    appId: SEARCH_KEYS.appId,
    apiKey: env['ALGOLIA_API_KEY'] ?? '',
    indexName: env['ALGOLIA_INDEX'] ?? 'profiles',
    hosts: [env['ALGOLIA_HOSTS'] ?? ''],
  });

/** What an operator does. */
function operatorOf(troubled: TroubledVitae): Pick<TroubledVitae, 'type' | 'parts' | 'metric' | 'rename'> {
  return {
    type(line, words = {}) {
      const { origin, port } = new URL(troubled.vitae.url);
      const env = { ...troubled.env, ...words, PORT: port };
      return runShell(line.replaceAll('http://localhost:4000', origin), env);
    },
    async parts() {
      const answer = await fetch(`${troubled.vitae.origin}/ready`);
      return ((await answer.json()) as { parts: Record<string, string> }).parts;
    },
    async metric(name, label = '') {
      const headers = { authorization: `Bearer ${METRICS_TOKEN}` };
      const text = await (await fetch(`${troubled.vitae.origin}/metrics`, { headers })).text();
      const line = text.split('\n').find((each) => each.startsWith(name) && each.includes(label));
      expect(line, `${name} ${label}`).toBeDefined();
      return Number(line?.split(' ').at(-1));
    },
    async rename(fullName, most, application = 'psql') {
      const client = new pg.Client({ connectionString: troubled.databaseUrl, application_name: application });
      await client.connect();
      const { rowCount } = await client.query(
        'UPDATE profile SET full_name = $1 WHERE id IN (SELECT profile_id FROM search_state WHERE indexed LIMIT $2)',
        [fullName, most],
      );
      const ended = once(client, 'end');
      await client.end();
      await ended;
      return rowCount ?? 0;
    },
  };
}
