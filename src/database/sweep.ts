// Repeats a step every second. A step that fails is logged, and the next one still starts a second later.
import type { Logger } from '../observability/logger.ts';

const EVERY_MS = 1000;

export interface Sweep {
  /** Resolves once the first step has ended, also where it failed. */
  readonly first: Promise<void>;
  /** Aborts the signal, and resolves once a running step has ended. */
  stop(): Promise<void>;
}

/**
 * Starts at once. Only one step runs at a time.
 * @param failure logged where a step fails
 */
export function startSweep(
  step: (signal: AbortSignal) => Promise<void>,
  log: Logger,
  failure: string,
): Sweep {
  const stopping = new AbortController();
  let running: Promise<void> | null = null;
  const sweep = () => {
    running ??= step(stopping.signal)
      .catch((error: unknown) => log.warn({ err: error }, failure))
      .finally(() => {
        running = null;
      });
    return running;
  };
  const first = sweep();
  const timer = setInterval(() => void sweep(), EVERY_MS);
  return {
    first,
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await running;
    },
  };
}
