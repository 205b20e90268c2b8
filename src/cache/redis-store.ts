// A store in Redis, one server or a cluster, through Keyv and @keyv/redis. It connects in the background and never stops
// trying. Without a connection every call rejects at once.
//
// One server: every key carries the server's run id, so nothing from before a restart, a failover or a restored snapshot is
// served. Exception: a process that still reaches only the old master after a failover serves that master's data until it
// loses that connection too.
// A cluster: a failover can lose invalidations that the new master has not received. Set `min-replicas-to-write 1`, or
// invalidate every group after a failover.
import KeyvRedis, { createCluster, type RedisClusterType } from '@keyv/redis';
import { keyvStore, type TextAdapter } from './keyv-store.ts';
import { connectionOptions, openRedisClient, RECONNECT_MS, type OpenRedisClient } from './redis-client.ts';
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

const CLOSE_MS = 500;

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

function openServer(url: string, watch: ConnectionWatch, onError: OnError): Connection {
  const { client, abandon } = openRedisClient(url, (error) => {
    onError(error);
    // The connection is up, so the client could not read a reply, and cannot match the replies behind it.
    if (client.isReady) watch.broken(error);
  });
  client.on('connect', () => void watch.answered(new Promise((ready) => client.once('ready', ready))));
  const epoch = watchRedisEpoch(client, (section) => watch.answered(client.info(section)), onError);
  // It repeats the errors of the client, which are reported above.
  const store = keyvStore(new KeyvRedis<string>(client, { throwOnErrors: true }));
  const setAndGetMany = (writes: readonly StoreWrite[]) => pipeline(client, writes);
  return {
    ...bindToEpoch({ ...store, setAndGetMany }, epoch),
    isReady: () => isKnown(epoch),
    destroy: abandon,
    close: () => closeWithin(() => client.close(), abandon, onError),
  };
}

/** One round trip. The answers must have the shape of these commands' answers. */
async function pipeline(
  client: OpenRedisClient['client'],
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
  const closing = new AbortController();
  const ended = new AbortController();
  const cluster = createCluster({
    rootNodes: urls.split(',').map((node) => ({ url: node.trim() })),
    defaults: connectionOptions(ended.signal),
  });
  cluster.on('error', onError);
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
  const destroy = () => {
    closing.abort();
    if (cluster.isOpen) cluster.destroy();
    ended.abort();
  };
  return {
    ...keyvStore(clusterAdapter(cluster), onError),
    isReady: () => cluster.masters.length > 0,
    destroy,
    close() {
      closing.abort();
      return closeWithin(() => cluster.close(), destroy, onError);
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
    await Promise.race([close(), pause(CLOSE_MS)]);
  } catch (error) {
    onError(error);
  } finally {
    destroy();
  }
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const ignore = () => undefined;
