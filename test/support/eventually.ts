// Waits for conditions. The timeouts are long: they end a hang and do not measure time, since a busy machine is several times
// slower than a quiet one.
import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds until a wait fails. Also the timeout of `expect.poll`. */
export const PATIENCE_MS = 60_000;

/** How long a check waits for its next repetition, in milliseconds: a tenth of the time waited so far. */
const pauseAfter = (waitedMs: number) => Math.min(50, Math.max(10, waitedMs / 10));

/**
 * Repeats a check until it does not throw.
 * @param withinMs milliseconds. @default PATIENCE_MS
 * @returns the result of the check
 * @throws the last error of the check
 */
export async function eventually<Result>(
  check: () => Promise<Result> | Result,
  withinMs = PATIENCE_MS,
): Promise<Result> {
  const startedAt = performance.now();
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() - startedAt > withinMs) throw error;
    }
    await delay(pauseAfter(performance.now() - startedAt));
  }
}

/** Waits until a condition holds. A condition that throws does not hold. @throws if it does not hold in time */
export async function until(holds: () => Promise<boolean> | boolean, withinMs = PATIENCE_MS): Promise<void> {
  await eventually(async () => {
    if (!(await holds())) throw new Error(`did not come true within ${withinMs} ms: ${String(holds)}`);
  }, withinMs);
}

/**
 * Reads a value until it is done. Fails only without progress: each change of the value starts the timeout again.
 * @throws if the value does not change for PATIENCE_MS
 */
export async function readUntil<Value>(
  read: () => Promise<Value>,
  isDone: (value: Value) => boolean,
): Promise<Value> {
  let last = '';
  for (;;) {
    const value = await eventually(async () => {
      const current = await read();
      if (!isDone(current) && JSON.stringify(current) === last) throw new Error(`no progress since ${last}`);
      return current;
    });
    if (isDone(value)) return value;
    last = JSON.stringify(value);
  }
}
