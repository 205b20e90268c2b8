// The pool below Prisma. What a request has sent ends with the request, and what waits for a connection is never sent.
// A request uses at most half of the connections. The next free one goes to the request that holds the fewest.
import pg from 'pg';
import { currentSignal } from '../cancellation/current-signal.ts';
import { RequestClient, type RequestClientConfig } from './request-client.ts';

type Signal = AbortSignal | undefined;
type Callback = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  release: (error?: Error | boolean) => void,
) => void;

interface Waiter {
  readonly signal: Signal;
  readonly proceed: () => void;
}

export class RequestPool extends pg.Pool {
  readonly #perRequest: number;
  readonly #held = new Map<AbortSignal, number>();
  /** In the order in which they came. */
  readonly #waiting = new Set<Waiter>();
  #inUse = 0;

  constructor(config: pg.PoolConfig & RequestClientConfig & { readonly max: number }) {
    super({ ...config, Client: RequestClient });
    this.#perRequest = Math.max(1, Math.floor(config.max / 2));
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: Callback): void;
  override connect(callback?: Callback): Promise<pg.PoolClient> | void {
    const connected = this.#connect(currentSignal());
    if (!callback) return connected;
    connected.then(
      (client) => callback(undefined, client, (discard) => client.release(discard)),
      (error: unknown) => callback(error as Error, undefined, () => undefined),
    );
  }

  async #connect(signal: Signal): Promise<pg.PoolClient> {
    signal?.throwIfAborted();
    if (this.#mayProceed(signal)) this.#take(signal);
    else await this.#turn(signal);
    try {
      const client = await super.connect();
      if (!(client instanceof RequestClient)) throw new TypeError('The pool has a client of another class');
      const release = client.release.bind(client);
      client.hold(signal);
      client.release = (discard) => {
        client.unhold();
        release(client.isSpoiled || discard);
        this.#giveBack(signal);
      };
      return client;
    } catch (error) {
      this.#giveBack(signal);
      throw error;
    }
  }

  #mayProceed(signal: Signal): boolean {
    return this.#inUse < this.options.max && this.#heldBy(signal) < this.#perRequest;
  }

  /** Those without a request count as holding none. */
  #heldBy(signal: Signal): number {
    return (signal && this.#held.get(signal)) ?? 0;
  }

  #take(signal: Signal): void {
    this.#inUse += 1;
    if (signal) this.#held.set(signal, this.#heldBy(signal) + 1);
  }

  #giveBack(signal: Signal): void {
    this.#inUse -= 1;
    if (signal) {
      const left = this.#heldBy(signal) - 1;
      if (left > 0) this.#held.set(signal, left);
      else this.#held.delete(signal);
    }
    let next: Waiter | undefined;
    for (const waiter of this.#waiting) {
      if (!this.#mayProceed(waiter.signal)) continue;
      if (!next || this.#heldBy(waiter.signal) < this.#heldBy(next.signal)) next = waiter;
    }
    next?.proceed();
  }

  /** Waits for a connection, and takes it. @throws the reason of the signal */
  #turn(signal: Signal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiting.delete(waiter);
        reject(signal?.reason as Error);
      };
      const waiter: Waiter = {
        signal,
        proceed: () => {
          this.#waiting.delete(waiter);
          signal?.removeEventListener('abort', leave);
          this.#take(signal);
          resolve();
        },
      };
      this.#waiting.add(waiter);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }
}
