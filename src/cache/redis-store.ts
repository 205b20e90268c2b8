// Owns the store in Redis, one server or a cluster, through Keyv and @keyv/redis. It connects in the background and never
// gives up; while there is no connection every call rejects at once. No fault of Redis ends the process.
//
// What is guaranteed. One server: nothing from before a restart, a fail-over or a restored snapshot is ever served, since
// every key carries the server's run id; a new run id is an empty cache. Not guaranteed: a process that is cut off with an old
// master while others write to the new one serves that master's state until it is cut off from it too. In a cluster, a
// fail-over can lose invalidations that the new master had not received yet: set `min-replicas-to-write 1` there, or call
// `clear` after a fail-over.
import KeyvRedis, { createClient, createCluster } from '@keyv/redis';
import { keyvStore } from './keyv-store.ts';
import { redisClusterAdapter } from './redis-cluster-adapter.ts';
import { bindToEpoch, watchRedisEpoch, type RedisEpoch } from './redis-epoch.ts';
import type { CacheStore } from './store.ts';

export interface RedisStoreOptions {
  /** `redis://` or `rediss://`; for a cluster several of its nodes, comma-separated. */
  readonly url: string;
  /** How long opening waits for the first connection, in milliseconds; it goes on in the background. @default 1000 */
  readonly connectMs?: number;
  /** Told of every fault of the connection. @default does nothing */
  readonly onError?: (error: unknown) => void;
}

const RECONNECT_MS = { first: 50, longest: 1000 };
const CLOSE_MS = 500;

const socket = {
  connectTimeout: 1000,
  // Never an Error: that would be giving up.
  reconnectStrategy: (tries: number) =>
    Math.min(RECONNECT_MS.first * 2 ** Math.min(tries, 10), RECONNECT_MS.longest),
};
/** Commands that are not answered yet; above it Redis is as good as down. */
const commandsQueueMaxLength = 100_000;

/** Never rejects: a Redis that is not there yet is one that fails for now. */
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
  const store = keyvStore(redisClusterAdapter(cluster), onError);
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

function isKnown(epoch: RedisEpoch): boolean {
  try {
    epoch.current();
    return true;
  } catch {
    return false;
  }
}

async function waitUntil(holds: () => boolean, withinMs: number): Promise<void> {
  const until = performance.now() + withinMs;
  while (!holds() && performance.now() < until) await pause(5);
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
