// Prefixes every key with the run id of the Redis server. A server that restarts or is replaced has a new run id, so data
// from an old snapshot is never read. The run id is read again on every connection. Until it is known, and on a replica or
// a node of a cluster, every call rejects.
import { CacheError } from './errors.ts';
import type { CacheStore, StoreWrite } from './store.ts';

/** The part of a node-redis client that is used here. */
export interface ConnectionEvents {
  on(event: 'ready' | 'reconnecting' | 'end', listener: () => void): unknown;
}

export interface RedisEpoch {
  /** @throws CacheError while the run id is unknown */
  current(): string;
  /** Forgets the run id and reads it again. */
  refresh(): void;
}

const RETRY_MS = 1000;

/** @param info sends `INFO <section>` on the current connection */
export function watchRedisEpoch(
  client: ConnectionEvents,
  info: (section: string) => Promise<string>,
  onError: (error: unknown) => void,
): RedisEpoch {
  let runId: string | null = null;
  /** Answers to an older attempt are ignored. */
  let attempt = 0;

  function forget(): void {
    runId = null;
    attempt += 1;
  }

  async function readRunId(): Promise<void> {
    forget();
    const current = attempt;
    try {
      // A damaged id would separate this process from the others, so it is read twice.
      const answers = await Promise.all([info('server'), info('server'), info('replication')]);
      const [server, again, replication] = answers;
      if (current !== attempt) return;
      if (/^role:slave/m.test(replication))
        throw new Error('this Redis is a replica; the cache needs its master');
      if (/^redis_mode:cluster/m.test(server))
        throw new Error('this Redis is a node of a cluster; give the URLs of several nodes, comma-separated');
      // Servers without a run id are assumed not to restore old data.
      const [one, other] = [server, again].map((text) => /^run_id:(\w{1,16})/m.exec(text)?.[1] ?? 'unknown');
      if (one === undefined || one !== other) throw new Error('Redis answered with two run ids');
      runId = one;
    } catch (error) {
      if (current !== attempt) return;
      onError(error);
      setTimeout(() => current === attempt && void readRunId(), RETRY_MS).unref();
    }
  }

  client.on('ready', () => void readRunId());
  client.on('reconnecting', forget);
  client.on('end', forget);
  return {
    current() {
      if (runId === null) throw new CacheError('CACHE_STORE_FAILED', 'Redis is not connected');
      return runId;
    },
    refresh: () => void readRunId(),
  };
}

export type EpochStore = Pick<CacheStore, 'getMany' | 'setMany' | 'setAndGetMany'>;

/** Prefixes every key with the run id. Rejects if the run id changes during a call. */
export function bindToEpoch(store: EpochStore, epoch: RedisEpoch): EpochStore {
  const inOneEpoch = async <T>(call: (prefix: string) => Promise<T>): Promise<T> => {
    const runId = epoch.current();
    try {
      const answer = await call(`${runId}:`);
      if (epoch.current() === runId) return answer;
    } catch (error) {
      if (error instanceof Error && error.message.includes('READONLY')) epoch.refresh();
      throw error;
    }
    throw new CacheError('CACHE_STORE_FAILED', 'Redis was restarted or replaced during the call');
  };
  const prefixed = (prefix: string, writes: readonly StoreWrite[]) =>
    writes.map((write) => ({ ...write, key: prefix + write.key }));
  return {
    getMany: (keys) => inOneEpoch((prefix) => store.getMany(keys.map((key) => prefix + key))),
    setMany: (writes) => inOneEpoch((prefix) => store.setMany(prefixed(prefix, writes))),
    setAndGetMany: (writes) => inOneEpoch((prefix) => store.setAndGetMany(prefixed(prefix, writes))),
  };
}
