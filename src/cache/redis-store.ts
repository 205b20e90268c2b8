// A store in Redis, one server or a cluster, through Keyv and @keyv/redis. It connects in the background and never stops
// trying. Without a connection every call rejects at once.
//
// One server: every key carries the server's run id, so nothing from before a restart, a failover or a restored snapshot is
// served. Exception: a process that still reaches only the old master after a failover serves that master's data until it
// loses that connection too.
// A cluster: a failover can lose invalidations that the new master has not received. Set `min-replicas-to-write 1`, or
// invalidate every group after a failover.
import KeyvRedis, { createClient, createCluster, type RedisClusterType } from '@keyv/redis';
import { keyvStore, type TextAdapter } from './keyv-store.ts';
import { bindToEpoch, watchRedisEpoch, type RedisEpoch } from './redis-epoch.ts';
import { replaceableStore, type Connection, type ConnectionWatch } from './replaceable-connection.ts';
import type { CacheStore, StoreWrite } from './store.ts';

export interface RedisStoreOptions {
  /** `redis://` or `rediss://`; for a cluster the URLs of several nodes, comma-separated. */
  readonly url: string;
  /** How long opening waits for the first connection, in milliseconds. Connecting continues afterwards. @default 1000 */
  readonly connectMs?: number;
  /** Called with every error of the connection. @default does nothing */
  readonly onError?: (error: unknown) => void;
}

const RECONNECT_MS = { first: 50, longest: 1000 };
const CLOSE_MS = 500;

const socket = {
  connectTimeout: 1000,
  // Returning an Error would stop reconnecting.
  reconnectStrategy: (tries: number) =>
    Math.min(RECONNECT_MS.first * 2 ** Math.min(tries, 10), RECONNECT_MS.longest),
};
/** Limit of unanswered commands. Above it calls reject. */
const commandsQueueMaxLength = 100_000;

/** Never rejects. Until Redis is reachable, the calls of the store reject. */
export async function redisStore({
  url,
  connectMs = 1000,
  onError = ignore,
}: RedisStoreOptions): Promise<CacheStore> {
  const open = url.includes(',') ? openCluster : openServer;
  const store = replaceableStore((watch) => open(url, watch, onError), onError);
  await waitUntil(() => store.isReady(), connectMs);
  return store;
}

type OnError = (error: unknown) => void;

const createServerClient = (url: string) =>
  createClient({ url, socket, commandsQueueMaxLength, disableOfflineQueue: true });

function openServer(url: string, watch: ConnectionWatch, onError: OnError): Connection {
  const client = createServerClient(url);
  client.on('error', (error) => {
    onError(error);
    // The connection is up, so the client could not read a reply, and cannot match the replies behind it.
    if (client.isReady) watch.broken(error);
  });
  client.on('connect', () => void watch.answered(new Promise((ready) => client.once('ready', ready))));
  const epoch = watchRedisEpoch(client, (section) => watch.answered(client.info(section)), onError);
  const store = keyvStore(new KeyvRedis<string>(client, { throwOnErrors: true }), onError);
  client.connect().catch(onError);
  const setAndGetMany = (writes: readonly StoreWrite[]) => pipeline(client, writes);
  return {
    ...bindToEpoch({ ...store, setAndGetMany }, epoch),
    isReady: () => isKnown(epoch),
    destroy: () => abandonClient(client),
    close() {
      client.unref();
      return closeWithin(
        () => client.close(),
        () => client.destroy(),
        onError,
      );
    },
  };
}

/** Ends a client at once, also one that is connecting. Its calls reject. */
export function abandonClient(client: ReturnType<typeof createServerClient>): void {
  // An unfinished handshake fails with an error of the client's own code.
  client.removeAllListeners('error').on('error', ignore);
  // A socket that is being opened outlives the client. It must not keep the process up.
  client.unref();
  client.destroy();
}

/** One round trip. The answers must have the shape of these commands' answers. */
async function pipeline(
  client: ReturnType<typeof createServerClient>,
  writes: readonly StoreWrite[],
): Promise<(string | undefined)[]> {
  const commands = client.multi();
  for (const { key, value, ttlMs } of writes) commands.set(key, value, ttlMs === null ? {} : { PX: ttlMs });
  commands.mGet(writes.map(({ key }) => key));
  const answers: readonly unknown[] = await commands.execAsPipeline();
  const held = answers.at(-1);
  if (answers.slice(0, -1).some((answer) => answer !== 'OK') || !Array.isArray(held))
    throw new TypeError('Redis answered another question');
  return held.map((value: unknown) => (typeof value === 'string' ? value : undefined));
}

function openCluster(urls: string, watch: ConnectionWatch, onError: OnError): Connection {
  const cluster = createCluster({
    rootNodes: urls.split(',').map((node) => ({ url: node.trim() })),
    defaults: { socket, commandsQueueMaxLength, disableOfflineQueue: true },
  });
  cluster.on('error', onError);
  const closing = new AbortController();
  const connect = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      try {
        await cluster.connect();
        return;
      } catch (error) {
        onError(error);
        await pause(RECONNECT_MS.longest);
      }
    }
  };
  void connect();
  return {
    ...keyvStore(clusterAdapter(cluster), onError),
    isReady: () => cluster.masters.length > 0,
    destroy() {
      closing.abort();
      cluster.destroy();
    },
    close() {
      closing.abort();
      return closeWithin(
        () => cluster.close(),
        () => cluster.destroy(),
        onError,
      );
    },
  };
}

type Cluster = Pick<RedisClusterType, 'get' | 'set' | 'unlink'>;

/**
 * Sends one command per key, all at once: one round trip per node. The client follows slots that move. (@keyv/redis calls
 * the node of a slot itself, and keeps failing once the slot has moved.) If one command fails, the whole call rejects.
 */
function clusterAdapter(cluster: Cluster): TextAdapter {
  const get = async (key: string) => (await cluster.get(key)) ?? undefined;
  const set = async (key: string, value: string, ttl?: number) => {
    await cluster.set(key, value, ttl === undefined ? {} : { PX: ttl });
  };
  return {
    get,
    getMany: (keys) => Promise.all(keys.map(get)),
    set,
    async setMany(writes) {
      await Promise.all(writes.map(({ key, value, ttl }) => set(key, value, ttl)));
    },
    delete: async (key) => (await cluster.unlink(key)) > 0,
    // The cache writes new nonces instead.
    clear: () => Promise.reject(new Error('a cluster cannot be cleared through this adapter')),
  };
}

function isKnown(epoch: RedisEpoch): boolean {
  try {
    epoch.current();
    return true;
  } catch {
    return false;
  }
}

async function waitUntil(condition: () => boolean, withinMs: number): Promise<void> {
  const until = performance.now() + withinMs;
  while (!condition() && performance.now() < until) await pause(5);
}

async function closeWithin(
  close: () => Promise<unknown>,
  destroy: () => void,
  onError: (error: unknown) => void,
): Promise<void> {
  try {
    const closed = await Promise.race([close().then(() => true), pause(CLOSE_MS).then(() => false)]);
    if (!closed) destroy();
  } catch (error) {
    onError(error);
  }
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const ignore = () => undefined;
