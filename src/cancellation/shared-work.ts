// Work that several requests wait for, such as a batch. It is cancelled once all of them are gone, and not before.
import { currentSignal, withSignal } from './current-signal.ts';

export class SharedWork {
  readonly #abandoned = new AbortController();
  readonly #waiting = new Set<AbortSignal | null>();
  readonly #leave: (() => void)[] = [];
  #hasEnded = false;

  /** Whether all callers have left. A later caller starts work of its own. */
  get isAbandoned(): boolean {
    return this.#abandoned.signal.aborted;
  }

  /** @param signal of a request that waits; null: of work that never leaves. @default that of the current request */
  join(signal: AbortSignal | null = currentSignal() ?? null): void {
    if (this.#hasEnded || signal?.aborted || this.#waiting.has(signal)) return;
    this.#waiting.add(signal);
    if (!signal) return;
    const leave = () => {
      this.#waiting.delete(signal);
      if (this.#waiting.size === 0) this.#abandoned.abort(signal.reason);
    };
    signal.addEventListener('abort', leave, { once: true });
    this.#leave.push(() => signal.removeEventListener('abort', leave));
  }

  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    // All that joined left before the start.
    if (this.#waiting.size === 0) this.#abandoned.abort();
    try {
      // Awaited inside: a promise of Prisma's starts its work only when it is awaited.
      return await withSignal(this.#abandoned.signal, async () => await work());
    } finally {
      this.#hasEnded = true;
      for (const leave of this.#leave) leave();
    }
  }
}
