// Owns the API of a test's Vitae on a real port, with its sockets, and a socket of which a test sees every message and how
// it was closed.
import { once } from 'node:events';
import type { ClientRequestArgs } from 'node:http';
import { createClient, type Client, type ClientOptions } from 'graphql-ws';
import { WebSocket, type ClientOptions as SocketOptions } from 'ws';
import { createApp, type AppOptions } from '../../src/server/app.ts';
import { createReadiness } from '../../src/server/readiness.ts';
import { startServer } from '../../src/server/http.ts';
import { createSockets } from '../../src/server/sockets.ts';
import { createApiOver, type Api } from './api.ts';
import type { Vitae } from './vitae.ts';

export interface Served extends AsyncDisposable {
  readonly port: number;
  /** Over HTTP. */
  readonly url: string;
  readonly socketUrl: string;
  /** As a process does that is told to stop. @param finishMs what running requests may take */
  readonly stop: (finishMs: number) => Promise<void>;
}

export async function serve(options: AppOptions): Promise<Served> {
  const app = createApp(options);
  const started = await startServer(
    {
      app,
      sockets: createSockets(app, options),
      readiness: createReadiness([]),
      serveMetrics: () => undefined,
      metricsToken: null,
    },
    0,
  );
  const address = started.server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  return {
    port,
    url: `http://localhost:${port}/graphql`,
    socketUrl: `ws://localhost:${port}/graphql`,
    stop: (finishMs) => started.stop(0, finishMs),
    [Symbol.asyncDispose]: async () => {
      if (started.server.listening) await started.stop(0, 0);
    },
  };
}

/** The operations of a test, asked for over HTTP at this URL. */
export function apiAt(url: string, { tokens }: Pick<Vitae, 'tokens'>): Api {
  return createApiOver({ fetch: (_endpoint, init) => fetch(url, init) }, tokens);
}

export interface RawSocket {
  readonly socket: WebSocket;
  /** As they came, parsed. */
  readonly messages: readonly unknown[];
  /** Whatever it is, as JSON; a text as it is. */
  send(message: unknown): void;
  /** How it was closed, as in "4400 Invalid message received". */
  readonly closed: Promise<string>;
}

/**
 * @param protocols of which the server chooses one. @default that of graphql-ws
 * @returns an open socket that has said nothing yet. @throws where the server refuses it, with the status
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

/** The client that people use. @param authorization null: as anybody */
export function socketClient(
  url: string,
  authorization: string | null,
  options: Partial<ClientOptions> = {},
): Client {
  return createClient({
    url,
    retryAttempts: 0,
    // One socket for what is asked one after the other.
    lazyCloseTimeout: 60_000,
    ...(authorization !== null && { connectionParams: { authorization } }),
    ...options,
  });
}
