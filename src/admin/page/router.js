// Keeps what is shown in the address: the page, what it is about, and its filters. So back, forward, links and bookmarks work.
import { useEffect, useState } from 'preact/hooks';

const ROOT = '/admin';
const CHANGED = 'vitae:address';

/**
 * @typedef {object} Address
 * @property {string} page such as `runs`; empty for the first page
 * @property {string[]} rest what follows the page, such as the id of a run
 * @property {URLSearchParams} params
 */

/** @returns {Address} */
function readAddress() {
  const [page = '', ...rest] = location.pathname.slice(ROOT.length).split('/').filter(Boolean).map(decoded);
  return { page, rest, params: new URLSearchParams(location.search) };
}

/** @param {string} part */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/**
 * @param {string} page
 * @param {{ rest?: readonly string[], params?: Record<string, string | null | undefined>, hash?: string }} [about]
 */
export function addressOf(page, { rest = [], params = {}, hash = '' } = {}) {
  const given = Object.entries(params).filter(([, value]) => value);
  const query = new URLSearchParams(/** @type {[string, string][]} */ (given)).toString();
  const path = [ROOT, page, ...rest.map(encodeURIComponent)].filter(Boolean).join('/');
  return path + (query && `?${query}`) + (hash && `#${hash}`);
}

/** @param {string} address */
export function go(address) {
  history.pushState(null, '', address);
  dispatchEvent(new Event(CHANGED));
}

/**
 * Changes parameters of the address that is shown. A change of the filter is a step back and forward, like a page.
 * @param {Record<string, string | null>} changes null or an empty text takes one away
 */
export function changeParams(changes) {
  const { page, rest, params } = readAddress();
  go(addressOf(page, { rest, params: { ...Object.fromEntries(params), ...changes } }));
}

/** Follows links within the dashboard without loading it again. */
export function followLinks() {
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const other = event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    if (!link || other || link.target || link.origin !== location.origin) return;
    if (link.pathname === location.pathname && link.hash) return;
    if (link.pathname !== ROOT && !link.pathname.startsWith(`${ROOT}/`)) return;
    event.preventDefault();
    if (link.href !== location.href) go(link.href);
  });
}

/** @returns {Address} the one that is shown, also after it changes */
export function useAddress() {
  const [address, setAddress] = useState(readAddress);
  useEffect(() => {
    const read = () => setAddress(readAddress());
    addEventListener(CHANGED, read);
    addEventListener('popstate', read);
    return () => {
      removeEventListener(CHANGED, read);
      removeEventListener('popstate', read);
    };
  }, []);
  return address;
}
