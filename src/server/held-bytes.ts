// Bounds the bytes of requests that connections hold together. Over the bound, the connections that hold the most are destroyed,
// the oldest of equal ones first: one that holds little is not refused because of those.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export interface HeldBytes {
  /** Counts the body of a request, as it arrives, until the answer has ended. */
  readonly countBody: (request: IncomingMessage, response: ServerResponse) => void;
  /** @returns releases the bytes; call it once */
  readonly hold: (socket: Socket, bytes: number) => () => void;
}

export function boundHeldBytes(maximum: number): HeldBytes {
  const held = new Map<Socket, number>();
  let sum = 0;

  function set(socket: Socket, bytes: number): void {
    sum += bytes - (held.get(socket) ?? 0);
    if (bytes > 0) held.set(socket, bytes);
    else held.delete(socket);
  }

  function destroyLargest(): void {
    let [largest, most]: [Socket | null, number] = [null, 0];
    for (const [socket, bytes] of held) if (bytes > most) [largest, most] = [socket, bytes];
    if (!largest) return;
    set(largest, 0);
    largest.destroy();
  }

  function take(socket: Socket, bytes: number): void {
    if (socket.destroyed) return;
    set(socket, (held.get(socket) ?? 0) + bytes);
    if (sum > maximum) destroyLargest();
  }

  function release(socket: Socket, bytes: number): void {
    // A destroyed connection holds nothing.
    set(socket, Math.max(0, (held.get(socket) ?? 0) - bytes));
  }

  return {
    countBody(request, response) {
      const { socket } = request;
      let arrived = 0;
      // To read here would take the body from its reader.
      const push = request.push.bind(request);
      request.push = (chunk: Buffer | null, encoding?: BufferEncoding) => {
        arrived += chunk?.length ?? 0;
        take(socket, chunk?.length ?? 0);
        return push(chunk, encoding);
      };
      response.once('close', () => release(socket, arrived));
    },
    hold(socket, bytes) {
      take(socket, bytes);
      return () => release(socket, bytes);
    },
  };
}
