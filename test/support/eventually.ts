// Owns how long tests wait for what must come. It is long, since it bounds a hang and measures nothing: a machine that is busy
// with something else takes several times what a quiet one takes.
import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds within which whatever is waited for comes. `expect.poll` waits as long. */
export const PATIENCE_MS = 60_000;

/**
 * What a check returns as soon as it no longer fails; it is tried again every ten milliseconds.
 * @param withinMs milliseconds. @default PATIENCE_MS
 * @throws what it failed with last
 */
export async function eventually<Result>(
  check: () => Promise<Result> | Result,
  withinMs = PATIENCE_MS,
): Promise<Result> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await delay(10);
  }
}

/** As soon as the condition holds. @throws where it does not within the time; as long as it throws, it does not hold */
export async function until(holds: () => Promise<boolean> | boolean, withinMs = PATIENCE_MS): Promise<void> {
  await eventually(async () => {
    if (!(await holds())) throw new Error(`did not come true within ${withinMs} ms: ${String(holds)}`);
  }, withinMs);
}
