// Serves the API of a test's Vitae on a port, with sockets, and opens sockets that record every message and how they closed.
import { once } from 'node:events';
import type { ClientRequestArgs } from 'node:http';
import { createClient, type Client, type ClientOptions } from 'graphql-ws';
import { WebSocket, type ClientOptions as SocketOptions } from 'ws';
import { createApi } from '../../src/server/api.ts';
import type { AppOptions } from '../../src/server/app.ts';
import { createReadiness } from '../../src/server/readiness.ts';
import { startServer, type ServerOptions } from '../../src/server/http.ts';
import type { Address } from '../../src/server/listen.ts';
import { createApiOver, type Api } from './api.ts';
import type { Vitae } from './vitae.ts';

export interface Served extends AsyncDisposable {
  readonly port: number;
  /** Over HTTP. */
  readonly url: string;
  readonly socketUrl: string;
  /** Stops like a process that gets SIGTERM. @param finishMs the most time for running requests */
  readonly stop: (finishMs: number) => Promise<void>;
}

export async function serve(
  options: AppOptions,
  address: Address = { host: 'localhost', port: 0 },
  other: Partial<ServerOptions> = {},
): Promise<Served> {
  const started = await startServer(
    {
      api: createApi(options),
      settings: options.api,
      readiness: createReadiness([]),
      serveMetrics: () => undefined,
      metricsToken: null,
      log: options.services.log,
      ...other,
    },
    address,
  );
  const { port } = started;
  return {
    port,
    url: `http://localhost:${port}/graphql`,
    socketUrl: `ws://localhost:${port}/graphql`,
    stop: (finishMs) => started.stop(0, finishMs),
    [Symbol.asyncDispose]: async () => {
      await started.stop(0, 0);
    },
  };
}

/** Sends a test's operations over HTTP to this URL. */
export function apiAt(url: string, { tokens }: Pick<Vitae, 'tokens'>): Api {
  return createApiOver({ fetch: (_endpoint, init) => fetch(url, init) }, tokens);
}

export interface RawSocket {
  readonly socket: WebSocket;
  /** All messages so far, parsed. */
  readonly messages: readonly unknown[];
  /** Sends JSON; a string is sent unchanged. */
  send(message: unknown): void;
  /** Code and reason, as in "4400 Invalid message received". */
  readonly closed: Promise<string>;
}

/**
 * @param protocols to offer. @default that of graphql-ws
 * @returns an open socket that has sent nothing yet @throws with the status if the server refuses it
 */
export async function openSocket(
  url: string,
  options: SocketOptions & ClientRequestArgs = {},
  protocols: string[] = ['graphql-transport-ws'],
): Promise<RawSocket> {
  const socket = new WebSocket(url, protocols, options);
  const messages: unknown[] = [];
  socket.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString())));
  const closed = new Promise<string>((resolve) => {
    socket.once('close', (code, reason) => resolve(`${code} ${reason.toString()}`.trim()));
  });
  await once(socket, 'open');
  return {
    socket,
    messages,
    closed,
    send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
  };
}

/** One after the other: ws itself breaks off a burst whose pongs are not read. */
export async function ping({ socket, closed }: RawSocket): Promise<void> {
  socket.ping();
  await Promise.race([once(socket, 'pong'), closed]);
}

/** The client of graphql-ws. @param authorization null: no token */
export function socketClient(
  url: string,
  authorization: string | null,
  options: Partial<ClientOptions> = {},
): Client {
  return createClient({
    url,
    retryAttempts: 0,
    // Operations one after the other share a socket.
    lazyCloseTimeout: 60_000,
    ...(authorization !== null && { connectionParams: { authorization } }),
    ...options,
  });
}
