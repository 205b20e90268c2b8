// A proxy in front of a Redis whose network fails: it delays, swallows, loses and damages. It cuts both directions into whole
// messages of Redis' protocol, so a fault may be about exactly one request or one reply.
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** @returns what arrives instead; null: nothing. Its own input: no fault */
export type Fault = (message: Buffer) => Buffer | null;

export interface RedisProxy {
  readonly url: string;
  /** Each reply waits so long, in milliseconds. */
  delayMs: number;
  /** While true nothing passes, on no connection, and none ends. */
  swallows: boolean;
  onRequest: Fault;
  onReply: Fault;
  /** The open connections stay open and carry nothing more, ever. Later ones work. */
  halfOpen(): void;
  /** Ends every fault. Half-open connections stay so. */
  heal(): void;
  close(): void;
}

const unchanged: Fault = (message) => message;

export async function startRedisProxy(port: number): Promise<RedisProxy> {
  const sockets = new Set<Socket>();
  const dead = new Set<Socket>();
  const server = createServer((client) => {
    const redis = connect(port, '127.0.0.1');
    const passes = () => !proxy.swallows && !dead.has(client);
    carry(client, redis, (message) => (passes() ? proxy.onRequest(message) : null));
    carry(
      redis,
      client,
      (message) => (passes() ? proxy.onReply(message) : null),
      () => proxy.delayMs,
    );
    for (const [one, other] of [
      [client, redis],
      [redis, client],
    ] as const) {
      sockets.add(one);
      one.setNoDelay(true);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const proxy: RedisProxy = {
    url: `redis://127.0.0.1:${address.port}`,
    ...{ delayMs: 0, swallows: false, onRequest: unchanged, onReply: unchanged },
    halfOpen() {
      for (const socket of sockets) dead.add(socket);
    },
    heal() {
      Object.assign(proxy, { delayMs: 0, swallows: false, onRequest: unchanged, onReply: unchanged });
    },
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
  return proxy;
}

function carry(from: Socket, to: Socket, pass: Fault, delayMs = () => 0): void {
  let rest: Buffer = Buffer.alloc(0);
  let free = 0;
  from.on('data', (chunk: Buffer) => {
    const { messages, incomplete } = split(Buffer.concat([rest, chunk]));
    rest = incomplete;
    for (const message of messages) {
      const passed = pass(message);
      if (!passed) continue;
      // Later messages never overtake.
      free = Math.max(free, performance.now() + delayMs());
      const waitMs = free - performance.now();
      if (waitMs > 0) setTimeout(() => to.write(passed), waitMs);
      else to.write(passed);
    }
  });
}

function split(data: Buffer): { messages: Buffer[]; incomplete: Buffer } {
  const messages: Buffer[] = [];
  let start = 0;
  for (;;) {
    const end = endOf(data, start);
    if (end === null) return { messages, incomplete: data.subarray(start) };
    messages.push(data.subarray(start, end));
    start = end;
  }
}

/** The end of the message that starts here; null: it is not complete. */
function endOf(data: Buffer, start: number): number | null {
  const lineEnd = data.indexOf('\r\n', start);
  if (lineEnd < 0) return null;
  const [type, size] = [
    data.toString('latin1', start, start + 1),
    Number(data.toString('latin1', start + 1, lineEnd)),
  ];
  let end: number | null = lineEnd + 2;
  if (type === '$' && size >= 0) end += size + 2;
  if (type === '*') for (let item = 0; item < size && end !== null; item += 1) end = endOf(data, end);
  return end !== null && end <= data.length ? end : null;
}

/** A fault of one message: of the `nth` that holds this text, counted from 0. */
export function onlyThe(nth: number, holds: string, fault: Fault): Fault {
  let seen = 0;
  return (message) => {
    if (!message.includes(holds)) return message;
    seen += 1;
    return seen === nth + 1 ? fault(message) : message;
  };
}
