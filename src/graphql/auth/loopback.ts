// Tells whether a request comes from this machine, by a name of this machine. Only such a request gets a development token: a
// page of another site may point its own name at 127.0.0.1 (DNS rebinding), and could then read what it gets.
import type { IncomingMessage } from 'node:http';

const LOOPBACK_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;
const LOOPBACK_ADDRESS = /^(?:(?:::ffff:)?127(?:\.\d{1,3}){3}|::1)$/i;

/** @param message undefined where a request came without a connection */
export function isFromThisMachine(message: IncomingMessage | undefined): boolean {
  if (!message) return false;
  const { headers, socket } = message;
  // A tunnel or a proxy on this machine may write the name localhost into the requests that it passes on.
  const isForwarded = headers.forwarded !== undefined || headers['x-forwarded-for'] !== undefined;
  return (
    isLoopbackHost(headers.host) &&
    (headers.origin === undefined || isLoopbackOrigin(headers.origin)) &&
    LOOPBACK_ADDRESS.test(socket.remoteAddress ?? '') &&
    !isForwarded
  );
}

/** @param host as in a header: a name or an address, with an optional port */
export function isLoopbackHost(host: string | undefined): boolean {
  return LOOPBACK_HOST.test(host ?? '');
}

function isLoopbackOrigin(origin: string): boolean {
  return URL.canParse(origin) && isLoopbackHost(new URL(origin).host);
}

/** Stands on a page in place of the token. */
export const WITHOUT_TOKEN =
  'The development token is left out, because this page was not opened as localhost on the machine that runs Vitae.';
