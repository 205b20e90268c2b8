// Owns the processes of the storm: two that serve the API and a worker, on one Postgres, one Redis and one search server.
// Each can be killed and started again; while one is down it has no address.
import { z } from 'zod';
import { startLocalSearchServer } from '../../src/search/local/server.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import {
  startServerProcess,
  startVitaeProcess,
  temporaryDataDir,
  type ServerProcess,
  type VitaeProcess,
} from '../support/vitae-process.ts';

const NOT_ACKNOWLEDGED = 'an invalidation was not acknowledged';
const lineRule = z.object({ time: z.number() });

export interface Slot {
  /** Of /graphql; null while it is down. */
  url(): string | null;
  kill(): Promise<void>;
  start(): Promise<void>;
}

export interface Parts extends AsyncDisposable {
  readonly databaseUrl: string;
  readonly redis: TestRedis;
  readonly apis: readonly [Slot, Slot];
  readonly worker: Slot;
  /** The administrator's, good for both. */
  readonly token: string;
  /** When a process logged that its store did not acknowledge an invalidation, on the clock of `performance.now()`. */
  notAcknowledged(): number[];
}

export async function startParts(): Promise<Parts> {
  await using opening = new AsyncDisposableStack();
  const database = opening.adopt(await createTestDatabase(), (made) => made.drop());
  const redis = opening.adopt(await startRedis(), (started) => started.stop());
  const data = opening.adopt(await temporaryDataDir(), (made) => made.remove());
  const keys = { appId: 'VITAETEST', adminKey: 'a key of the tests' };
  const search = opening.adopt(await startLocalSearchServer(keys), (started) => started.close());
  const environment = {
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    ALGOLIA_APP_ID: keys.appId,
    ALGOLIA_API_KEY: keys.adminKey,
    ALGOLIA_HOSTS: search.url,
    JWT_SECRET: 'a secret of the storm, with more than 32 characters',
    DATA_DIR: data.dataDir,
    SEED_PROFILES: '0',
    PORT: '0',
    LOG_LEVEL: 'warn',
    LIMIT_REQUESTS_PER_MINUTE: '1000000',
    // A machine that does much else besides is none of this test's business.
    LIMIT_EXECUTION_SECONDS: '60',
  };
  const start = async <Process extends ServerProcess>(begin: () => Promise<Process>) => {
    const slot = await createSlot(begin);
    opening.defer(() => slot.stop());
    return slot;
  };
  const startApi = () => start<VitaeProcess>(() => startVitaeProcess({ ...environment, ROLE: 'api' }));
  // The first fills the database with the samples, alone.
  const one = await startApi();
  const [other, worker] = await Promise.all([
    startApi(),
    start(() => startServerProcess({ ...environment, ROLE: 'worker' })),
  ]);
  const processes = [one, other, worker];
  const opened = opening.move();
  return {
    databaseUrl: database.url,
    redis,
    apis: [one, other],
    worker,
    token: one.first.administratorToken,
    notAcknowledged: () =>
      processes
        .flatMap((slot) => slot.outputs())
        .flatMap((output) => output.split('\n').filter((line) => line.includes(NOT_ACKNOWLEDGED)))
        .map((line) => lineRule.parse(JSON.parse(line)).time - performance.timeOrigin),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

async function createSlot<Process extends ServerProcess>(begin: () => Promise<Process>) {
  const first = await begin();
  let running: Process | null = first;
  const all: Process[] = [first];
  return {
    first,
    url: () => running && `${running.origin}/graphql`,
    async kill() {
      const dying = running;
      running = null;
      await dying?.kill();
    },
    async start() {
      running = await begin();
      all.push(running);
    },
    outputs: () => all.map((process) => process.output()),
    async stop() {
      await running?.stop();
    },
  };
}
