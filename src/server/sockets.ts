// Owns the API over WebSocket, the protocol of graphql-ws, beside HTTP on the same path. Each operation goes through the
// app as one over HTTP does, so every plugin holds for it. A socket is somebody's: the token is looked at when it opens and
// for each operation, and the socket does not outlive it. What a client does wrong closes its own socket and nothing else.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { GraphQLError, parse, type ExecutionArgs, type ExecutionResult } from 'graphql';
import { CloseCode, handleProtocols, makeServer, type SubscribePayload } from 'graphql-ws';
import { finalAsyncIterator, isAsyncIterable, type GraphQLParams } from 'graphql-yoga';
import { WebSocketServer, type WebSocket } from 'ws';
import type { App, AppOptions } from './app.ts';
import { createCallers } from '../graphql/auth/callers.ts';
import { createErrorMask, formatError } from '../graphql/errors.ts';
import { authorizationOf, isFromAllowedSite, refuseSocket } from './handshake.ts';
import { rateLimited } from '../graphql/limits/errors.ts';
import { countOpen } from '../graphql/limits/open-count.ts';
import { at } from '../graphql/yoga/token-expiry.ts';
import { schema } from './schema.ts';

export interface Sockets {
  /** Whether this is for us to take over, and not to be answered as a request. */
  wants(message: IncomingMessage): boolean;
  /** Makes a socket of the connection, or answers why not. Never throws. */
  upgrade(message: IncomingMessage, connection: Duplex, head: Buffer): void;
  /** Closes each socket as soon as nothing but subscriptions runs on it; what a client sends from now on is not begun. */
  stop(): void;
  /** Cuts off those that are still there. */
  terminate(): void;
}

/** A client of graphql-ws connects again after this code, and after those below that are not its fault. */
const SERVICE_RESTART = 1012;
const TRY_AGAIN_LATER = 1013;
/** How long a client has to say who it is. */
const INIT_MS = 10_000;
/** A client that answers no ping for so long is gone. */
const PING_MS = 12_000;
/** So that subscriptions are told why they end before the socket does. */
const AFTER_EXPIRY_MS = 1000;

/** What belongs to one socket. */
interface Connection {
  readonly socket: WebSocket;
  readonly message: IncomingMessage;
  /** As an Authorization header would hold it. */
  authorization: string | null;
  /** Messages that are being dealt with, those of running subscriptions among them. */
  handling: number;
  streaming: number;
  readonly leave: Set<AbortController>;
  readonly undo: (() => void)[];
}

