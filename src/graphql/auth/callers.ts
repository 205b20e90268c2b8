// Names the caller that a request is counted for: the person or the administrator of its token, otherwise the network of its
// address. An invalid token counts for its address, so that guessing tokens is limited too.
import type { IncomingMessage } from 'node:http';
import { networkOf } from './addresses.ts';
import type { Verifier } from './tokens.ts';
import type { Viewer } from './viewer.ts';

export interface Callers {
  /** Notes the address of a request. All requests without one are a single caller. */
  noteAddress(request: Request, message: IncomingMessage): void;
  /** Verifies the token once per request. @throws what the verifier throws */
  viewerOf(request: Request): Promise<Viewer>;
  callerOf(request: Request): Promise<string>;
  /** The caller of a message whose token is not read. */
  callerAt(message: Addressed): string;
}

/** What names an address. */
export type Addressed = Pick<IncomingMessage, 'headers' | 'socket'>;

/** @param trustedProxies how many entries at the end of X-Forwarded-For our own proxies have written */
export function createCallers(tokens: Verifier, trustedProxies: number): Callers {
  const viewers = new WeakMap<Request, Promise<Viewer>>();
  const addresses = new WeakMap<Request, string>();

  function viewerOf(request: Request): Promise<Viewer> {
    const known = viewers.get(request);
    if (known) return known;
    const viewer = tokens.viewerOf(request.headers.get('authorization'));
    viewers.set(request, viewer);
    return viewer;
  }

  return {
    noteAddress: (request, message) => void addresses.set(request, addressOf(message, trustedProxies)),
    viewerOf,
    async callerOf(request) {
      const viewer = await viewerOf(request).catch(() => null);
      if (viewer?.kind === 'person') return `person:${viewer.profileId}`;
      if (viewer?.kind === 'administrator') return `administrator:${viewer.subject ?? ''}`;
      return `address:${addresses.get(request) ?? 'none'}`;
    },
    callerAt: (message) => `address:${addressOf(message, trustedProxies)}`,
  };
}

/**
 * Each proxy appends the address that it was called from, so only the last entries are trustworthy. An entry that is no
 * address counts for the proxy itself.
 */
export function addressOf({ headers, socket }: Addressed, trustedProxies: number): string {
  const forwarded = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  const trusted = trustedProxies > 0 ? forwarded.at(-Math.min(trustedProxies, forwarded.length)) : undefined;
  return networkOf(trusted ?? '') ?? networkOfPeer(socket);
}

const peers = new WeakMap<Addressed['socket'], string>();

/** It stays the same for all requests of a connection. */
function networkOfPeer(socket: Addressed['socket']): string {
  const known = peers.get(socket);
  if (known !== undefined) return known;
  const network = networkOf(socket.remoteAddress ?? '') ?? 'none';
  // A connection that is closed has no address left.
  if (socket.remoteAddress !== undefined) peers.set(socket, network);
  return network;
}
