// Listens on the port of a process: health, readiness and metrics, and the API where this process serves it. A stop drops
// no accepted request: new ones are turned away first, running ones finish within a bound. Event streams and sockets are
// cut, so that their clients connect again to another process.
import { randomUUID, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { context, propagation } from '@opentelemetry/api';
import { withLogFields } from '../observability/logger.ts';
import { listen, type Address } from './listen.ts';
import type { Readiness } from './readiness.ts';
import type { Sockets } from './sockets.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

export interface ServerOptions {
  /** Null in a process without the API. */
  readonly app: Handler | null;
  /** Null in a process without the API. */
  readonly sockets: Sockets | null;
  readonly readiness: Readiness;
  readonly serveMetrics: Handler;
  /** The bearer token that the metrics require; null: no metrics are served. */
  readonly metricsToken: string | null;
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

/** @throws the error of the socket, such as EADDRINUSE */
export async function startServer(options: ServerOptions, address: Address): Promise<HttpServer> {
  const { readiness, sockets } = options;
  const open = new Set<ServerResponse>();
  let stopping = false;
  // Any other upgrade is ignored, and the request answered as a plain one.
  const shouldUpgradeCallback = (request: IncomingMessage) => sockets?.wants(request) ?? false;
  const create = () =>
    createServer({ shouldUpgradeCallback }, (request, response) => {
      open.add(response);
      response.once('close', () => open.delete(response));
      if (stopping) response.setHeader('Connection', 'close');
      const requestId = idOf(request);
      response.setHeader('X-Request-Id', requestId);
      inContextOf(request, requestId, () => route(options, request, response));
    }).on('upgrade', (request, connection, head) =>
      inContextOf(request, idOf(request), () => sockets?.upgrade(request, connection, head)),
    );
  const { servers, port } = await listen(address, create);
  return {
    port,
    async stop(drainMs, finishMs) {
      stopping = true;
      readiness.stopping();
      await new Promise((resolve) => setTimeout(resolve, drainMs));
      const closed = Promise.all(
        servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))),
      );
      for (const response of open) if (isEventStream(response)) cut(response);
      sockets?.stop();
      const late = setTimeout(() => {
        for (const server of servers) server.closeAllConnections();
        sockets?.terminate();
      }, finishMs);
      await closed;
      clearTimeout(late);
    },
  };
}

/** Adds the request's id to log lines, and its trace to spans. */
function inContextOf(request: IncomingMessage, requestId: string, work: () => void): void {
  const parent = propagation.extract(context.active(), request.headers);
  context.with(parent, () => withLogFields({ requestId }, work));
}

function route(options: ServerOptions, request: IncomingMessage, response: ServerResponse): void {
  const { app, readiness, serveMetrics, metricsToken } = options;
  const path = request.url?.split('?', 1)[0];
  if (path === '/health') answer(response, 200, { status: 'up' });
  else if (path === '/ready') {
    void readiness.check().then((state) => answer(response, state.ready ? 200 : 503, state));
  } else if (path === '/metrics' && metricsToken !== null) {
    if (isBearer(request, metricsToken)) serveMetrics(request, response);
    else answer(response, 401, { status: 'not allowed' });
  } else if (app) app(request, response);
  else answer(response, 404, { status: 'not found' });
}

function answer(response: ServerResponse, status: number, body: object): void {
  response
    .writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
    .end(JSON.stringify(body));
}

/** The caller's own id where it has the form of one. */
function idOf(request: IncomingMessage): string {
  const sent = request.headers['x-request-id'];
  return typeof sent === 'string' && /^[\w-]{1,64}$/.test(sent) ? sent : randomUUID();
}

function isBearer(request: IncomingMessage, token: string): boolean {
  const sent = Buffer.from(request.headers.authorization ?? '');
  const expected = Buffer.from(`Bearer ${token}`);
  return sent.length === expected.length && timingSafeEqual(sent, expected);
}

function isEventStream(response: ServerResponse): boolean {
  return String(response.getHeader('content-type')).startsWith('text/event-stream');
}

/** Without an `end` event: after one, the client would not connect again. */
function cut(response: ServerResponse): void {
  response.write(`retry: ${RECONNECT_MS}\n\n`, () => response.destroy());
}
