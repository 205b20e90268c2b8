// Owns what a job is, apart from what it does: its name, the shape of its payload, how it is queued and retried.
// Sender and worker share the contract; only the worker knows the handler.
import type { z } from 'zod';

export interface JobContract<Payload extends object> {
  /** Also the queue's name. */
  readonly name: string;
  /**
   * Parsed when enqueued and again when run: what lies in the queue may come from an older version, or a newer one. It must
   * take whatever any version has enqueued, and drop fields that it does not know (`z.object` does): so a newer version adds
   * what an older worker can do without, and makes another queue for what it cannot.
   */
  readonly payload: z.ZodType<Payload>;
  /**
   * Jobs with the same key coalesce: while one is queued another only refreshes it, and never two run at once.
   * @default every job stands alone
   */
  readonly key?: (payload: Payload) => string;
  /** How many run at once in one process, where the configuration says nothing else. @default 1 */
  readonly concurrency?: number;
  /** Seconds that one try may take. @default 900 */
  readonly expireInSeconds?: number;
}

/** A contract as its queue sees it, whatever the payload. */
export type AnyJob = Pick<JobContract<object>, 'name' | 'concurrency' | 'expireInSeconds'> & {
  readonly key?: unknown;
};

export function defineJob<Payload extends object>(contract: JobContract<Payload>): JobContract<Payload> {
  return contract;
}

/** An error that no retry can mend: the job goes to the dead letters at once. */
export class PermanentError extends Error {
  readonly code = 'PERMANENT';
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PermanentError';
  }
}

export interface WaitOptions extends ErrorOptions {
  /** How long was asked for. Null: nobody knows, so one job looks again after 1, 2, 4 and so on, at most 60 seconds. */
  readonly seconds: number | null;
}

/**
 * What the job needs refuses it for now, or is not there. The job comes back and has used up none of its tries, and its
 * whole queue waits with it, in every process.
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
