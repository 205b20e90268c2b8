// Owns which Redis this is: its run id, learned anew on every connection. A server that restarts or is replaced has
// another one, so whatever an older snapshot or a lagging replica brings back is never looked at. While it is not known,
// or the server is a replica, the store refuses, as it does where a cluster is spoken to as if it were one server.
import { CacheError } from './errors.ts';
import type { CacheStore } from './store.ts';

/** What this needs of a node-redis client. */
export interface ConnectionEvents {
  on(event: 'ready' | 'reconnecting' | 'end', listener: () => void): unknown;
}

export interface RedisEpoch {
  /** @throws CacheError while it is not known */
  current(): string;
  /** Forgets what was learned and asks again: for a server that says it has become a replica. */
  relearn(): void;
}

const ASK_AGAIN_MS = 1000;

/** @param info sends `INFO <section>` on the connection of now */
export function watchRedisEpoch(
  client: ConnectionEvents,
  info: (section: string) => Promise<string>,
  onError: (error: unknown) => void,
): RedisEpoch {
  let epoch: string | null = null;
  let question = 0;

  function forget(): void {
    epoch = null;
    question += 1;
  }

  async function learn(): Promise<void> {
    forget();
    const asked = question;
    try {
      const [server, replication] = await Promise.all([info('server'), info('replication')]);
      if (asked !== question) return;
      if (/^role:slave/m.test(replication))
        throw new Error('this Redis is a replica; the cache needs its master');
      if (/^redis_mode:cluster/m.test(server))
        throw new Error('this Redis is a node of a cluster; give the URLs of several nodes, comma-separated');
      // Servers that do not tell it are trusted not to go back in time.
      epoch = /^run_id:(\w{1,16})/m.exec(server)?.[1] ?? 'unknown';
    } catch (error) {
      if (asked !== question) return;
      onError(error);
      setTimeout(() => asked === question && void learn(), ASK_AGAIN_MS).unref();
    }
  }

  client.on('ready', () => void learn());
  client.on('reconnecting', forget);
  client.on('end', forget);
  return {
    current() {
      if (epoch === null) throw new CacheError('CACHE_STORE_FAILED', 'Redis is not connected');
      return epoch;
    },
    relearn: () => void learn(),
  };
}

/** Binds every key to the server's epoch. An answer that comes from another epoch than the question is a failure. */
export function bindToEpoch(
  store: Pick<CacheStore, 'getMany' | 'setMany'>,
  epoch: RedisEpoch,
): Pick<CacheStore, 'getMany' | 'setMany'> {
  const inOneEpoch = async <T>(call: (prefix: string) => Promise<T>): Promise<T> => {
    const asked = epoch.current();
    try {
      const answer = await call(`${asked}:`);
      if (epoch.current() === asked) return answer;
    } catch (error) {
      if (error instanceof Error && error.message.includes('READONLY')) epoch.relearn();
      throw error;
    }
    throw new CacheError('CACHE_STORE_FAILED', 'Redis was restarted or replaced meanwhile');
  };
  return {
    getMany: (keys) => inOneEpoch((prefix) => store.getMany(keys.map((key) => prefix + key))),
    setMany: (writes) =>
      inOneEpoch((prefix) => store.setMany(writes.map((write) => ({ ...write, key: prefix + write.key })))),
  };
}
