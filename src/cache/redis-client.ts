// Opens a client of one Redis server. It connects in the background and never stops trying. Without a connection its calls
// reject at once.
import { createClient } from '@keyv/redis';

export const RECONNECT_MS = { first: 50, longest: 1000 };

/** @param signal ends the sockets, also one that is being opened, which the client's own `destroy` leaves open */
export const connectionOptions = (signal: AbortSignal) => ({
  socket: {
    signal,
    connectTimeout: 1000,
    // Returning an Error would stop reconnecting.
    reconnectStrategy: (tries: number) =>
      Math.min(RECONNECT_MS.first * 2 ** Math.min(tries, 10), RECONNECT_MS.longest),
  },
  /** Limit of unanswered commands. Above it calls reject. */
  commandsQueueMaxLength: 100_000,
  disableOfflineQueue: true,
  /** If an answer is lost, each later answer goes to the question before its own. An answer of another kind reveals that. */
  pingInterval: 1000,
});

const createServerClient = (url: string, signal: AbortSignal) =>
  createClient({ url, ...connectionOptions(signal) });

export interface OpenRedisClient {
  readonly client: ReturnType<typeof createServerClient>;
  /** Ends it at once, also while it connects. Its calls reject. */
  readonly abandon: () => void;
}

/** @param onError called with every error of the connection, until the client is abandoned */
export function openRedisClient(url: string, onError: (error: unknown) => void): OpenRedisClient {
  const abandoned = new AbortController();
  const client = createServerClient(url, abandoned.signal);
  // A handshake that is cut off fails with an error of the client's own code.
  const report = (error: unknown) => abandoned.signal.aborted || onError(error);
  client.on('error', report);
  client.connect().catch(report);
  return {
    client,
    abandon() {
      abandoned.abort();
      if (client.isOpen) client.destroy();
    },
  };
}
