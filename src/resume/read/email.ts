// Reads e-mail addresses as people write them for others to read.
import { isEmail } from '../resume-schema.ts';

/** Longer ones exist nowhere: RFC 5321. */
const MAX_LENGTH = 320;
const AT = / ?[[({<] ?(?:at|@|ät|æt) ?[\])}>] ?| at (?=\S+$|\S+ dot )| ?@ ?/i;
const DOT = / ?[[({<] ?(?:dot|punkt|\.) ?[\])}>] ?| dot /gi;
const ADDRESS = /^[^\s@<>(),;:"[\]]+@[^\s@<>(),;:"[\].]+(?:\.[^\s@<>(),;:"[\].]+)+$/;

/** @returns null where it is not one e-mail address */
export function readEmail(text: string): string | null {
  if (text.length > MAX_LENGTH) return null;
  if (isEmail(text)) return text;
  const bare = text
    .normalize('NFKC')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^mailto:/i, '')
    .replace(/\?.*/s, '');
  const named = /<([^<>@]*@[^<>]*)>$/.exec(bare)?.[1] ?? bare;
  const address = named.replace(AT, '@').replace(DOT, '.').trim();
  const read = ADDRESS.test(address) ? withAsciiHost(address) : null;
  return read !== null && isEmail(read) ? read : null;
}

/** The schema accepts hosts in ASCII only. */
function withAsciiHost(address: string): string | null {
  const at = address.lastIndexOf('@') + 1;
  const host = address.slice(at);
  if (/^[\x21-\x7E]+$/.test(host)) return address;
  const url = `https://${host}`;
  return URL.canParse(url) ? address.slice(0, at) + new URL(url).hostname : null;
}
