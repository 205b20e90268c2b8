// Owns whom a request is counted for: the person or the administrator that its token names, otherwise the address it came
// from. A wrong token counts for its address, so that guessing tokens is limited too.
import type { IncomingMessage } from 'node:http';
import type { Viewer } from './viewer.ts';

export interface Callers {
  /** Notes where a request came from; without it, all of no address are one caller. */
  arrived(request: Request, message: IncomingMessage): void;
  /** Looks at the token once per request. @throws what the reading of the token throws */
  viewerOf(request: Request): Promise<Viewer>;
  callerOf(request: Request): Promise<string>;
}

export interface CallerOptions {
  readonly viewerOf: (authorization: string | null) => Promise<Viewer>;
  /** So many entries at the end of X-Forwarded-For were written by proxies of ours. */
  readonly trustedProxies: number;
}

export function createCallers({ viewerOf, trustedProxies }: CallerOptions): Callers {
  const viewers = new WeakMap<Request, Promise<Viewer>>();
  const addresses = new WeakMap<Request, string>();

  function viewerOfRequest(request: Request): Promise<Viewer> {
    const known = viewers.get(request);
    if (known) return known;
    const viewer = viewerOf(request.headers.get('authorization'));
    viewers.set(request, viewer);
    return viewer;
  }

  return {
    arrived: (request, message) => void addresses.set(request, addressOf(message, trustedProxies)),
    viewerOf: viewerOfRequest,
    async callerOf(request) {
      const viewer = await viewerOfRequest(request).catch(() => null);
      if (viewer?.kind === 'person') return `person:${viewer.profileId}`;
      if (viewer?.kind === 'administrator') return 'administrator';
      return `address:${addresses.get(request) ?? 'none'}`;
    },
  };
}

/** Each proxy appends whom it was called by, so only the last entries can be believed. */
function addressOf({ headers, socket }: IncomingMessage, trustedProxies: number): string {
  const forwarded = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  const told = trustedProxies > 0 ? forwarded.at(-Math.min(trustedProxies, forwarded.length)) : undefined;
  return told ?? socket.remoteAddress ?? 'none';
}
