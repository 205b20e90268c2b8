// A store in Redis, one server or a cluster, through Keyv and @keyv/redis. It connects in the background and never stops
// trying. Without a connection every call rejects at once.
//
// One server: every key carries the server's run id, so nothing from before a restart, a failover or a restored snapshot is
// served. Exception: a process that still reaches only the old master after a failover serves that master's data until it
// loses that connection too.
// A cluster: a failover can lose invalidations that the new master has not received. Set `min-replicas-to-write 1`, or call
// `clear` after a failover.
import KeyvRedis, { createClient, createCluster, type RedisClusterType } from '@keyv/redis';
import { keyvStore, type TextAdapter } from './keyv-store.ts';
import { bindToEpoch, watchRedisEpoch, type RedisEpoch } from './redis-epoch.ts';
import type { CacheStore } from './store.ts';

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
export function redisStore(options: RedisStoreOptions): Promise<CacheStore> {
  return options.url.includes(',') ? openCluster(options) : openServer(options);
}

async function openServer({
  url,
  connectMs = 1000,
  onError = ignore,
}: RedisStoreOptions): Promise<CacheStore> {
  const client = createClient({ url, socket, commandsQueueMaxLength, disableOfflineQueue: true });
  client.on('error', onError);
  const epoch = watchRedisEpoch(client, (section) => client.info(section), onError);
  const store = keyvStore(new KeyvRedis<string>(client, { throwOnErrors: true }), onError);
  client.connect().catch(onError);
  await waitUntil(() => isKnown(epoch), connectMs);
  return {
    ...bindToEpoch(store, epoch),
    close: () =>
      closeWithin(
        () => client.close(),
        () => client.destroy(),
        onError,
      ),
  };
}

async function openCluster({
  url,
  connectMs = 1000,
  onError = ignore,
}: RedisStoreOptions): Promise<CacheStore> {
  const cluster = createCluster({
    rootNodes: url.split(',').map((node) => ({ url: node.trim() })),
    defaults: { socket, commandsQueueMaxLength, disableOfflineQueue: true },
  });
  cluster.on('error', onError);
  const store = keyvStore(clusterAdapter(cluster), onError);
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
  await waitUntil(() => cluster.masters.length > 0, connectMs);
  return {
    ...store,
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
    // The cache writes a new generation instead.
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
