// Names the network that an address belongs to, so that one sender is counted once, however its address is spelled.
import { isIPv4, isIPv6 } from 'node:net';

/** IPv6 networks whose last 32 bits are an IPv4 address: mapped addresses and NAT64 (RFC 4291, RFC 6052). */
const IPV4_NETWORKS = ['0:0:0:0:0:ffff', '64:ff9b:0:0:0:0'];

const MAPPED = '::ffff:';

/**
 * An IPv4 address itself; of an IPv6 address its /64, since a customer usually gets all addresses of one.
 * @param text an address, also quoted, in brackets, with a port or with a zone, as proxies write it
 * @returns null if the text is not an address
 */
export function networkOf(text: string): string | null {
  if (isIPv4(text)) return text;
  // As Node names the peer of a socket that serves both.
  if (text.startsWith(MAPPED) && isIPv4(text.slice(MAPPED.length))) return text.slice(MAPPED.length);
  const address = withoutPort(text.trim().replace(/^"(.*)"$/, '$1'));
  if (isIPv4(address)) return address;
  const [withoutZone = ''] = address.split('%', 1);
  if (!isIPv6(withoutZone)) return null;
  const groups = groupsOf(withoutZone);
  if (IPV4_NETWORKS.includes(groups.slice(0, 6).join(':'))) return ipv4Of(groups.slice(6));
  return `${groups.slice(0, 4).join(':')}::/64`;
}

function withoutPort(text: string): string {
  const found = /^\[(?<inBrackets>.*)\](?::\d+)?$|^(?<ipv4>[\d.]+):\d+$/.exec(text)?.groups;
  return found?.['inBrackets'] ?? found?.['ipv4'] ?? text;
}

/** The eight groups of an IPv6 address in lower case, without leading zeros. */
function groupsOf(address: string): string[] {
  // URL writes every spelling of an address in one way, with at most one "::".
  const [head = '', tail = ''] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const [first, last] = [head, tail].map((part) => part.split(':').filter((group) => group !== ''));
  const given = [...(first ?? []), ...(last ?? [])];
  return [...(first ?? []), ...Array<string>(8 - given.length).fill('0'), ...(last ?? [])];
}

function ipv4Of(groups: readonly string[]): string {
  const bytes = Buffer.from(groups.map((group) => group.padStart(4, '0')).join(''), 'hex');
  return bytes.join('.');
}
