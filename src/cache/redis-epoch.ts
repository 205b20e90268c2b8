// Owns which Redis this is: its run id, learned anew on every connection. A server that restarts or is replaced has
// another one, so whatever an older snapshot or a lagging replica brings back is never looked at. While it is not known,
// or the server is a replica, the store refuses.
import { CacheError } from './errors.ts';

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
