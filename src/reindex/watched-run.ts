// Reads one run for all its viewers in this process, at most ten times a second. A failed read is logged and repeated.
import type { Services } from '../graphql/context.ts';
import { readProgress, type RunProgress } from './progress.ts';
import { hasEnded } from './runs.ts';

/** A run changes with every batch; viewers get an update at most this often. */
const THROTTLE_MS = 100;
/** The run is also read after this time without a notification: the rate may fall, and a notification may be lost. */
const REFRESH_MS = 2000;

/** @param json the progress as JSON, made once for all viewers */
export type Viewer = (progress: RunProgress, json: string) => void;

interface Read {
  readonly result: Promise<RunProgress>;
  /** A read that has not started sees every change up to now. */
  hasStarted: boolean;
}

export class WatchedRun {
  readonly viewers = new Set<Viewer>();
  readonly #services: Pick<Services, 'db' | 'log'>;
  readonly #runId: string;
  readonly #onAbandoned: () => void;
  /** The read in flight or the last one; null if the run has changed since. */
  #latest: Read | null = null;
  #lastStart = -Infinity;
  /** Reads run one after the other, so that viewers never see an older state after a newer one. */
  #queue: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | null = null;

  /** @param onAbandoned called when the run has had no viewers for a while */
  constructor(services: Pick<Services, 'db' | 'log'>, runId: string, onAbandoned: () => void) {
    this.#services = services;
    this.#runId = runId;
    this.#onAbandoned = onAbandoned;
  }

  /** The current state, read once for all that ask at the same time. A run that has ended is always read anew. */
  async current(): Promise<RunProgress> {
    const older = this.#latest?.hasStarted ? this.#latest : null;
    for (;;) {
      const read = this.#latest ?? this.#read();
      const progress = await read.result;
      if (!hasEnded(progress.status) || read !== older) return progress;
      this.#forget(read);
    }
  }

  /** Call it when the run may have changed. */
  changed(): void {
    if (this.#latest?.hasStarted) this.#latest = null;
    this.#schedule(this.#lastStart + THROTTLE_MS - performance.now());
  }

  #read(): Read {
    const { db, log } = this.#services;
    const result = this.#queue.then(() => {
      read.hasStarted = true;
      this.#lastStart = performance.now();
      return readProgress(db, this.#runId);
    });
    const read: Read = { result, hasStarted: false };
    this.#latest = read;
    this.#queue = result
      .then(
        (progress) => this.#show(progress),
        (error: unknown) => {
          this.#forget(read);
          if (this.viewers.size > 0)
            log.warn({ err: error, runId: this.#runId }, 'reading a run failed; trying again');
        },
      )
      .then(() => this.#schedule(REFRESH_MS));
    return read;
  }

  #show(progress: RunProgress): void {
    const json = JSON.stringify(progress);
    for (const view of this.viewers) view(progress, json);
  }

  #forget(read: Read): void {
    if (this.#latest === read) this.#latest = null;
  }

  /** Keeps the earlier of two timers. */
  #schedule(delayMs: number): void {
    if (this.#timer && delayMs >= REFRESH_MS) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#refresh(), Math.max(0, delayMs)).unref();
  }

  #refresh(): void {
    this.#timer = null;
    if (this.viewers.size === 0) this.#onAbandoned();
    else if (this.#latest?.hasStarted !== false) this.#read();
  }
}
