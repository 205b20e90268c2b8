// Counts round trips with a proxy in front of Redis: how often a client sends after it received an answer.
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface Wire {
  readonly url: string;
  /** The round trips since the last call. */
  roundTrips(): number;
  close(): void;
}

export async function openWire(port: number): Promise<Wire> {
  const sockets = new Set<Socket>();
  let counted = 0;
  const server = createServer((client) => {
    const redis = connect(port, '127.0.0.1');
    let answered = true;
    client.on('data', (chunk) => {
      if (answered) counted += 1;
      answered = false;
      redis.write(chunk);
    });
    redis.on('data', (chunk) => {
      answered = true;
      client.write(chunk);
    });
    for (const [one, other] of [
      [client, redis],
      [redis, client],
    ] as const) {
      sockets.add(one);
      one.setNoDelay(true);
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `redis://127.0.0.1:${address.port}`,
    roundTrips() {
      const since = counted;
      counted = 0;
      return since;
    },
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
