// Listens on the port of a process. A stop drops no accepted request: new ones are turned away first, running ones finish
// within a bound. Event streams and sockets are cut, so that their clients connect again to another process.
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { context, propagation } from '@opentelemetry/api';
import type { GraphQLError } from 'graphql';
import type { ApiConfig, Limits } from '../config/api.ts';
import { addressOf, type Addressed } from '../graphql/auth/callers.ts';
import { withLogFields } from '../observability/logger.ts';
import { answerOf, refusal, sendAndClose } from './answer.ts';
import { isEventStream, trackConnections, type Connections } from './connections.ts';
import { listen, type Address } from './listen.ts';
import { takeLoopTurns } from './loop-turns.ts';
import { badRequest, HEAD_BYTES, headTooLong, MAX_HEADERS, refusalOfHead } from './request-head.ts';
import { createRequestHandler, type RequestOptions } from './requests.ts';

export interface ServerOptions extends RequestOptions {
  readonly settings: ApiConfig;
}

export interface HttpServer {
  readonly port: number;
  /**
   * @param drainMs how long the server still accepts requests while /ready answers 503, so that balancers notice
   * @param finishMs how long running requests may then take
   */
  stop(drainMs: number, finishMs: number): Promise<void>;
}

/** How long the client of a cut event stream waits before it connects again. */
const RECONNECT_MS = 1000;
const HEAD_MS = 10_000;

/** @throws the error of the socket, such as EADDRINUSE */
export async function startServer(options: ServerOptions, address: Address): Promise<HttpServer> {
  const { api, settings, readiness } = options;
  const connections = trackConnections(settings);
  let stopping = false;
  const listeners = createListeners(options, connections, () => stopping);
  const { servers, port } = await listen(address, () => createListener(options, listeners));
  return {
    port,
    async stop(drainMs, finishMs) {
      stopping = true;
      readiness.stopping();
      await new Promise((resolve) => setTimeout(resolve, drainMs));
      const closed = Promise.all(
        servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))),
      );
      for (const response of connections.responses()) if (isEventStream(response)) cut(response);
      api?.sockets.stop();
      const late = setTimeout(() => {
        for (const server of servers) server.closeAllConnections();
        api?.sockets.terminate();
      }, finishMs);
      await closed;
      clearTimeout(late);
      connections.close();
    },
  };
}

type Listeners = ReturnType<typeof createListeners>;

function createListener({ api, settings }: ServerOptions, listeners: Listeners): Server {
  const server = createServer({
    ...deadlines(settings.limits),
    maxHeaderSize: HEAD_BYTES,
    // Node's own refusal has no security headers.
    requireHostHeader: false,
    // Any other upgrade is ignored, and the request answered as a plain one.
    shouldUpgradeCallback: (request) => api?.sockets.wants(request) ?? false,
  });
  // Node leaves out what follows or refuses the head itself; refusalOfHead refuses the others.
  server.maxHeadersCount = MAX_HEADERS + 1;
  return server
    .on('request', listeners.request)
    .on('checkExpectation', listeners.request)
    .on('upgrade', listeners.upgrade)
    .on('connect', listeners.connect)
    .on('clientError', listeners.clientError)
    .prependListener('connection', listeners.connection);
}

/** What happens at each event of a listening server. */
function createListeners(options: ServerOptions, connections: Connections, isStopping: () => boolean) {
  const { api, settings } = options;
  const turns = takeLoopTurns();
  const requests = createRequestHandler(options);
  const refused = new WeakSet<Duplex>();

  function inTurn(message: Addressed, connection: Duplex, work: () => void): void {
    // Node leaves a connection that it hands over without a listener.
    connection.on('error', () => connection.destroy());
    turns.wait(addressOf(message, settings.trustedProxies), work);
  }

  function refuse(connection: Duplex, message: Addressed, error: GraphQLError): void {
    refused.add(connection);
    inTurn(message, connection, () => {
      void requests.refuse(message, error).then((answer) => {
        if (connections.isAnswering(message.socket)) connection.destroy();
        else sendAndClose(connection, answer);
      });
    });
  }

  function request(request: IncomingMessage, response: ServerResponse): void {
    if (refused.has(request.socket) || !connections.begin(request, response)) return;
    if (isStopping()) response.setHeader('Connection', 'close');
    const requestId = idOf(request);
    response.setHeader('X-Request-Id', requestId);
    // What follows waits too: its body may be one that nobody reads, and a client may send many requests ahead.
    request.socket.pause();
    turns.wait(addressOf(request, settings.trustedProxies), () => {
      request.socket.resume();
      // The client has left meanwhile.
      if (response.destroyed) return;
      inContextOf(request, requestId, () => void requests.handle(request, response));
    });
  }

  function upgrade(request: IncomingMessage, connection: Duplex, head: Buffer): void {
    const error = refusalOfHead(request);
    if (error) {
      refuse(connection, request, error);
      return;
    }
    const hold = (bytes: number) => connections.hold(request.socket, bytes);
    inTurn(request, connection, () => {
      inContextOf(request, idOf(request), () => api?.sockets.upgrade(request, connection, head, hold));
    });
  }

  function connect(request: IncomingMessage, connection: Duplex): void {
    refuse(connection, request, badRequest('CONNECT is not served.'));
  }

  function clientError(error: NodeJS.ErrnoException, connection: Socket): void {
    if (!connection.writable) connection.destroy();
    else if (!refused.has(connection))
      refuse(connection, { headers: {}, socket: connection }, refusalOf(error));
  }

  function connection(socket: Socket): void {
    turns.accepted();
    if (connections.admit(socket)) return;
    refused.add(socket);
    sendAndClose(socket, answerOf(TOO_MANY_CONNECTIONS));
  }

  return { request, upgrade, connect, clientError, connection };
}

const TOO_MANY_CONNECTIONS = refusal(503, 'TOO_MANY_CONNECTIONS', 'Too many connections are open.');

function deadlines({ requestMs, idleMs }: Limits) {
  return {
    headersTimeout: Math.min(HEAD_MS, requestMs),
    requestTimeout: requestMs,
    keepAliveTimeout: idleMs,
    connectionsCheckingInterval: Math.min(1000, requestMs / 4),
  };
}

/** @param error of Node's parser, or of its deadlines */
function refusalOf({ code }: NodeJS.ErrnoException): GraphQLError {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return refusal(408, 'TIMEOUT', 'The request did not arrive in time.');
  }
  if (code === 'HPE_HEADER_OVERFLOW') return headTooLong();
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') {
    return refusal(413, 'LIMIT_EXCEEDED', 'The extensions of a chunk are too long.');
  }
  return badRequest('The request is not valid HTTP.');
}

/** Adds the request's id to log lines, and its trace to spans. */
function inContextOf(request: IncomingMessage, requestId: string, work: () => void): void {
  const parent = propagation.extract(context.active(), request.headers);
  context.with(parent, () => withLogFields({ requestId }, work));
}

/** The caller's own id where it has the form of one. */
function idOf(request: IncomingMessage): string {
  const sent = request.headers['x-request-id'];
  return typeof sent === 'string' && /^[\w-]{1,64}$/.test(sent) ? sent : randomUUID();
}

/** Without an `end` event: after one, the client would not connect again. */
function cut(response: ServerResponse): void {
  response.write(`retry: ${RECONNECT_MS}\n\n`, () => response.destroy());
}
