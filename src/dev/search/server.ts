// The local Algolia-compatible HTTP server, on loopback only. Every request passes through `answer`.
// A Failure becomes Algolia's error body. A bug becomes a 500 and a process warning; the answer has no stack.
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

import type { Engine } from './engine.ts';
import { Failure, badRequest } from './failure.ts';
import { ConnectionReset, Faults } from './faults.ts';
import { authorize, Rates } from './keys.ts';
import { readJsonBody } from './request-body.ts';
import { indexRoutes } from './routes/indices.ts';
import { keyRoutes } from './routes/keys.ts';
import { answerLocal, emptyMeter } from './routes/local.ts';
import { recordRoutes } from './routes/records.ts';
import { findRoute, isWrite } from './routes/route.ts';
import { searchRoutes } from './routes/searches.ts';
import { Store } from './store.ts';

export interface LocalSearchOptions {
  /** 0 takes any free port. @default 0 */
  port?: number;
  /** The folder of the journal. @default none: in memory only */
  dataFolder?: string;
  appId: string;
  adminKey: string;
  /** The largest record, as compact JSON in UTF-8. @default 10000 */
  maxRecordBytes?: number;
  /** The largest request body, also after decompression. @default 33554432 */
  maxRequestBytes?: number;
  /** How many ports it listens on. Each is a host to the client and can fail alone. @default 1 */
  hosts?: number;
  /** Whether `/_local/faults` is served. @default false */
  allowFaults?: boolean;
  /** Rewrite the journal once it is larger than this and has doubled. @default 67108864 */
  compactAfterBytes?: number;
}

export interface LocalSearchServer {
  /** The first of `urls`. */
  url: string;
  port: number;
  urls: readonly string[];
  /** Closes open connections; writes not applied yet stay in the journal. May be called more than once. */
  close: () => Promise<void>;
}

const routes = [...searchRoutes, ...indexRoutes, ...keyRoutes, ...recordRoutes];

export async function startLocalSearchServer(options: LocalSearchOptions): Promise<LocalSearchServer> {
  const { hosts = 1 } = options;
  const faults = new Faults(hosts);
  const store = new Store({
    folder: options.dataFolder,
    lateness: () => faults.lateness(),
    compactAfterBytes: options.compactAfterBytes ?? 64 * 1024 * 1024,
  });
  const engine: Engine = {
    store,
    meter: emptyMeter(),
    rates: new Rates(),
    faults,
    faultsAllowed: options.allowFaults ?? false,
    appId: options.appId,
    adminKey: options.adminKey,
    maxRecordBytes: options.maxRecordBytes ?? 10_000,
    maxRequestBytes: options.maxRequestBytes ?? 32 * 1024 * 1024,
  };
  const servers = Array.from({ length: hosts }, (_, host) =>
    createServer(KEEP_ALIVE, (request, response) => void handle(request, response, engine, host)),
  );
  const ports: number[] = [];
  for (const server of servers) ports.push(await listen(server, ports.length > 0 ? 0 : (options.port ?? 0)));
  const urls = ports.map((port) => `http://127.0.0.1:${port}`);
  const close = async () => {
    faults.close();
    await Promise.all(servers.map(end));
    store.close();
  };
  let closed: Promise<void> | undefined;
  return {
    url: urls[0] ?? '',
    port: ports[0] ?? 0,
    urls,
    close: () => (closed ??= close()),
  };
}

/** Longer than a busy client pauses. A request on a connection that is being closed fails as if no server ran. */
const KEEP_ALIVE = { keepAliveTimeout: 120_000 };

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  return address.port;
}

async function end(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}

/** A page of any origin may ask, as at Algolia: every request needs a key, and no cookie is one. */
const PREFLIGHT = {
  'access-control-allow-methods': 'GET, POST, PUT, DELETE',
  'access-control-allow-headers': 'content-type, x-algolia-application-id, x-algolia-api-key',
  'access-control-max-age': '600',
};

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  engine: Engine,
  host: number,
): Promise<void> {
  response.setHeader('access-control-allow-origin', '*');
  if (request.method === 'OPTIONS') {
    response.writeHead(204, PREFLIGHT).end();
    return;
  }
  try {
    send(response, 200, await answer(request, engine, host));
  } catch (error) {
    if (error instanceof ConnectionReset) {
      request.socket.resetAndDestroy();
      return;
    }
    const failure = toFailure(error);
    // The rest of an unread body would be parsed as the next request.
    if (!request.complete) response.setHeader('connection', 'close');
    send(response, failure.status, failure.body, failure.headers);
  }
}

async function answer(request: IncomingMessage, engine: Engine, host: number): Promise<unknown> {
  checkHost(request.headers.host);
  const url = URL.parse(request.url ?? '/', 'http://127.0.0.1');
  if (url === null) throw badRequest('Malformed path');
  const isLocal = url.pathname.startsWith('/_local/');
  if (!isLocal) engine.meter.requests += 1;
  const credential = (name: string) => header(request, name) ?? url.searchParams.get(name) ?? '';
  const credentials = { appId: credential('x-algolia-application-id'), key: credential('x-algolia-api-key') };
  const { appId, adminKey, store } = engine;
  const access = authorize(credentials, { appId, key: adminKey, keys: store.keys });
  if (isLocal) {
    access.require('admin');
    const body = await readJsonBody(request, engine.maxRequestBytes);
    return answerLocal(request.method, url.pathname, body, engine);
  }
  access.count(engine.rates, request.socket.remoteAddress ?? '');
  const { route, parts } = findRoute(routes, request.method ?? 'GET', url.pathname);
  const body = await readJsonBody(request, engine.maxRequestBytes);
  // The request has arrived. It is executed from here on even if its connection breaks.
  const { loseAnswer } = await engine.faults.strike({ host, writes: isWrite(route) });
  const answered = await route.answer(
    { part: (name) => parts.get(name) ?? '', query: url.searchParams, body, access },
    engine,
  );
  if (loseAnswer) throw new ConnectionReset();
  return answered;
}

/** Refuses other host names: a web page may point its own name at 127.0.0.1. */
function checkHost(host: string | undefined): void {
  if (host === undefined || !/^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/.test(host)) {
    throw new Failure(403, 'Only requests to a loopback address are answered');
  }
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}

function toFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof RangeError && error.message.includes('call stack')) {
    return badRequest('The request is nested too deeply');
  }
  process.emitWarning(error instanceof Error ? error : String(error));
  return new Failure(500, 'Internal error');
}

function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.destroyed) return;
  const text = JSON.stringify(body);
  response.writeHead(status, {
    ...headers,
    'content-type': 'application/json; charset=UTF-8',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}
