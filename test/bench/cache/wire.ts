// Counts round trips with a proxy in front of Redis: how often a client sends after it received an answer. Of commands that it
// sends at once, the first may be answered before the proxy has read the last: that is one round trip. So each answer waits
// until everything that was sent before it has been read.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { startRedisProxy } from '../../support/redis-proxy.ts';

export interface Wire {
  readonly url: string;
  /** The round trips since the last call. */
  roundTrips(): number;
  close(): void;
}

/** Turns of the event loop in which the proxy reads all that has arrived. */
const TURNS = 5;
/** Longer than these turns take, unless the machine is busy. */
const ANSWER_AFTER_MS = 10;

export async function openWire(port: number): Promise<Wire> {
  const proxy = await startRedisProxy(port);
  proxy.delayMs = ANSWER_AFTER_MS;
  let counted = 0;
  let answered = true;
  const markAnswered = async () => {
    for (let turn = 0; turn < TURNS; turn += 1) await nextTurn();
    answered = true;
  };
  proxy.onRequest = (message) => {
    if (answered) counted += 1;
    answered = false;
    return message;
  };
  proxy.onReply = (message) => {
    void markAnswered();
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
