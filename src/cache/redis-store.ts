// A store in Redis: one server by the client of @keyv/redis, or a cluster through Keyv. It connects in the background and never
// stops trying. Without a connection every call rejects at once.
//
// One server: every key carries the server's run id, so nothing from before a restart, a failover or a restored snapshot is
// served. Exception: a process that still reaches only the old master after a failover serves that master's data until it
// loses that connection too.
// A cluster: a failover can lose invalidations that the new master has not received. Set `min-replicas-to-write 1`, or
// invalidate every group after a failover.
import { randomUUID } from 'node:crypto';
import { createCluster, type RedisClusterType } from '@keyv/redis';
import { validate } from 'uuid';
import { keyvStore, type TextAdapter } from './keyv-store.ts';
import { connectionOptions, openRedisClient, RECONNECT_MS, type OpenRedisClient } from './redis-client.ts';
import { bindToEpoch, watchRedisEpoch, type EpochStore, type RedisEpoch } from './redis-epoch.ts';
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
const ANOTHER_QUESTION = 'Redis answered another question';

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
  return {
    ...bindToEpoch(serverCommands(client), epoch),
    identity: () => identityOf(epoch, client),
    isReady: () => isKnown(epoch),
    destroy: abandon,
    close: () => closeWithin(() => client.close(), abandon, onError),
  };
}

/**
 * Every call takes one round trip: the client sends the commands of one turn together. Through Keyv a thousand hits at once
 * took a third more processor time. The answers must have the shape of these commands' answers.
 */
function serverCommands(client: Pick<OpenRedisClient['client'], 'mGet' | 'set'>): EpochStore {
  async function getMany(keys: readonly string[]): Promise<(string | undefined)[]> {
    if (keys.length === 0) return [];
    const held: unknown = await client.mGet([...keys]);
    if (!Array.isArray(held) || held.length !== keys.length) throw new TypeError(ANOTHER_QUESTION);
    return held.map((value: unknown) => (typeof value === 'string' ? value : undefined));
  }
  async function set({ key, value, ttlMs }: StoreWrite): Promise<void> {
    const answer = await client.set(key, value, ttlMs === null ? {} : { PX: ttlMs });
    if (answer !== 'OK') throw new TypeError(ANOTHER_QUESTION);
  }
  const setMany = async (writes: readonly StoreWrite[]) => {
    await Promise.all(writes.map(set));
  };
  return {
    getMany,
    setMany,
    async setAndGetMany(writes) {
      const [, held] = await Promise.all([setMany(writes), getMany(writes.map(({ key }) => key))]);
      return held;
    },
  };
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

/** Differs in each database of a server, and in one that was emptied or swapped with another. */
const CONTENT = 'vitae:content';

async function identityOf(
  epoch: RedisEpoch,
  client: Pick<OpenRedisClient['client'], 'set' | 'get'>,
): Promise<string | null> {
  const runId = epoch.current();
  const [, content] = await Promise.all([
    client.set(CONTENT, randomUUID(), { condition: 'NX' }),
    client.get(CONTENT),
  ]);
  return typeof content === 'string' && validate(content) && epoch.current() === runId
    ? `${runId}/${content}`
    : null;
}

function isKnown(epoch: RedisEpoch): boolean {
  try {
    return epoch.current() !== '';
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
