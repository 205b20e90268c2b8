// Serves the API over WebSocket on the same path as HTTP. Accepts or refuses the handshake, and closes the sockets when the
// process stops.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { handleProtocols } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import type { App, AppOptions } from './app.ts';
import { createCallers, type Callers } from '../graphql/auth/callers.ts';
import { rateLimited } from '../graphql/limits/errors.ts';
import { createErrorMask } from '../graphql/errors.ts';
import { answerOf, refusal, sendAndClose } from './answer.ts';
import { authorizationOf, isFromAllowedSite } from './handshake.ts';
import { badRequest } from './request-head.ts';
import { Connection, type ConnectionOptions } from './socket-connection.ts';
import { createSocketProtocol, type SocketProtocolOptions } from './socket-protocol.ts';

export interface Sockets {
  /** Whether the request is an upgrade to a socket of ours. */
  wants(message: IncomingMessage): boolean;
  /** Opens a socket, or answers with the reason of the refusal. Never throws. */
  upgrade(message: IncomingMessage, connection: Duplex, head: Buffer, hold: ConnectionOptions['hold']): void;
  /** Closes each socket as soon as nothing but subscriptions runs on it. Ignores messages from now on. */
  stop(): void;
  /** Cuts off the sockets that are still open. */
  terminate(): void;
}

/** Of one message. The client decides how it splits one; none of the usual clients does. */
const MAX_FRAGMENTS = 1024;

export function createSockets(app: App, options: AppOptions): Sockets {
  const { api, tokens, limiter, playgroundTokens } = options;
  const { limits, corsOrigins } = api;
  const { log } = options.services;
  const callers = createCallers(tokens, api.trustedProxies);
  const connections = new Set<Connection>();
  let stopping = false;
  const mask = createErrorMask(log);
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: limits.bodyBytes,
    // Others are served between two messages of a burst.
    allowSynchronousEvents: false,
    maxFragments: MAX_FRAGMENTS,
    // A short message may unpack to a long one, and packing takes memory per socket.
    perMessageDeflate: false,
    handleProtocols,
  });
  server.on('wsClientError', ({ message }, connection) => {
    sendAndClose(connection, answerOf(badRequest(`${message}.`)));
  });
  // Each socket may hold one subscription, so a caller needs no more sockets than subscriptions.
  const maximum = limits.subscriptions;
  // An operation takes two messages, to begin and to end it. A ping each second is more than any client sends.
  const messagesPerMinute = 2 * limits.requestsPerMinute + 60;
  const requestOf = createRequests(app, callers);
  const protocol = createSocketProtocol({ app, callers, log, maximum, requestOf });

  const count: ConnectionOptions['count'] = async (connection, requests) =>
    limiter.consume(
      await callers.callerOf(requestOf(connection.message, connection.authorization)),
      requests,
    );

  async function accept(...[message, connection, head, hold]: Parameters<Sockets['upgrade']>): Promise<void> {
    const caller = await callers.callerOf(requestOf(message, authorizationOf(message)));
    const { allowed, resetSeconds } = await limiter.consume(caller);
    if (!allowed) throw rateLimited(resetSeconds);
    if (!isFromAllowedSite(message, corsOrigins, playgroundTokens !== null)) {
      throw refusal(403, 'FORBIDDEN', 'This site may not call the API.');
    }
    if (stopping) throw refusal(503, 'UNAVAILABLE', 'This process is stopping.');
    open(message, connection, head, hold);
  }

  function open(...[message, stream, head, hold]: Parameters<Sockets['upgrade']>): void {
    server.handleUpgrade(message, stream, head, (socket) => {
      const connection = new Connection(socket, message, stream, { log, messagesPerMinute, hold, count });
      connections.add(connection);
      connection.onClose(() => connections.delete(connection));
      connection.serve(protocol);
    });
  }

  return {
    wants: ({ url, headers }) =>
      headers.upgrade?.toLowerCase() === 'websocket' && url?.split('?', 1)[0] === app.graphqlEndpoint,
    upgrade(message, connection, head, hold) {
      connection.on('error', (error) => log.debug({ err: error }, 'a connection broke'));
      accept(message, connection, head, hold).catch((error: unknown) => {
        sendAndClose(connection, answerOf(mask(error)));
      });
    },
    stop() {
      stopping = true;
      for (const connection of connections) connection.stop();
    },
    terminate() {
      for (const { socket } of connections) socket.terminate();
    },
  };
}

function createRequests(app: App, callers: Callers): SocketProtocolOptions['requestOf'] {
  return (message, authorization, signal) => {
    const headers = authorization === null ? {} : { authorization };
    const init = { method: 'POST', headers, ...(signal && { signal }) };
    const request = new app.fetchAPI.Request(`http://localhost${app.graphqlEndpoint}`, init);
    callers.noteAddress(request, message);
    return request;
  };
}
