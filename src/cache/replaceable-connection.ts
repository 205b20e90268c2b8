// Replaces a connection that no longer answers, such as a half-open one, or whose answers can no longer be matched with their
// questions. Calls in flight reject. What a replaced connection still answers is dropped.
import { CacheError } from './errors.ts';
import type { CacheStore } from './store.ts';

export interface Connection extends Omit<CacheStore, 'reset'> {
  isReady(): boolean;
  /** Ends it at once. Its calls reject. */
  destroy(): void;
}

/** The life of a connection as its opener sees it. */
export interface ConnectionWatch {
  /** Replaces the connection if the answer takes longer than SILENCE_MS. */
  answered<T>(answer: Promise<T>): Promise<T>;
  /** Replaces the connection: what it answers from now on cannot be trusted. */
  broken(reason: unknown): void;
}

export interface ReplaceableStore extends CacheStore {
  isReady(): boolean;
}

/** A call without an answer for this long means a dead connection. */
const SILENCE_MS = 1500;
/** An entry that is damaged in the store itself must not replace each new connection. */
const LEAST_LIFE_MS = 1000;

export function replaceableStore(
  open: (watch: ConnectionWatch) => Connection,
  onError: (error: unknown) => void,
): ReplaceableStore {
  let closed = false;
  let openedAt = -Infinity;
  let current = openNext();

  function openNext(): { readonly connection: Connection; readonly watch: ConnectionWatch } {
    openedAt = performance.now();
    const watch: ConnectionWatch = {
      answered: (answer) => withinSilence(answer, () => watch.broken(`no answer for ${SILENCE_MS} ms`)),
      broken(reason) {
        if (closed || current.watch !== watch || performance.now() - openedAt < LEAST_LIFE_MS) return;
        onError(new CacheError('CACHE_STORE_FAILED', 'the connection is replaced', { cause: reason }));
        const { connection } = current;
        current = openNext();
        try {
          connection.destroy();
        } catch (error) {
          onError(error);
        }
      },
    };
    return { connection: open(watch), watch };
  }

  async function call<T>(make: (connection: Connection) => Promise<T>): Promise<T> {
    const { connection, watch } = current;
    try {
      const answer = await watch.answered(make(connection));
      if (current.connection === connection) return answer;
    } catch (error) {
      // The client's own code fails on a reply of another type.
      if (error instanceof TypeError) watch.broken(error);
      throw error;
    }
    throw new CacheError('CACHE_STORE_FAILED', 'the connection was replaced during the call');
  }

  return {
    getMany: (keys) => call((connection) => connection.getMany(keys)),
    setMany: (writes) => call((connection) => connection.setMany(writes)),
    setAndGetMany: (writes) => call((connection) => connection.setAndGetMany(writes)),
    reset: () => current.watch.broken('an answer to another question'),
    identity: () => call((connection) => connection.identity()).catch(() => null),
    isReady: () => current.connection.isReady(),
    async close() {
      closed = true;
      await current.connection.close();
    },
  };
}

function withinSilence<T>(answer: Promise<T>, onSilence: () => void): Promise<T> {
  let settled = false;
  // In a busy process the timer may fire before an answer that has arrived is read. Read the sockets first.
  const timer = setTimeout(() => setImmediate(() => settled || onSilence()), SILENCE_MS).unref();
  return answer.finally(() => {
    settled = true;
    clearTimeout(timer);
  });
}
