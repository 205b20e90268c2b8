// Owns what a request for a socket is asked before it becomes one, and how it is refused: whose page it comes from, and
// who it says it is.
import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * Browsers ask nobody before they open a socket to another site, and let any page read it. So this decides whose page may,
 * as CORS does for requests: those of the host that was called and those of @param allowed. What is no browser sends no
 * Origin, and is asked for its token only.
 */
export function isFromAllowedSite({ headers }: IncomingMessage, allowed: readonly string[]): boolean {
  const { origin, host } = headers;
  if (origin === undefined || allowed.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}

/**
 * As the header Authorization would hold it, from `authorization` in the connectionParams, in any case, otherwise from that
 * header; null: neither is there.
 */
export function authorizationOf(
  { headers }: IncomingMessage,
  params: Readonly<Record<string, unknown>> = {},
): string | null {
  const [, sent] = Object.entries(params).find(([name]) => name.toLowerCase() === 'authorization') ?? [];
  if (sent === undefined || sent === null) return headers.authorization ?? null;
  // What is no text is no token either, and is refused as a wrong one.
  return typeof sent === 'string' ? sent : JSON.stringify(sent);
}

/** Answers instead of opening a socket, and closes. @param headers lines that end with CRLF */
export function refuseSocket(connection: Duplex, status: number, reason: string, headers = ''): void {
  connection.once('finish', () => connection.destroy());
  connection.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: text/plain\r\n` +
      `Content-Length: ${Buffer.byteLength(reason)}\r\n${headers}\r\n${reason}`,
  );
}
