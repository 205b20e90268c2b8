// One open socket: passes its messages to the protocol, pings its client, and closes once its process stops.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { CloseCode, type Server } from 'graphql-ws';
import { finalAsyncIterator } from 'graphql-yoga';
import type { WebSocket } from 'ws';
import type { Logger } from '../observability/logger.ts';
import { limitInput, type SocketInput, type SocketInputOptions } from './socket-input.ts';

/** Clients of graphql-ws connect again after this code. */
const SERVICE_RESTART = 1012;
/** A client that answers no ping within this time is gone. */
const PING_MS = 12_000;

/** Bytes that may wait for the client when another answer is due. */
const UNREAD_BYTES = 4_000_000;

export type SocketProtocol = Server<Connection>;

export interface ConnectionOptions extends Pick<SocketInputOptions, 'messagesPerMinute' | 'hold'> {
  readonly log: Logger;
  /** Counts requests for the caller of the socket. Never rejects. */
  readonly count: (connection: Connection, requests: number) => ReturnType<SocketInputOptions['count']>;
}

interface Operation {
  /** Null once it has a result. */
  controller: AbortController | null;
  readonly isWanted: () => boolean;
}

export class Connection {
  readonly socket: WebSocket;
  /** The request of the handshake. */
  readonly message: IncomingMessage;
  /** In the form of an Authorization header. */
  authorization: string | null = null;
  readonly #log: Logger;
  readonly #hold: ConnectionOptions['hold'];
  readonly #input: SocketInput;
  /** Keeps the log fields and the trace of the handshake for what the socket's events start. */
  readonly #inContext = AsyncLocalStorage.snapshot();
  readonly #cleanups: (() => void)[] = [];
  /** Each with when the protocol is done with it and its id is free. */
  readonly #operations = new Map<Operation, Promise<void>>();
  /** What the message that is passed to the protocol has begun. */
  #begun: Operation | null = null;
  /** Messages being handled, those of running subscriptions included. */
  #handling = 0;
  #streaming = 0;
  #isStopping = false;

  constructor(
    socket: WebSocket,
    message: IncomingMessage,
    stream: Duplex,
    { log, count, ...limits }: ConnectionOptions,
  ) {
    this.socket = socket;
    this.message = message;
    this.#log = log;
    this.#hold = limits.hold;
    this.onClose(keepAlive(socket));
    this.#input = limitInput(socket, stream, { ...limits, count: (requests) => count(this, requests) });
    // On a frame that is too large or malformed, ws closes the socket itself.
    socket.on('error', (error) => this.#logFault(error));
    socket.once('close', () => {
      for (const cleanup of this.#cleanups) cleanup();
      for (const { controller } of this.#operations.keys()) controller?.abort();
    });
  }

  onClose(cleanup: () => void): void {
    this.#cleanups.push(cleanup);
  }

  /** Passes messages and the close of the socket to the protocol. */
  serve(protocol: SocketProtocol): void {
    const { socket } = this;
    const closed = this.#inContext(() =>
      protocol.opened(
        {
          protocol: socket.protocol,
          send: (text) => this.#send(text),
          close: (code, reason) => socket.close(code, reason),
          onMessage: (handle) =>
            socket.on('message', (data: Buffer) => void this.#inContext(() => this.#receive(handle, data))),
        },
        this,
      ),
    );
    socket.once('close', (code, reason) => {
      closed(code, reason.toString()).catch((error: unknown) => this.#logFault(error));
    });
  }

  /**
   * @param work gets a signal that aborts when the socket closes, or its client completes the operation, before it is done
   * @param isWanted false once its client has completed it
   */
  async run<Result>(
    work: (signal: AbortSignal) => Promise<Result>,
    isWanted: () => boolean,
  ): Promise<Result> {
    const controller = new AbortController();
    const operation: Operation = { controller, isWanted };
    this.#begun = operation;
    try {
      return await work(controller.signal);
    } finally {
      operation.controller = null;
    }
  }

  /** Counts the results as a running subscription until they end. */
  stream<Result>(results: AsyncIterable<Result>): AsyncIterable<Result> {
    this.#streaming += 1;
    this.#closeIfIdle();
    return finalAsyncIterator(results, () => (this.#streaming -= 1));
  }

  /** Closes as soon as nothing but subscriptions runs. Ignores messages from now on. */
  stop(): void {
    this.#isStopping = true;
    this.#closeIfIdle();
  }

  #closeIfIdle(): void {
    if (!this.#isStopping || this.#handling > this.#streaming) return;
    this.socket.close(SERVICE_RESTART, 'This process is stopping, connect again.');
  }

  async #receive(handle: (text: string) => Promise<void>, data: Buffer): Promise<void> {
    // The client sends the message again to the process that it connects to next.
    if (this.#isStopping) return;
    this.#handling += 1;
    const release = this.#hold(data.length);
    try {
      if (!(await this.#input.isWithinRate())) return;
      while (this.#ending().length > 0) await Promise.allSettled(this.#ending());
      await this.#pass(handle, data.toString());
    } catch (error) {
      this.#logFault(error);
      this.socket.close(CloseCode.BadRequest, 'Invalid message received');
    } finally {
      this.#handling -= 1;
      release();
      this.#closeIfIdle();
    }
  }

  /** What the client has completed. The protocol would confuse it with the next operation of the same id. */
  #ending(): Promise<void>[] {
    return [...this.#operations].flatMap(([{ isWanted }, handled]) => (isWanted() ? [] : [handled]));
  }

  async #pass(handle: (text: string) => Promise<void>, text: string): Promise<void> {
    const handled = handle(text);
    const operation = this.#begun;
    this.#begun = null;
    if (operation) this.#operations.set(operation, handled);
    this.#cancelCompleted();
    try {
      await handled;
    } finally {
      if (operation) this.#operations.delete(operation);
    }
  }

  #cancelCompleted(): void {
    for (const operation of this.#operations.keys()) {
      if (operation.isWanted()) continue;
      const { controller } = operation;
      // Each abort makes an error.
      operation.controller = null;
      controller?.abort();
    }
  }

  #send(text: string): Promise<void> {
    const { socket } = this;
    return new Promise((resolve, reject) => {
      // The client asks faster than it reads.
      if (socket.bufferedAmount > UNREAD_BYTES) socket.terminate();
      if (socket.readyState !== socket.OPEN) resolve();
      else socket.send(text, (error) => (error ? reject(error) : resolve()));
    });
  }

  #logFault(error: unknown): void {
    this.#inContext(() => this.#log.debug({ err: error }, 'a socket was closed'));
  }
}

/** @returns stops the pings */
function keepAlive(socket: WebSocket): () => void {
  let isAlive = true;
  socket.on('pong', () => (isAlive = true));
  const timer = setInterval(() => {
    if (isAlive) socket.ping();
    else socket.terminate();
    isAlive = false;
  }, PING_MS);
  return () => clearInterval(timer);
}
