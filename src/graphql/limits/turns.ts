// Limits the operations of a caller that run at once in this process. The others wait for their turn, in their order: however
// many one caller sends, the other callers find time and connections to Postgres.
import { countOpen } from './open-count.ts';

/** @returns runs work of a caller when it is its turn; rejects with the reason of the signal if that aborts before */
export function takeTurns(maximum: number) {
  const running = countOpen(maximum);
  const waiting = new Map<string, Set<() => void>>();

  /** @returns whether it waited */
  function turnOf(caller: string, signal: AbortSignal): Promise<boolean> {
    if (running.take(caller)) return Promise.resolve(false);
    const queue = waiting.get(caller) ?? new Set();
    waiting.set(caller, queue);
    return new Promise((resolve, reject) => {
      const begin = () => {
        signal.removeEventListener('abort', leave);
        resolve(true);
      };
      const leave = () => {
        queue.delete(begin);
        reject(signal.reason as Error);
      };
      queue.add(begin);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  function end(caller: string): void {
    const queue = waiting.get(caller);
    const [next] = queue ?? [];
    if (!queue || !next) {
      waiting.delete(caller);
      running.release(caller);
      return;
    }
    // It takes the place of the one that ends.
    queue.delete(next);
    next();
  }

  return async <Result>(
    caller: string,
    signal: AbortSignal,
    work: (waited: boolean) => Result | Promise<Result>,
  ): Promise<Result> => {
    const waited = await turnOf(caller, signal);
    try {
      return await work(waited);
    } finally {
      end(caller);
    }
  };
}
