// Checks the head of a request before anything else reads it. The libraries build a URL from Host and target, so both must
// form one, and nothing in Host may reach into the path.
import type { IncomingMessage } from 'node:http';
import type { GraphQLError } from 'graphql';
import { refusal } from './answer.ts';

const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;

/** @returns the refusal of a request whose head cannot be served, or null */
export function refusalOfHead({
  url = '',
  headers,
  rawHeaders,
  httpVersion,
}: IncomingMessage): GraphQLError | null {
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
  return null;
}

export function badRequest(message: string): GraphQLError {
  return refusal(400, 'BAD_REQUEST', message);
}
