// Opens a port on the addresses of a host. `localhost` is both loopback addresses, since browsers and tools try either.
import type { Server } from 'node:http';
import { ConfigError } from '../config/config.ts';

const LOOPBACK = ['127.0.0.1', '::1'] as const;
/** The codes of errors that say that the machine has no such address, or that no machine has such a name. */
const NO_ADDRESS = ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL', 'ENOTFOUND', 'EAI_AGAIN'];

export interface Address {
  /** An address or a name; null: every interface. */
  readonly host: string | null;
  /** 0 takes any free port. */
  readonly port: number;
}

/**
 * @param create makes a server for each address
 * @returns the servers that listen, all on one port
 * @throws ConfigError where the host is not this machine, or the error of the socket, such as EADDRINUSE
 */
export async function listen(
  { host, port }: Address,
  create: () => Server,
): Promise<{ servers: readonly Server[]; port: number }> {
  const [first, other] = host === 'localhost' ? LOOPBACK : [host];
  const server = create();
  const taken = await open(server, port, first).catch((error: unknown) => {
    throw hasNoAddress(error)
      ? new ConfigError([`HOST: ${host} must be an address or a name of this machine`])
      : error;
  });
  if (other === undefined) return { servers: [server], port: taken };
  const second = create();
  try {
    await open(second, taken, other);
    return { servers: [server, second], port: taken };
  } catch (error) {
    // A machine without IPv6.
    if (hasNoAddress(error)) return { servers: [server], port: taken };
    server.close();
    throw error;
  }
}

/** @returns the port */
function open(server: Server, port: number, host: string | null): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, ...(host !== null && { host }) }, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

function hasNoAddress(error: unknown): boolean {
  return error instanceof Error && 'code' in error && NO_ADDRESS.includes(String(error.code));
}
