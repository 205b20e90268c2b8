// The rule of a variable that is a URL. What is wrong is told without the URL, which may hold a password.
import { z } from 'zod';

export const url = (protocols: readonly string[]) =>
  z.string().refine((value) => faultOf(value, protocols) === null, {
    error: ({ input }) => faultOf(String(input), protocols) ?? undefined,
  });

const BROKEN =
  'must be a whole URL: its port is a number up to 65535, and in its user and password signs are percent-encoded: @ as %40, : as %3A, / as %2F, ? as %3F, # as %23, % as %25, the comma as %2C';

function faultOf(value: string, protocols: readonly string[]): string | null {
  const starts = protocols.map((protocol) => `${protocol}//`);
  if (!starts.some((start) => value.toLowerCase().startsWith(start)))
    return `must be a URL that starts with ${starts.join(' or ')}`;
  if (!URL.canParse(value)) return BROKEN;
  const parsed = new URL(value);
  return value.includes('@') && (isCutShort(parsed) || !canDecode(parsed)) ? BROKEN : null;
}

/** Whether a sign of the password ended it, so that the rest of it became a path. A page of the web may have an @ in its path. */
function isCutShort({ protocol, username, password, pathname, search, hash }: URL): boolean {
  if (protocol.startsWith('http')) return false;
  const hasNoUser = username === '' && password === '';
  return `${pathname}${hash}${hasNoUser ? search : ''}`.includes('@');
}

function canDecode({ protocol, username, password }: URL): boolean {
  // The driver of Postgres takes a lone % as it is.
  const lone = protocol.startsWith('postgres') ? /%(?![\da-f]{2})/gi : /$^/;
  try {
    for (const part of [username, password]) decodeURIComponent(part.replace(lone, '%25'));
    return true;
  } catch (error) {
    if (error instanceof URIError) return false;
    throw error;
  }
}
