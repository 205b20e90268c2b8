// Bounds what connections may hold: their number for one address and in all, the requests that wait on one of them, the bytes of
// requests in all, and how long a client may leave bytes unread. A connection over a bound is destroyed, which ends everything
// that runs for it.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ApiConfig } from '../config/api.ts';
import { networkOf } from '../graphql/auth/addresses.ts';
import { countOpen } from '../graphql/limits/open-count.ts';
import { BYTES_PER_REQUEST } from '../graphql/limits/rate-limit.ts';
import { boundHeldBytes, type HeldBytes } from './held-bytes.ts';
import { hasBody } from './request-head.ts';

/** Answers of the largest size that may wait for clients at once, over all connections. */
const UNREAD_ANSWERS = 20;
/** Bodies and messages of the largest size that may be held at once, over all connections. In memory each takes some times more. */
const HELD_BODIES = 20;
/** Clients wait for an answer before they send the next request, or send a few ahead. */
const WAITING_REQUESTS = 32;
/** The time between two looks at all connections is a part of the deadline, and a second at most. */
const LOOKS_PER_DEADLINE = 4;
/** How long the client of a body that is not read may take to read the answer. */
const LAST_ANSWER_MS = 1000;

interface Connection {
  readonly responses: Set<ServerResponse>;
  /** When bytes began to wait for the client, as performance.now(); null: none wait. */
  unreadSince: number | null;
}

export interface Connections {
  /** @returns false for a connection over a maximum */
  admit(socket: Socket): boolean;
  /** Notes a request until its answer has ended. @returns false where its connection was destroyed */
  begin(request: IncomingMessage, response: ServerResponse): boolean;
  /** Counts bytes that arrived in another way than as a body. */
  readonly hold: HeldBytes['hold'];
  /** Whether an answer has begun that has not ended. */
  isAnswering(socket: Socket): boolean;
  /** The responses that have not ended. */
  responses(): ServerResponse[];
  close(): void;
}

export function trackConnections({ limits, trustedProxies }: ApiConfig): Connections {
  const open = new Map<Socket, Connection>();
  // All connections come from the proxies where there are some. What is open per caller has its own limit.
  const perAddress = countOpen(trustedProxies > 0 ? Infinity : limits.connections);
  const { totalConnections, readMs, bodyBytes } = limits;
  const held = boundHeldBytes(HELD_BODIES * bodyBytes);
  const look = setInterval(
    () => {
      destroyOverdue(open, readMs);
      destroyLargest(open, UNREAD_ANSWERS * limits.responseBytes);
    },
    Math.min(1000, readMs / LOOKS_PER_DEADLINE),
  ).unref();

  return {
    admit(socket) {
      const address = networkOf(socket.remoteAddress ?? '') ?? 'none';
      if (open.size >= totalConnections || !perAddress.take(address)) return false;
      const connection: Connection = { responses: new Set(), unreadSince: null };
      open.set(socket, connection);
      socket.on('drain', () => (connection.unreadSince = null));
      socket.once('close', () => {
        open.delete(socket);
        perAddress.release(address);
        for (const response of connection.responses) closeWaiting(response);
      });
      return true;
    },
    hold: held.hold,
    begin(request, response) {
      const { socket } = request;
      const responses = open.get(socket)?.responses;
      if (!responses || responses.size >= WAITING_REQUESTS) {
        socket.destroy();
        return false;
      }
      responses.add(response);
      response.once('close', () => responses.delete(response));
      if (hasBody(request.headers)) {
        beforeHead(response, (status) => {
          if (!request.complete && !mayEnd(request, status, bodyBytes)) readNoMore(socket, response);
        });
      }
      held.countBody(request, response);
      return true;
    },
    isAnswering: (socket) =>
      [...(open.get(socket)?.responses ?? [])].some((response) => response.headersSent),
    responses: () => [...open.values()].flatMap(({ responses }) => [...responses]),
    close: () => clearInterval(look),
  };
}

function destroyOverdue(open: ReadonlyMap<Socket, Connection>, readMs: number): void {
  const now = performance.now();
  for (const [socket, connection] of open) {
    if (socket.writableLength === 0) connection.unreadSince = null;
    else connection.unreadSince ??= now;
    const isUnread = connection.unreadSince !== null && now - connection.unreadSince >= readMs;
    if (isUnread || waitsBehindStream(connection)) socket.destroy();
  }
}

/**
 * Node reads what is left of a body after the answer, to throw it away: some clients send all of it before they read. That is left
 * to it where the body is not much too long and was counted. A chunk may have one byte and take as long as a thousand.
 */
function mayEnd({ headers }: IncomingMessage, status: number, maximum: number): boolean {
  const uncounted = [400, 429].includes(status);
  return Number(headers['content-length']) < (uncounted ? BYTES_PER_REQUEST : 2 * maximum);
}

function beforeHead(response: ServerResponse, act: (status: number) => void): void {
  const writeHead = response.writeHead.bind(response) as (...all: unknown[]) => ServerResponse;
  response.writeHead = (status: number, ...more: unknown[]) => {
    act(status);
    return writeHead(status, ...more);
  };
}

/** Tells the client that this answer is the last. A client that still writes when its connection is destroyed may lose the answer. */
function readNoMore(socket: Socket, response: ServerResponse): void {
  response.setHeader('Connection', 'close');
  // Node calls it after a last answer, and then resumes the connection.
  socket.destroySoon = () => {
    socket.end();
    setImmediate(() => socket.pause());
    setTimeout(() => socket.destroy(), LAST_ANSWER_MS).unref();
  };
}

/** Destroys those with the most unread bytes until the others have no more than this together. */
function destroyLargest(open: ReadonlyMap<Socket, Connection>, maximum: number): void {
  const unread = [...open]
    .map(([socket, connection]) => ({ socket, bytes: unreadBytes(socket, connection) }))
    .sort((a, b) => b.bytes - a.bytes);
  let sum = unread.reduce((total, { bytes }) => total + bytes, 0);
  for (const { socket, bytes } of unread) {
    if (sum <= maximum) return;
    socket.destroy();
    sum -= bytes;
  }
}

/** With the answers that wait behind the one being sent. */
function unreadBytes(socket: Socket, { responses }: Connection): number {
  const waiting = [...responses].filter((response) => response.socket === null);
  return waiting.reduce((sum, { writableLength }) => sum + writableLength, socket.writableLength);
}

/** Node tells the end of a connection only to the answer that is being sent, not to those behind it. */
function closeWaiting(response: ServerResponse): void {
  if (response.socket === null) response.destroy().emit('close');
}

/** An event stream does not end, so the answers behind it would be kept and never be sent. */
function waitsBehindStream({ responses }: Connection): boolean {
  return responses.size > 1 && [...responses].some(isEventStream);
}

export function isEventStream(response: ServerResponse): boolean {
  return String(response.getHeader('content-type')).startsWith('text/event-stream');
}
