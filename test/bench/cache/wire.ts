// Counts round trips with a proxy in front of Redis: how often a client sends after it received an answer.
import { startRedisProxy } from '../../support/redis-proxy.ts';

export interface Wire {
  readonly url: string;
  /** The round trips since the last call. */
  roundTrips(): number;
  close(): void;
}

export async function openWire(port: number): Promise<Wire> {
  const proxy = await startRedisProxy(port);
  let counted = 0;
  let answered = true;
  proxy.onRequest = (message) => {
    if (answered) counted += 1;
    answered = false;
    return message;
  };
  proxy.onReply = (message) => {
    answered = true;
    return message;
  };
  return {
    url: proxy.url,
    roundTrips() {
      const since = counted;
      counted = 0;
      return since;
    },
    close: () => proxy.close(),
  };
}
