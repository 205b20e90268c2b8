// Limits what the client of a socket sends: messages and pings by their number, all bytes by the rate of its caller. Bytes of a
// message are held from their arrival, also where it comes in fragments. A socket over a limit is closed.
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { BYTES_PER_REQUEST, requestsOfBytes, type Rate } from '../graphql/limits/rate-limit.ts';

/** Clients of graphql-ws connect again after this code. */
export const TRY_AGAIN_LATER = 1013;
/** Clients of graphql-ws give up after this code. */
const POLICY_VIOLATION = 1008;
const MINUTE_MS = 60_000;
/** How long a client that is closed at once may take to read the reason. */
const REASON_MS = 1000;
/** What a client sends around the payload of a ping or a pong. */
const CONTROL_FRAME_BYTES = 6;

export interface SocketInputOptions {
  /** Of a client: operations, their ends, and pings and pongs of either protocol. */
  readonly messagesPerMinute: number;
  /** Notes bytes that are in memory. @returns releases them */
  readonly hold: (bytes: number) => () => void;
  /** Counts requests for the caller of the socket. Never rejects. */
  readonly count: (requests: number) => Promise<Rate>;
}

export interface SocketInput {
  /** Whether all that has arrived so far is within the rate. */
  isWithinRate(): Promise<boolean>;
}

export function limitInput(socket: WebSocket, stream: Duplex, options: SocketInputOptions): SocketInput {
  limitMessages(socket, options.messagesPerMinute);
  holdFragments(socket, stream, options.hold);
  return { isWithinRate: countBytes(socket, stream, options.count) };
}

function limitMessages(socket: WebSocket, perMinute: number): void {
  let [count, since] = [0, performance.now()];
  const take = () => {
    const now = performance.now();
    if (now - since >= MINUTE_MS) [count, since] = [0, now];
    count += 1;
    if (count === perMinute + 1)
      cutOff(socket, POLICY_VIOLATION, `At most ${perMinute} messages a minute may be sent.`);
  };
  for (const event of ['message', 'ping', 'pong']) socket.on(event, take);
}

/** Holds what has arrived of a message until it is whole. */
function holdFragments(socket: WebSocket, stream: Duplex, hold: SocketInputOptions['hold']): void {
  let [arrived, ofControlFrames, isWhole] = [0, 0, false];
  const releases: (() => void)[] = [];
  const releaseAll = () => {
    arrived = 0;
    for (const release of releases.splice(0)) release();
  };
  // They may come between two fragments.
  for (const event of ['ping', 'pong'])
    socket.on(event, ({ length }: Buffer) => (ofControlFrames += CONTROL_FRAME_BYTES + length));
  socket.on('message', () => {
    isWhole = true;
    releaseAll();
  });
  socket.on('close', releaseAll);
  // After ws has read the bytes.
  stream.on('data', ({ length }: Buffer) => {
    arrived += length - ofControlFrames;
    if (isWhole || arrived <= 0) releaseAll();
    else releases.push(hold(length));
    [ofControlFrames, isWhole] = [0, false];
  });
}

function countBytes(
  socket: WebSocket,
  stream: Duplex,
  count: SocketInputOptions['count'],
): SocketInput['isWithinRate'] {
  let uncounted = 0;
  let counted = Promise.resolve(true);
  async function isAllowed(requests: number): Promise<boolean> {
    const { allowed, resetSeconds } = await count(requests);
    if (!allowed) cutOff(socket, TRY_AGAIN_LATER, `Too many bytes; try again in ${resetSeconds} s.`);
    return allowed;
  }
  // Before ws reads the bytes.
  stream.prependListener('data', ({ length }: Buffer) => {
    uncounted += length;
    const requests = requestsOfBytes(uncounted);
    if (requests === 0) return;
    uncounted -= requests * BYTES_PER_REQUEST;
    counted = counted.then((stillAllowed) => stillAllowed && isAllowed(requests));
  });
  return () => counted;
}

/** Reads nothing more from it. */
function cutOff(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, reason);
  socket.pause();
  setTimeout(() => socket.terminate(), REASON_MS).unref();
}