export function createSockets(app: App, { api, tokens, limiter, services }: AppOptions): Sockets {
  const { log } = services;
  const { limits, corsOrigins } = api;
  const callers = createCallers({
    viewerOf: (authorization) => tokens.viewerOf(authorization),
    trustedProxies: api.trustedProxies,
  });
  const mask = createErrorMask(log);
  // A caller who may watch so many things at once needs no more sockets than that.
  const open = countOpen(limits.subscriptions);
  const connections = new Set<Connection>();
  let stopping = false;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: limits.bodyBytes, handleProtocols });

  const protocol = makeServer<Record<string, unknown>, Connection>({
    connectionInitWaitTimeout: INIT_MS,
    onConnect: ({ connectionParams, extra }) => admit(extra, connectionParams),
    async onSubscribe({ extra }, _id, payload) {
      const result = await run(extra, payload);
      if (!isAsyncIterable(result) && !('data' in result)) return result.errors ?? [];
      // The app has run it; what is left is to hand the result over.
      return { schema, document: DONE, contextValue: result };
    },
    execute: ({ contextValue }: ExecutionArgs) => contextValue as ExecutionResult,
    onError: (_context, _id, _payload, errors) =>
      errors.map((error) => (error instanceof GraphQLError ? formatError(error) : error)),
  });

  /** @returns whether the caller may use the socket; where not, it is closed with the reason */
  async function admit(
    connection: Connection,
    params: Record<string, unknown> | undefined,
  ): Promise<boolean> {
    const { socket, message, undo } = connection;
    connection.authorization = authorizationOf(message, params);
    const request = requestOf(message, connection.authorization);
    try {
      const viewer = await callers.viewerOf(request);
      const caller = await callers.callerOf(request);
      if (socket.readyState !== socket.OPEN) return false;
      if (!open.take(caller)) {
        socket.close(TRY_AGAIN_LATER, `At most ${limits.subscriptions} sockets may be open at once.`);
        return false;
      }
      undo.push(() => open.release(caller));
      if (viewer.kind === 'anonymous') return true;
      const end = new Date(viewer.expiresAt.getTime() + AFTER_EXPIRY_MS);
      undo.push(at(end, () => socket.close(CloseCode.Forbidden, 'the token has expired')));
      return true;
    } catch (error) {
      const told = mask(error);
      const { code } = told.extensions;
      if (code === 'UNAUTHENTICATED') socket.close(CloseCode.Forbidden, told.message);
      else if (code === 'UNAVAILABLE') socket.close(TRY_AGAIN_LATER, told.message);
      else socket.close(CloseCode.InternalServerError, told.message);
      return false;
    }
  }

  async function run(
    connection: Connection,
    payload: SubscribePayload,
  ): Promise<ExecutionResult | AsyncIterable<ExecutionResult>> {
    const { message, authorization } = connection;
    const leave = new AbortController();
    connection.leave.add(leave);
    try {
      const request = requestOf(message, authorization, leave.signal);
      const result = await app.getResultForParams({ params: paramsOf(payload), request }, { req: message });
      if (!result) throw new Error('the app gave no answer');
      if (!isAsyncIterable(result)) return result;
      connection.streaming += 1;
      closeIfIdle(connection);
      return finalAsyncIterator(result, () => (connection.streaming -= 1));
    } catch (error) {
      return { errors: [mask(error)] };
    } finally {
      connection.leave.delete(leave);
    }
  }

  /** As the plugins know one. */
  function requestOf(message: IncomingMessage, authorization: string | null, signal?: AbortSignal): Request {
    const headers = authorization === null ? {} : { authorization };
    const init = { method: 'POST', headers, ...(signal && { signal }) };
    const request = new app.fetchAPI.Request(`http://localhost${app.graphqlEndpoint}`, init);
    callers.arrived(request, message);
    return request;
  }

  async function accept(message: IncomingMessage, connection: Duplex, head: Buffer): Promise<void> {
    if (!isFromAllowedSite(message, corsOrigins)) {
      refuseSocket(connection, 403, 'This site may not call the API.');
      return;
    }
    const caller = await callers.callerOf(requestOf(message, authorizationOf(message)));
    const { allowed, resetSeconds } = await limiter.consume(caller);
    if (stopping) refuseSocket(connection, 503, 'This process is stopping.');
    else if (allowed) sockets.handleUpgrade(message, connection, head, opened);
    else {
      const { message: reason } = rateLimited(resetSeconds);
      refuseSocket(connection, 429, reason, `Retry-After: ${resetSeconds}\r\n`);
    }
  }

  function opened(socket: WebSocket, message: IncomingMessage): void {
    const connection: Connection = {
      socket,
      message,
      authorization: null,
      handling: 0,
      streaming: 0,
      leave: new Set(),
      undo: [keepAlive(socket)],
    };
    connections.add(connection);
    // What the socket's events lead to belongs to the request that opened it, in logs and in traces.
    const inside = AsyncLocalStorage.snapshot();
    const broken = (error: unknown) => inside(() => log.debug({ err: error }, 'a socket was closed'));
    // A frame that is too large or broken: ws itself closes the socket and says why.
    socket.on('error', broken);
    const closed = inside(() =>
      protocol.opened(
        {
          protocol: socket.protocol,
          send: (text) =>
            new Promise((resolve, reject) => {
              if (socket.readyState !== socket.OPEN) resolve();
              else socket.send(text, (error) => (error ? reject(error) : resolve()));
            }),
          close: (code, reason) => socket.close(code, reason),
          onMessage: (handle) => socket.on('message', (data) => void inside(receive, handle, data as Buffer)),
        },
        connection,
      ),
    );
    socket.once('close', (code, reason) => {
      connections.delete(connection);
      for (const undo of connection.undo) undo();
      for (const leave of connection.leave) leave.abort();
      closed(code, reason.toString()).catch(broken);
    });

    async function receive(handle: (text: string) => Promise<void>, data: Buffer): Promise<void> {
      // Its client sends it again, to whom it connects next.
      if (stopping) return;
      connection.handling += 1;
      try {
        await handle(data.toString());
      } catch (error) {
        broken(error);
        socket.close(CloseCode.BadRequest, 'Invalid message received');
      } finally {
        connection.handling -= 1;
        closeIfIdle(connection);
      }
    }
  }

  function closeIfIdle({ socket, handling, streaming }: Connection): void {
    if (!stopping || handling > streaming) return;
    socket.close(SERVICE_RESTART, 'This process is stopping, connect again.');
  }

  return {
    wants: ({ url, headers }) =>
      headers.upgrade?.toLowerCase() === 'websocket' && url?.split('?', 1)[0] === app.graphqlEndpoint,
    upgrade(message, connection, head) {
      connection.on('error', (error) => log.debug({ err: error }, 'a connection broke'));
      accept(message, connection, head).catch((error: unknown) => {
        log.error({ err: error }, 'a socket could not be opened');
        connection.destroy();
      });
    },
    stop() {
      stopping = true;
      for (const connection of connections) closeIfIdle(connection);
    },
    terminate() {
      for (const { socket } of connections) socket.terminate();
    },
  };
}

/** Stands for what the app has run already. */
const DONE = parse('{ __typename }');

/** A persisted operation has no document, where the protocol wants a text. */
function paramsOf({ query, ...params }: SubscribePayload): GraphQLParams {
  const given = Object.entries(params).filter(([, value]) => value !== null);
  return { ...Object.fromEntries(given), ...(query !== '' && { query }) };
}

/** @returns how to stop it */
function keepAlive(socket: WebSocket): () => void {
  let answered = true;
  socket.on('pong', () => (answered = true));
  const timer = setInterval(() => {
    if (answered) socket.ping();
    else socket.terminate();
    answered = false;
  }, PING_MS);
  return () => clearInterval(timer);
}
