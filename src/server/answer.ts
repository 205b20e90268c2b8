// Answers of the port itself, as JSON. Every answer of the port has the security headers: no type sniffing, frames or caching,
// and no content that a page could load. A page replaces the content security policy by its own.
import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { GraphQLError } from 'graphql';
import { formatError } from '../graphql/errors.ts';

const SECURITY_HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  'Referrer-Policy': 'no-referrer',
  // Browsers ignore it over HTTP.
  'Strict-Transport-Security': 'max-age=31536000',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

export interface Answer {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Whoever writes the answer may replace them. */
export function setSecurityHeaders(response: ServerResponse): void {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
}

export function send(response: ServerResponse, { status, body, headers }: Answer): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { ...headersOf(text), ...headers }).end(text);
}

/** Answers on a connection that has no response of Node's, and closes it. */
export function sendAndClose(connection: Duplex, { status, body, headers }: Answer): void {
  const text = JSON.stringify(body);
  const all = {
    ...SECURITY_HEADERS,
    ...headersOf(text),
    ...headers,
    Connection: 'close',
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  connection.once('finish', () => connection.destroy());
  connection.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${text}`);
}

function headersOf(text: string) {
  return { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) };
}

export function refusal(status: number, code: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code, http: { status } } });
}

/** @param error as a client may see it */
export function answerOf(error: GraphQLError): Answer {
  const { http } = error.extensions as { http?: { status?: number; headers?: Record<string, string> } };
  return {
    status: http?.status ?? 500,
    body: { errors: [formatError(error)] },
    ...(http?.headers && { headers: http.headers }),
  };
}
