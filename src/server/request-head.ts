// Checks the head of a request before anything else reads it. The libraries build a URL from Host and target, so both must
// form one, and nothing in Host may reach into the path.
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { GraphQLError } from 'graphql';
import { refusal } from './answer.ts';

/** Of the API. */
export const GRAPHQL_PATH = '/graphql';
const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;

/** The target and all headers of a request. Node's default. */
export const HEAD_BYTES = 16_384;
/** A browser behind some proxies sends about forty. */
export const MAX_HEADERS = 100;

/** Ranges of media types. A browser sends about ten, and Yoga's answer repeats each that it does not have. */
const MAX_ACCEPTED = 50;

/** @returns the refusal of a request whose head cannot be served, or null */
export function refusalOfHead({
  url = '',
  method,
  headers,
  rawHeaders,
  httpVersion,
}: IncomingMessage): GraphQLError | null {
  if (rawHeaders.length > 2 * MAX_HEADERS) return headTooLong();
  const { host, expect } = headers;
  if (!url.startsWith('/')) return badRequest('The target of a request must be a path, such as /graphql.');
  // An older client sends no Host.
  if (host === undefined && httpVersion === '1.0') return null;
  const hosts = rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host');
  if (host === undefined || hosts.length > 1) return badRequest('Host must be sent once.');
  if (!HOST.test(host) || !URL.canParse(`http://${host}${url}`)) {
    return badRequest('Host must be a name or an address, with an optional port.');
  }
  if (expect !== undefined && expect.toLowerCase() !== '100-continue') {
    return refusal(417, 'BAD_REQUEST', 'Expect must be 100-continue.');
  }
  if ((headers.accept ?? '').split(',', MAX_ACCEPTED + 1).length > MAX_ACCEPTED) {
    return badRequest(`Accept may have ${MAX_ACCEPTED} media types.`);
  }
  // The body of anything else would be read uncounted.
  if (hasBody(headers) && (method === 'OPTIONS' || url.split('?', 1)[0] !== GRAPHQL_PATH)) {
    return badRequest(`Only requests to ${GRAPHQL_PATH} take a body.`);
  }
  return null;
}

export function headTooLong(): GraphQLError {
  const message = `The head of a request may have ${HEAD_BYTES} bytes and ${MAX_HEADERS} headers.`;
  return refusal(431, 'LIMIT_EXCEEDED', message);
}

export function hasBody(headers: IncomingHttpHeaders): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

export function badRequest(message: string): GraphQLError {
  return refusal(400, 'BAD_REQUEST', message);
}
