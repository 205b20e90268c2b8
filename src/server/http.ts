// Owns the port of a process: what orchestrators ask (/health, /ready, /metrics), then the API where this process serves
// it. At the end no accepted request is dropped: new ones are turned away first, running ones end within a bound, and
// event streams and sockets are cut so that their clients connect again, elsewhere.
import { randomUUID, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { context, propagation } from '@opentelemetry/api';
import { withLogFields } from '../observability/logger.ts';
import type { Readiness } from './readiness.ts';
import type { Sockets } from './sockets.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

export interface ServerOptions {
  /** Null in a process that serves no API. */
  readonly app: Handler | null;
  /** Null: none are opened. */
  readonly sockets: Sockets | null;
  readonly readiness: Readiness;
  readonly serveMetrics: Handler;
  /** What a bearer must show to read the metrics; null: they are not served. */
  readonly metricsToken: string | null;
}

export interface HttpServer {
  readonly server: Server;
  /**
   * Ends the server.
   * @param drainMs how long it goes on accepting while it says it is not ready, for balancers to notice
   * @param finishMs how long running requests may take then
   */
  stop(drainMs: number, finishMs: number): Promise<void>;
}

/** A client that lost its event stream waits so long before it connects again, in milliseconds. */
const RECONNECT_MS = 1000;

/** @throws the error of the socket, EADDRINUSE for one */
export async function startServer(options: ServerOptions, port: number): Promise<HttpServer> {
  const { readiness, sockets } = options;
  const open = new Set<ServerResponse>();
  let stopping = false;
  // An upgrade to anything else is ignored, and the request answered as it is.
  const shouldUpgradeCallback = (request: IncomingMessage) => sockets?.wants(request) ?? false;
  const server = createServer({ shouldUpgradeCallback }, (request, response) => {
    open.add(response);
    response.once('close', () => open.delete(response));
    if (stopping) response.setHeader('Connection', 'close');
    const requestId = idOf(request);
    response.setHeader('X-Request-Id', requestId);
    inContextOf(request, requestId, () => route(options, request, response));
  });
  server.on('upgrade', (request, connection, head) =>
    inContextOf(request, idOf(request), () => sockets?.upgrade(request, connection, head)),
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, resolve);
  });
  return {
    server,
    async stop(drainMs, finishMs) {
      stopping = true;
      readiness.stopping();
      await new Promise((resolve) => setTimeout(resolve, drainMs));
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const response of open) if (isEventStream(response)) cut(response);
      sockets?.stop();
      const late = setTimeout(() => {
        server.closeAllConnections();
        sockets?.terminate();
      }, finishMs);
      await closed;
      clearTimeout(late);
    },
  };
}

/** What is logged and traced meanwhile names the request. */
function inContextOf(request: IncomingMessage, requestId: string, work: () => void): void {
  const parent = propagation.extract(context.active(), request.headers);
  context.with(parent, () => withLogFields({ requestId }, work));
}

function route(options: ServerOptions, request: IncomingMessage, response: ServerResponse): void {
  const { app, readiness, serveMetrics, metricsToken } = options;
  const path = request.url?.split('?', 1)[0];
  if (path === '/health') answer(response, 200, { status: 'up' });
  else if (path === '/ready') {
    void readiness.look().then((state) => answer(response, state.ready ? 200 : 503, state));
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

/** The caller's own, where it can be trusted to be no more than an id. */
function idOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && /^[\w-]{1,64}$/.test(given) ? given : randomUUID();
}

function isBearer(request: IncomingMessage, token: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? '');
  const expected = Buffer.from(`Bearer ${token}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function isEventStream(response: ServerResponse): boolean {
  return String(response.getHeader('content-type')).startsWith('text/event-stream');
}

/** Without an end, since an ended stream means to its client that there is nothing more to come. */
function cut(response: ServerResponse): void {
  response.write(`retry: ${RECONNECT_MS}\n\n`, () => response.destroy());
}
