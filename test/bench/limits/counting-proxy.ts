// Passes connections on to a process, and counts the bytes of each in both directions.
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** Of one connection. */
export interface Carried {
  /** By the process. */
  receivedBytes: number;
  answeredBytes: number;
}

export interface CountingProxy extends AsyncDisposable {
  readonly origin: string;
  /** Of the connection that carried the most. */
  most(): Carried;
}

/** @param target the origin of a process */
export async function openCountingProxy(target: string): Promise<CountingProxy> {
  const { hostname, port } = new URL(target);
  const all: Carried[] = [];
  const sockets = new Set<Socket>();
  // Each side may close its half first, as without a proxy.
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    const carried = { receivedBytes: 0, answeredBytes: 0 };
    all.push(carried);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from
        .on('error', () => to.destroy())
        .once('close', () => {
          sockets.delete(from);
          to.destroySoon();
        });
    }
    client.on('data', ({ length }: Buffer) => (carried.receivedBytes += length)).pipe(upstream);
    upstream.on('data', ({ length }: Buffer) => (carried.answeredBytes += length)).pipe(client);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  const sum = ({ receivedBytes, answeredBytes }: Carried) => receivedBytes + answeredBytes;
  return {
    origin: `http://127.0.0.1:${address.port}`,
    most: () => all.reduce((a, b) => (sum(b) > sum(a) ? b : a), { receivedBytes: 0, answeredBytes: 0 }),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
