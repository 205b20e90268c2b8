// Turns URLs into the URIs that the schema of JSON Resume accepts.

/** Encodes as browsers do (https://url.spec.whatwg.org), and what RFC 3986 does not allow beyond that. */
export function uriOf(url: string): string {
  const parsed = new URL(url);
  const encode = (part: string) =>
    part.replace(/%(?![\da-f]{2})|[^\w.~!$&'()*+,;=:@/?%-]/gi, (character) => encodeURIComponent(character));
  const credentials = [parsed.username, parsed.password].map(encode).join(':').replace(/:$/, '');
  const [pathname, search, hash] = [parsed.pathname, parsed.search, parsed.hash.slice(1)].map(encode);
  const host = parsed.host.startsWith('[') ? parsed.host : encode(parsed.host);
  const origin = `${parsed.protocol}//${credentials && `${credentials}@`}${host}`;
  return `${origin}${pathname ?? ''}${search ?? ''}${hash ? `#${hash}` : ''}`;
}
