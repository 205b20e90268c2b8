// Starts Vitae as several processes on shared parts: two API processes, and workers. Each can be killed and started again.
// A process that ends by itself is recorded as a death, with its last output.
import type { LocalSearchServer } from '../../src/dev/search/server.ts';
import {
  startServerProcess,
  startVitaeProcess,
  temporaryDataDir,
  type ServerProcess,
  type VitaeProcess,
} from './vitae-process.ts';

/** Of the fleet's search server. */
export const SEARCH_KEYS = { appId: 'VITAETEST', adminKey: 'a key of the tests' };

/** Runs one process at a time. */
export interface Slot {
  /** Of /graphql, or null while it is down. */
  url(): string | null;
  /** SIGKILL. */
  kill(): Promise<void>;
  start(): Promise<void>;
}

export interface FleetOptions {
  readonly databaseUrl: string;
  /** @default databaseUrl */
  readonly directDatabaseUrl?: string;
  readonly redisUrl: string;
  /** The first API process reaches Redis here. @default redisUrl */
  readonly firstRedisUrl?: string;
  /** Started with SEARCH_KEYS. */
  readonly search: Pick<LocalSearchServer, 'urls'>;
  readonly workers: number;
}

export interface Fleet extends AsyncDisposable {
  readonly apis: readonly [Slot, Slot];
  readonly workers: readonly Slot[];
  /** An administrator's token. */
  readonly token: string;
  /** Output of all processes, also of ended ones. */
  outputs(): string[];
  /** Processes that ended by themselves. */
  deaths(): string[];
  /** One more process. @param folder of its sources, such as a changed copy */
  startApi(name: string, folder: string): Promise<Slot>;
  startWorker(name: string, folder: string): Promise<Slot>;
}

export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const {
    databaseUrl,
    directDatabaseUrl = databaseUrl,
    redisUrl,
    firstRedisUrl = redisUrl,
    search,
    workers,
  } = options;
  await using opening = new AsyncDisposableStack();
  const data = opening.adopt(await temporaryDataDir(), (made) => made.remove());
  const environment = {
    DATABASE_URL: databaseUrl,
    DIRECT_DATABASE_URL: directDatabaseUrl,
    REDIS_URL: redisUrl,
    ALGOLIA_APP_ID: SEARCH_KEYS.appId,
    ALGOLIA_API_KEY: SEARCH_KEYS.adminKey,
    ALGOLIA_HOSTS: search.urls.join(),
    JWT_SECRET: 'a secret of the storm, with more than 32 characters',
    DATA_DIR: data.dataDir,
    SEED_PROFILES: '0',
    PORT: '0',
    LOG_LEVEL: 'warn',
    LIMIT_REQUESTS_PER_MINUTE: '1000000',
    LIMIT_OPERATIONS: '1000000',
    // A busy machine is slow.
    LIMIT_EXECUTION_SECONDS: '60',
  };
  const started = opening.use(new AsyncDisposableStack());
  const slots: Started[] = [];
  const start = async <Process extends ServerProcess>(name: string, begin: () => Promise<Process>) => {
    const slot = await createSlot(name, begin);
    started.defer(() => slot.stop());
    slots.push(slot);
    return slot;
  };
  const startApi = (name: string, folder?: string, REDIS_URL = redisUrl) =>
    start<VitaeProcess>(name, () => startVitaeProcess({ ...environment, REDIS_URL, ROLE: 'api' }, folder));
  const startWorker = (name: string, folder?: string) =>
    start(name, () => startServerProcess({ ...environment, ROLE: 'worker' }, undefined, undefined, folder));
  // The first process imports the samples alone.
  const one = await startApi('API 1', undefined, firstRedisUrl);
  const [other, ...others] = await Promise.all([
    startApi('API 2'),
    ...Array.from({ length: workers }, (_, n) => startWorker(`worker ${n + 1}`)),
  ]);
  const opened = opening.move();
  return {
    apis: [one, other],
    workers: others,
    token: one.first.administratorToken,
    outputs: () => slots.flatMap((slot) => slot.outputs()),
    deaths: () => slots.flatMap((slot) => slot.deaths()),
    startApi,
    startWorker,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

type Started = Pick<Awaited<ReturnType<typeof createSlot>>, 'outputs' | 'deaths'>;

/** Of the output of a dead process. */
const LAST_CHARACTERS = 4000;

async function createSlot<Process extends ServerProcess>(name: string, begin: () => Promise<Process>) {
  const all: Process[] = [];
  const deaths: string[] = [];
  let running: Process | null = null;
  async function start(): Promise<Process> {
    const started = await begin();
    running = started;
    all.push(started);
    void started.exited.then((code) => {
      if (running !== started) return;
      running = null;
      deaths.push(`${name} ended with ${code}: ${started.output().slice(-LAST_CHARACTERS)}`);
    });
    return started;
  }
  function take(): Process | null {
    const taken = running;
    running = null;
    return taken;
  }
  return {
    first: await start(),
    url: () => running && `${running.origin}/graphql`,
    kill: async () => take()?.kill(),
    async start() {
      await start();
    },
    outputs: () => all.map((process) => process.output()),
    deaths: () => deaths,
    async stop() {
      await take()?.stop();
    },
  };
}
