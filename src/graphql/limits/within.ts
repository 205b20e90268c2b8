// Runs work that ends after a timeout, once the client is gone, and with its answer.
import type { GraphQLError } from 'graphql';
import { withSignal } from '../../cancellation/current-signal.ts';

interface Timeout {
  readonly ms: number;
  readonly error: () => GraphQLError;
}

const answered = new Error('The request has been answered.');

/** Ends all that `run` has started after the timeout, once the client is gone, and with the answer. */
export async function within(
  { ms, error }: Timeout,
  client: AbortSignal,
  run: (signal: AbortSignal) => unknown,
): Promise<unknown> {
  const controller = new AbortController();
  const { signal } = controller;
  const leave = () => controller.abort(client.reason);
  const timer = setTimeout(() => controller.abort(error()), ms);
  client.addEventListener('abort', leave, { once: true });
  const stopped = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  if (client.aborted) leave();
  try {
    return await Promise.race([withSignal(signal, () => run(signal)), stopped]);
  } finally {
    clearTimeout(timer);
    client.removeEventListener('abort', leave);
    // Fields beside one that failed may still be read.
    controller.abort(answered);
  }
}
