// Says when a failed job is tried again.

const MINUTE = 60;

/** Seconds: 1, 3, 9 and 27 minutes. */
export const STANDARD_RETRY_DELAYS: readonly number[] = [1 * MINUTE, 3 * MINUTE, 9 * MINUTE, 27 * MINUTE];

const JITTER = 0.2;

/**
 * Seconds to wait after a failure. Each delay is up to 20 % longer, so that jobs which failed together do not come back
 * together.
 * @param delays seconds before each retry
 * @param failedTries how many tries have failed so far, from 1
 * @param random from 0 to 1. @default Math.random()
 * @returns null where the tries are used up
 */
export function retryDelaySeconds(
  delays: readonly number[],
  failedTries: number,
  random = Math.random(),
): number | null {
  const delay = delays[failedTries - 1];
  return delay === undefined ? null : Math.round(delay * (1 + JITTER * random));
}
