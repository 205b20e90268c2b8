// Owns the local Algolia-compatible HTTP server: loopback only, one place through which every request goes.
// A Failure becomes Algolia's error body; a bug becomes a 500 and a process warning, never a stack in the answer.
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Engine } from './engine.ts';
import { Failure, badRequest } from './failure.ts';
import { authorize } from './keys.ts';
import { readJsonBody } from './request-body.ts';
import { indexRoutes } from './routes/indices.ts';
import { keyRoutes } from './routes/keys.ts';
import { recordRoutes } from './routes/records.ts';
import { findRoute } from './routes/route.ts';
import { searchRoutes } from './routes/searches.ts';
import { Store } from './store.ts';

export interface LocalSearchOptions {
  /** 0 takes any free port. @default 0 */
  port?: number;
  /** Where the journal is kept. @default none: in memory only */
  dataFolder?: string;
  appId: string;
  adminKey: string;
  /** The largest record, as compact JSON in UTF-8. @default 10000 */
  maxRecordBytes?: number;
  /** The largest request body, also after decompression. @default 33554432 */
  maxRequestBytes?: number;
  /** How long an accepted write waits before it is applied, in milliseconds. @default 0 */
  indexingDelayMs?: number;
  /** Rewrite the journal once it is larger than this and has doubled. @default 67108864 */
  compactAfterBytes?: number;
}

export interface LocalSearchServer {
  url: string;
  port: number;
  /** Ends open connections; writes not applied yet stay in the journal. */
  close: () => Promise<void>;
}

const routes = [...searchRoutes, ...indexRoutes, ...keyRoutes, ...recordRoutes];

export async function startLocalSearchServer(options: LocalSearchOptions): Promise<LocalSearchServer> {
  const store = new Store({
    folder: options.dataFolder,
    indexingDelayMs: options.indexingDelayMs ?? 0,
    compactAfterBytes: options.compactAfterBytes ?? 64 * 1024 * 1024,
  });
  const engine: Engine = {
    store,
    meter: { records: 0, searches: 0, requests: 0 },
    appId: options.appId,
    adminKey: options.adminKey,
    maxRecordBytes: options.maxRecordBytes ?? 10_000,
  };
  const maxRequestBytes = options.maxRequestBytes ?? 32 * 1024 * 1024;
  const server = createServer((request, response) => {
    void handle(request, response, engine, maxRequestBytes);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      store.close();
    },
  };
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  engine: Engine,
  maxRequestBytes: number,
): Promise<void> {
  try {
    send(response, 200, await answer(request, engine, maxRequestBytes));
  } catch (error) {
    const failure = toFailure(error);
    // What is left of a body that was not read would be taken for the next request.
    if (!request.complete) response.setHeader('connection', 'close');
    send(response, failure.status, failure.body);
  }
}

async function answer(request: IncomingMessage, engine: Engine, maxRequestBytes: number): Promise<unknown> {
  checkHost(request.headers.host);
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (url.pathname.startsWith('/_local/')) return answerLocal(request.method, url.pathname, engine);
  engine.meter.requests += 1;
  const given = (name: string) => header(request, name) ?? url.searchParams.get(name) ?? '';
  const credentials = { appId: given('x-algolia-application-id'), key: given('x-algolia-api-key') };
  const { appId, adminKey, store } = engine;
  const access = authorize(credentials, { appId, key: adminKey, keys: store.keys });
  const { route, parts } = findRoute(routes, request.method ?? 'GET', url.pathname);
  const body = await readJsonBody(request, maxRequestBytes);
  return route.answer(
    { part: (name) => parts.get(name) ?? '', query: url.searchParams, body, access },
    engine,
  );
}

/** What Algolia does not have: `/_local/meter` reads the counters with GET and resets them with POST or DELETE. */
function answerLocal(method: string | undefined, path: string, { meter }: Engine): unknown {
  if (path !== '/_local/meter') throw new Failure(404, 'Path not found');
  if (method === 'POST' || method === 'DELETE')
    Object.assign(meter, { records: 0, searches: 0, requests: 0 });
  return meter;
}

/** A web page that points its own name at 127.0.0.1 must not reach this server. */
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

function send(response: ServerResponse, status: number, body: unknown): void {
  if (response.destroyed) return;
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=UTF-8',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}
