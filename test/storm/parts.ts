// Starts what a storm needs: a Postgres, a Redis and a search server of its own, two API processes and three workers.
// A request that fails because something is down throws an Outage.
import pg from 'pg';
import { createDatabase, type Database } from '../../src/database/client.ts';
import { applyIndexSettings } from '../../src/indexing/settings.ts';
import { createSearchGateway, type SearchGateway } from '../../src/search/gateway.ts';
import { startLocalSearchServer } from '../../src/dev/search/server.ts';
import { createApiOver, type Api } from '../support/api.ts';
import { SEARCH_KEYS, startFleet, type Fleet, type Slot } from '../support/fleet.ts';
import type { WithSql } from '../support/pgboss-tables.ts';
import { createTestDatabase, startTestPostgres, type TestPostgres } from '../support/postgres.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

/** Of the search server. Each can fail alone. */
export const HOSTS = 2;
/** Application name of the storm's own connections, which it does not cut. */
export const OWN_CONNECTIONS = 'storm';

export type Remote = Pick<Api, 'send'>;

export interface StormParts extends AsyncDisposable {
  readonly fleet: Fleet;
  /** The API of each process, as the administrator. */
  readonly apis: readonly [Remote, Remote];
  readonly postgres: TestPostgres;
  /** Of the fleet. */
  readonly databaseUrl: string;
  readonly redis: TestRedis;
  /** Of the search server, to set faults. */
  readonly searchUrl: string;
  readonly search: SearchGateway;
  readonly db: Database;
  /** @throws if Postgres is down */
  readonly sql: WithSql['sql'];
}

/** The process, or a part that it needs, was down. */
export class Outage extends Error {
  override readonly name = 'Outage';
}

export async function startParts(): Promise<StormParts> {
  await using opening = new AsyncDisposableStack();
  // Committed rows must survive a crash.
  const postgres = opening.adopt(await startTestPostgres({ synchronous_commit: 'on' }), (started) =>
    started.stop(),
  );
  const { url } = opening.adopt(await createTestDatabase(postgres.url), (made) => made.drop());
  const redis = opening.adopt(await startRedis(), (started) => started.stop());
  const server = opening.adopt(
    await startLocalSearchServer({ ...SEARCH_KEYS, hosts: HOSTS, allowFaults: true }),
    (started) => started.close(),
  );
  const { appId, adminKey } = SEARCH_KEYS;
  const gateway = { appId, apiKey: adminKey, indexName: 'profiles', hosts: server.urls };
  const search = createSearchGateway(gateway);
  await applyIndexSettings(search);
  const own = new URL(url);
  own.searchParams.set('application_name', OWN_CONNECTIONS);
  const db = opening.adopt(createDatabase(own.href), (opened) => opened.$disconnect());
  const pool = opening.adopt(new pg.Pool({ connectionString: own.href, max: 4 }), (opened) => opened.end());
  pool.on('error', () => undefined);
  const fleet = opening.use(
    await startFleet({ databaseUrl: url, redisUrl: redis.url, search: server, workers: 3 }),
  );
  const [one, other] = fleet.apis;
  const opened = opening.move();
  return {
    fleet,
    apis: [remoteOf(one, fleet.token), remoteOf(other, fleet.token)],
    postgres,
    databaseUrl: url,
    redis,
    searchUrl: server.url,
    search,
    db,
    async sql<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) {
      return (await pool.query<Row>(text, values)).rows;
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

const OUTAGE_ERROR = /"code":"(TIMEOUT|UNAVAILABLE)"/;
/** Another writer deleted the profile before the answer was read. */
const RACE_ERROR = /^\{"errors":\[\{"message":"It was deleted while it was read\./;

function remoteOf(slot: Slot, token: string): Remote {
  const app = {
    async fetch(_url: string, init: RequestInit): Promise<Response> {
      const url = slot.url();
      if (!url) throw new Outage('the process is down');
      let text: string;
      let response: Response;
      try {
        response = await fetch(url, init);
        text = await response.text();
      } catch (error) {
        throw new Outage('the process did not answer', { cause: error });
      }
      if (OUTAGE_ERROR.test(text) || RACE_ERROR.test(text)) throw new Outage(text);
      return new Response(text, response);
    },
  };
  return createApiOver(app, { sign: () => Promise.resolve(token) });
}
