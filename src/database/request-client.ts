// A connection that follows the signal of the request that holds it. Once the request is gone, its running statement is
// cancelled unless it soon ends, its open transaction is rolled back, and nothing else is sent. A COMMIT that was sent is not
// cancelled, so that its outcome is known.
import pg from 'pg';
import { requestCancel, type Cancellable } from './cancel-request.ts';

/**
 * How long a statement may go on after its request. Nearly all end sooner. A cancellation takes two new connections to Postgres:
 * its own, and one in place of this one.
 */
const GRACE_MS = 100;

type Callback = (error: unknown, result?: unknown) => void;

export interface RequestClientConfig extends pg.ClientConfig {
  /** Settings of the session. They outrank those of the role and of the database. @default none */
  readonly sessionSettings?: Readonly<Record<string, string>>;
  /** Settings of every transaction, by name. They cost no round trip. @default none */
  readonly transactionSettings?: readonly (readonly [name: string, value: string | number])[];
}

/** What pg's types leave out: the parameters that a connection starts with. */
const pgStartup = pg.Client.prototype as unknown as { getStartupConf(): Record<string, string> };

export class RequestClient extends pg.Client {
  readonly #sessionSettings: Readonly<Record<string, string>>;
  /** What is sent for BEGIN. */
  readonly #begin: string;
  #signal: AbortSignal | undefined;
  /** Ends with the statement that was given last. Prisma reads several relations of a row at once, also in a transaction. */
  #last: Promise<unknown> | undefined;
  /** Statements that were sent and have no result yet. */
  #running = 0;
  #isInTransaction = false;
  #isCommitting = false;
  #isSpoiled = false;
  #grace: NodeJS.Timeout | undefined;

  constructor({ sessionSettings = {}, transactionSettings = [], ...config }: RequestClientConfig = {}) {
    super(config);
    this.#sessionSettings = sessionSettings;
    const settings = transactionSettings.map(([name, value]) => `SET LOCAL ${name} = '${value}'`);
    this.#begin = ['BEGIN', ...settings].join('; ');
  }

  /** Called by pg. */
  getStartupConf(): Record<string, string> {
    return { ...pgStartup.getStartupConf.call(this), ...this.#sessionSettings };
  }

  /** Whether it must not serve another request: a cancellation may still be under way. */
  get isSpoiled(): boolean {
    return this.#isSpoiled;
  }

  /** @param signal undefined: held by work that never leaves, such as a job */
  hold(signal: AbortSignal | undefined): void {
    this.#signal = signal;
    signal?.addEventListener('abort', this.#stop, { once: true });
  }

  unhold(): void {
    clearTimeout(this.#grace);
    this.#signal?.removeEventListener('abort', this.#stop);
    this.#signal = undefined;
  }

  /** Accepts whatever pg accepts, and returns what pg returns. */
  override query(...args: unknown[]): never {
    // A pool gives a statement with a callback to a connection that runs none.
    if (typeof args.at(-1) === 'function') return this.#send(args) as never;
    const send = () => this.#send(args) as Promise<unknown>;
    const sent = this.#last?.then(send) ?? send();
    const ended = () => {
      if (this.#last === last) this.#last = undefined;
    };
    const last = sent.then(ended, ended);
    this.#last = last;
    return sent as never;
  }

  #send(args: unknown[]): unknown {
    const text = textOf(args[0]);
    const send = ([statement, ...rest]: unknown[]): unknown =>
      super.query(
        ...([text === 'BEGIN' ? this.#beginning(statement) : statement, ...rest] as [pg.QueryConfig]),
      );
    const callback = args.at(-1);
    if (this.#signal?.aborted && text !== 'ROLLBACK') {
      const reason = this.#signal.reason as Error;
      if (typeof callback !== 'function') return Promise.reject(reason);
      process.nextTick(callback, reason);
      return undefined;
    }
    this.#running += 1;
    this.#isCommitting = text === 'COMMIT';
    if (text === 'BEGIN') this.#isInTransaction = true;
    else if (text === 'COMMIT' || text === 'ROLLBACK') this.#isInTransaction = false;
    const ended = () => {
      this.#running -= 1;
      // It ended before its cancellation.
      if (this.#signal?.aborted && this.#running === 0) this.#rollBack();
    };
    if (typeof callback !== 'function') return (send(args) as Promise<unknown>).finally(ended);
    const endedToo: Callback = (error, result) => {
      ended();
      (callback as Callback)(error, result);
    };
    return send([...args.slice(0, -1), endedToo]);
  }

  #beginning(statement: unknown): unknown {
    return typeof statement === 'string' ? this.#begin : { ...(statement as object), text: this.#begin };
  }

  readonly #stop = (): void => {
    if (this.#isCommitting) return;
    if (this.#running > 0) this.#grace = setTimeout(this.#cancel, GRACE_MS);
    else this.#rollBack();
  };

  readonly #cancel = (): void => {
    if (this.#isCommitting || this.#running === 0) return;
    this.#isSpoiled = true;
    requestCancel(this as unknown as Cancellable);
  };

  /** A transaction between two statements holds locks. */
  #rollBack(): void {
    if (!this.#isInTransaction) return;
    this.#isInTransaction = false;
    this.#isSpoiled = true;
    super.query('ROLLBACK').catch(() => undefined);
  }
}

function textOf(statement: unknown): string {
  if (typeof statement === 'string') return statement;
  return (statement as { readonly text: string }).text;
}
