// Reads addresses on the web: without a scheme, with letters beyond ASCII, in brackets. What is before the host, a user name and a
// password, is left out.
import { isUri } from '../resume-schema.ts';
import { uriOf } from '../uri.ts';

/** As in `webUrl`, which the sections ask for. */
const MAX_LENGTH = 2048;
const WEB = /^https?:\/\/(?!\s)/i;
/** A scheme with a colon or a slash too few, or a space after it. */
const NEARLY_WEB = /^(https?)(?::\s*(?:\/{1,3}\s*)?|\/\/\s*)(?=[^\s/])/i;
/** A scheme has no dot here: example.org:8080 is a host. */
const OTHER_SCHEME = /^[a-z][a-z\d+-]*:(?!\d+(\/|$))/i;
const HOST_AND_REST = /^(?:\/\/)?((?:[\p{L}\p{N}-]+\.)+(?:\p{L}{2,}|xn--[\da-z-]+))(:\d{1,5})?([/?#].*)?$/su;
/** A name that ends so is a file and no host. */
const FILE = /\.(pdf|docx?|odt|rtf|txt|md|html?|json|ya?ml|tex|zip|png|jpe?g|gif|svg|webp|avif|bmp|ico)$/i;
const IN_MARKUP = /^<(.*)>$|^\[[^\]]*\]\((.*)\)$/s;

/** @returns null where it is no address on the web; one that has another scheme, such as `mailto:`, stays as it is */
export function readUrl(text: string): string | null {
  if (text.length > MAX_LENGTH) return null;
  const markup = IN_MARKUP.exec(text.trim());
  const given = (markup?.[1] ?? markup?.[2] ?? text).trim();
  const bare = WEB.test(given) ? given : given.replace(NEARLY_WEB, '$1://');
  if (WEB.test(bare)) return webUrl(bare);
  if (OTHER_SCHEME.test(bare)) return isUri(bare) ? bare : null;
  const [, host = '', , rest] = HOST_AND_REST.exec(bare) ?? [];
  if (host === '' || (rest === undefined && FILE.test(host))) return null;
  return webUrl(`https://${bare.replace(/^\/\//, '')}`);
}

/** Between the scheme and the host, as in `user:password@`. */
const CREDENTIALS = /^(https?:[/\\]*)[^/\\?#]*@/i;

/** A URI that has a host stays as it is. */
function webUrl(text: string): string | null {
  const url = text.replace(CREDENTIALS, '$1');
  if (!URL.canParse(url)) return null;
  return isUri(url) ? url : uriOf(url);
}

/** The e-mail address that stands where a URL belongs; null where it is none. */
export const emailInUrl = (text: string): string | null =>
  text.length > MAX_LENGTH
    ? null
    : (/^(?:mailto:)?([^\s/:?@]+@[^\s/:?@]+)(?:\?.*)?$/is.exec(text.trim())?.[1] ?? null);
