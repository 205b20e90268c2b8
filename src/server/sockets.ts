// Serves the API over WebSocket on the same path as HTTP. Accepts or refuses the handshake, and closes the sockets when the
// process stops.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { handleProtocols } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import type { App, AppOptions } from './app.ts';
import { createCallers, type Callers } from '../graphql/auth/callers.ts';
import { rateLimited } from '../graphql/limits/errors.ts';
import { authorizationOf, isFromAllowedSite, refuseSocket } from './handshake.ts';
import { Connection } from './socket-connection.ts';
import { createSocketProtocol, type SocketProtocolOptions } from './socket-protocol.ts';

export interface Sockets {
  /** Whether the request is an upgrade to a socket of ours. */
  wants(message: IncomingMessage): boolean;
  /** Opens a socket, or answers with the reason of the refusal. Never throws. */
  upgrade(message: IncomingMessage, connection: Duplex, head: Buffer): void;
  /** Closes each socket as soon as nothing but subscriptions runs on it. Ignores messages from now on. */
  stop(): void;
  /** Cuts off the sockets that are still open. */
  terminate(): void;
}

export function createSockets(app: App, options: AppOptions): Sockets {
  const { api, tokens, limiter, playgroundTokens } = options;
  const { limits, corsOrigins } = api;
  const { log } = options.services;
  const callers = createCallers(tokens, api.trustedProxies);
  const connections = new Set<Connection>();
  let stopping = false;
  const server = new WebSocketServer({ noServer: true, maxPayload: limits.bodyBytes, handleProtocols });
  // Each socket may hold one subscription, so a caller needs no more sockets than subscriptions.
  const maximum = limits.subscriptions;
  const requestOf = createRequests(app, callers);
  const protocol = createSocketProtocol({ app, callers, log, maximum, requestOf });

  async function accept(message: IncomingMessage, connection: Duplex, head: Buffer): Promise<void> {
    if (!isFromAllowedSite(message, corsOrigins, playgroundTokens !== null)) {
      refuseSocket(connection, 403, 'This site may not call the API.');
      return;
    }
    const caller = await callers.callerOf(requestOf(message, authorizationOf(message)));
    const { allowed, resetSeconds } = await limiter.consume(caller);
    if (stopping) refuseSocket(connection, 503, 'This process is stopping.');
    else if (allowed) open(message, connection, head);
    else {
      const { message: reason } = rateLimited(resetSeconds);
      refuseSocket(connection, 429, reason, `Retry-After: ${resetSeconds}\r\n`);
    }
  }

  function open(message: IncomingMessage, stream: Duplex, head: Buffer): void {
    server.handleUpgrade(message, stream, head, (socket) => {
      const connection = new Connection(socket, message, log);
      connections.add(connection);
      connection.onClose(() => connections.delete(connection));
      connection.serve(protocol);
    });
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
