// Bounds a whole call of the Algolia client, which by itself bounds each try and lengthens the time with each host.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { algoliasearch } from 'algoliasearch';

/** When the call began, by `performance.now()`. */
const calls = new AsyncLocalStorage<number>();

/** Each call that is to be bounded runs in this. */
export function startingCall<Result>(call: () => Promise<Result>): Promise<Result> {
  return calls.run(performance.now(), call);
}

type Client = ReturnType<typeof algoliasearch>;
type Requester = Client['transporter']['requester'];

/** One try takes half of the time at most, so that another host gets the other half. */
export function boundCalls({ transporter: { requester } }: Client, deadlineMs: number): void {
  const send: Requester['send'] = requester.send.bind(requester);
  requester.send = async (request, ...rest) => {
    const ends = (calls.getStore() ?? performance.now()) + deadlineMs;
    const leftMs = Math.min(ends - performance.now(), deadlineMs / 2);
    const late = { status: 0, content: `no answer within ${deadlineMs} ms`, isTimedOut: true };
    if (leftMs <= 0) return late;
    const connectTimeout = Math.min(request.connectTimeout, leftMs);
    const responseTimeout = Math.min(request.responseTimeout, leftMs);
    let timer: NodeJS.Timeout | undefined;
    // An answer that arrives byte by byte passes the client's own timeouts.
    const timeout = new Promise<typeof late>((resolve) => {
      timer = setTimeout(() => resolve(late), leftMs);
    });
    const answer = send({ ...request, connectTimeout, responseTimeout }, ...rest);
    return Promise.race([answer, timeout]).finally(() => clearTimeout(timer));
  };
}
