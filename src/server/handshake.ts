// Reads the handshake of a socket: which site it comes from, and the token it carries.
import type { IncomingMessage } from 'node:http';
import { isLoopbackHost } from '../graphql/auth/loopback.ts';

/**
 * Browsers apply no CORS to sockets, so the server checks the origin: the host that was called and the allowed sites may open
 * a socket. Clients that are not browsers send no Origin; only their token is checked.
 * @param loopbackOnly refuses a host of another name, which may be pointed at this machine to reach a Vitae in development
 */
export function isFromAllowedSite(
  { headers }: IncomingMessage,
  allowed: readonly string[],
  loopbackOnly: boolean,
): boolean {
  const { origin, host } = headers;
  if (origin === undefined || allowed.includes(origin)) return true;
  const isSameHost = URL.canParse(origin) && new URL(origin).host === host;
  return isSameHost && (!loopbackOnly || isLoopbackHost(host));
}

/**
 * In the form of an Authorization header: `authorization` of the connectionParams, in any letter case, otherwise the
 * header of the handshake. Null where both are absent.
 */
export function authorizationOf(
  { headers }: IncomingMessage,
  params: Readonly<Record<string, unknown>> = {},
): string | null {
  const [, sent] = Object.entries(params).find(([name]) => name.toLowerCase() === 'authorization') ?? [];
  if (sent === undefined || sent === null) return headers.authorization ?? null;
  // A value that is not a string is refused as an invalid token.
  return typeof sent === 'string' ? sent : JSON.stringify(sent);
}
