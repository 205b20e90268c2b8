// Keeps the viewers of verified tokens, so that a token is verified once by each process, not once per request. A viewer is kept
// until the token ends, and only while the key that verified it is the one that would verify it now. Refused tokens are not kept.
import { LRUCache } from 'lru-cache';
import type { SignedIn } from './viewer.ts';

/** Some hundred bytes each. */
const MAX_TOKENS = 10_000;

/** A viewer with the key that verified the token. */
export interface Verified<Key extends object> {
  readonly viewer: SignedIn;
  /** @returns the key that would verify the token now */
  readonly currentKey: () => Key | Promise<Key>;
  readonly key: Key;
}

/** @param verify throws where the token is not valid */
export function keepVerified<Key extends object>(
  verify: (token: string) => Promise<Verified<Key>>,
): (token: string) => Promise<SignedIn> {
  const kept = new LRUCache<string, Verified<Key>>({ max: MAX_TOKENS });
  return async (token) => {
    const known = kept.get(token);
    if (known && isCurrent(known.viewer) && (await known.currentKey()) === known.key) return known.viewer;
    kept.delete(token);
    const verified = await verify(token);
    kept.set(token, verified);
    return verified.viewer;
  };
}

/** As jose compares them: in whole seconds. */
function isCurrent({ expiresAt }: SignedIn): boolean {
  return expiresAt.getTime() > 1000 * Math.floor(Date.now() / 1000);
}
