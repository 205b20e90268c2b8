// Owns when a failed job is tried again.

const MINUTE = 60;
const DELAYS = [1 * MINUTE, 3 * MINUTE, 9 * MINUTE, 27 * MINUTE] as const;

/** How many times a job is tried again before it becomes a dead letter. */
export const RETRY_LIMIT = DELAYS.length;

const JITTER = 0.2;

/**
 * Seconds to wait after a failure: 1, 3, 9 and 27 minutes, each up to 20 % longer so that jobs which failed together
 * do not come back together.
 * @param failedTries how many tries have failed so far, from 1
 * @param random from 0 to 1. @default Math.random()
 * @returns null where the tries are used up
 */
export function retryDelaySeconds(failedTries: number, random = Math.random()): number | null {
  const delay = DELAYS[failedTries - 1];
  return delay === undefined ? null : Math.round(delay * (1 + JITTER * random));
}
