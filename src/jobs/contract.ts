// A job's contract: its name, its payload, and how it is queued and retried. Whoever enqueues a job and its worker share
// the contract; only the worker loads the handler.
import type { z } from 'zod';
import { STANDARD_RETRY_DELAYS } from './retry-schedule.ts';

export interface JobContract<Payload extends object> {
  /** Also the queue's name. */
  readonly name: string;
  /**
   * Parsed when the job is enqueued and when it runs. It must accept what any older version has enqueued, and ignore fields
   * that it does not have (`z.object` does). A newer version may add fields that an older worker can do without; for
   * anything else it makes another queue.
   */
  readonly payload: z.ZodType<Payload>;
  /**
   * Jobs with the same key coalesce: enqueueing one while another is queued only replaces its payload. Two of them never
   * run at once.
   * @default jobs do not coalesce
   */
  readonly key?: (payload: Payload) => string;
  /** How many run at once in one process, unless the configuration says otherwise. @default 1 */
  readonly concurrency?: number;
  /** Seconds that one try may take. @default 900 */
  readonly expireInSeconds?: number;
  /**
   * Seconds before each retry of a failed job. An empty list: no retry.
   * @default 1, 3, 9 and 27 minutes
   */
  readonly retryDelays?: readonly number[];
  /**
   * Whether other work waits for its end. Then an administrator neither cancels nor discards it while it is queued or runs.
   * @default false
   */
  readonly isAwaited?: boolean;
  /**
   * The most seconds that a job is kept which has ended, where the configuration keeps it longer: for a queue that callers
   * fill. @default as configured
   */
  readonly keepEndedSeconds?: number;
}

/** A contract with any payload, for what needs only its queue. */
export type AnyJob = Omit<JobContract<object>, 'payload' | 'key'> & { readonly key?: unknown };

/** @throws RangeError where a retry delay is not a positive number of seconds */
export function defineJob<Payload extends object>(contract: JobContract<Payload>): JobContract<Payload> {
  const wrong = retryDelaysOf(contract).find((seconds) => !(seconds > 0 && Number.isFinite(seconds)));
  if (wrong !== undefined) {
    throw new RangeError(
      `${contract.name}: a retry delay must be a positive number of seconds, not ${wrong}`,
    );
  }
  return contract;
}

export function retryDelaysOf({ retryDelays = STANDARD_RETRY_DELAYS }: AnyJob): readonly number[] {
  return retryDelays;
}

/** An error that a retry cannot fix. The job becomes a dead letter at once. */
export class PermanentError extends Error {
  readonly code = 'PERMANENT';
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PermanentError';
  }
}

export interface WaitOptions extends ErrorOptions {
  /** How long to wait. Null: unknown, so one job tries again after 1, 2, 4 and so on, at most 60 seconds. */
  readonly seconds: number | null;
}

/**
 * What the job needs refuses it for now or is away. The job returns to its queue and uses no try. The whole queue pauses,
 * in every process.
 */
export class WaitError extends Error {
  readonly code = 'WAIT';
  readonly seconds: number | null;
  constructor(message: string, { seconds, ...options }: WaitOptions) {
    super(message, options);
    this.name = 'WaitError';
    this.seconds = seconds;
  }
}
