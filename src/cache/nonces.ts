// Owns the nonces of tags: making fresh ones, and remembering which of them the store did not acknowledge.
//
// A nonce is random, is written by one command sent once, and once replaced never comes back. So whatever is stored under a
// nonce was computed after that nonce was current, and dies with it. It follows that every late write is harmless:
// - a late fill carries nonces that are no longer current: nobody reads it;
// - a late nonce, of an invalidation or of a reader that found none, replaces a current one, and what was stored under that
//   one is computed again; nothing was ever stored under the late one, since its writer was told that it failed.
// Two readers that both found none both write: the later nonce stands, and the earlier one's fill is never read.
//
// A tag whose invalidation failed is in quarantine: in this process it counts as absent, until a fresh nonce of a later
// attempt, by anyone here, also by a reader that needs the tag, is acknowledged.
import { randomBytes } from 'node:crypto';
import type { GuardedStore } from './guarded-store.ts';
import type { StoreWrite } from './store.ts';

export interface Nonces {
  /** Whether the tag counts as absent here, whatever the store has. */
  inQuarantine(tagKey: string): boolean;
  /**
   * Gives each tag a fresh nonce. Callers at the same time share one; nobody gets one that was already in use.
   * @returns the nonces that the store acknowledged; a tag that is missing got none
   */
  create(tagKeys: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** @throws CacheError of the store; the tags are then in quarantine */
  invalidate(tagKeys: readonly string[]): Promise<void>;
}

interface Unacknowledged {
  /** The latest attempt to invalidate that was not acknowledged yet. */
  readonly latest: number;
  readonly failed: boolean;
}

const NONCE_BYTES = 16;
/** So that no single command keeps the store from others for long, and each fits its deadline. */
const WRITES_AT_ONCE = 1000;
/** Above this the quarantine is of everything: one fresh generation instead of one nonce for each. */
const QUARANTINE_LIMIT = 10_000;

export function createNonces(store: GuardedStore, generationKey: string, ttlMs: number | null): Nonces {
  /** Fresh nonces being written; null where the store did not acknowledge. */
  const creations = new Map<string, Promise<string | null>>();
  const unacknowledged = new Map<string, Unacknowledged>();
  let attempts = 0;

  function acknowledge(tagKeys: readonly string[], attempt: number): void {
    for (const tagKey of tagKeys) {
      if ((unacknowledged.get(tagKey)?.latest ?? Infinity) <= attempt) unacknowledged.delete(tagKey);
    }
  }

  function expect(tagKeys: readonly string[], attempt: number): void {
    for (const tagKey of tagKeys) {
      const { failed = false } = unacknowledged.get(tagKey) ?? {};
      unacknowledged.set(tagKey, { latest: attempt, failed });
    }
  }

  function quarantine(tagKeys: readonly string[], attempt: number): void {
    for (const tagKey of tagKeys) {
      const { latest = attempt } = unacknowledged.get(tagKey) ?? {};
      unacknowledged.set(tagKey, { latest, failed: true });
    }
    if (unacknowledged.size <= QUARANTINE_LIMIT) return;
    unacknowledged.clear();
    attempts += 1;
    unacknowledged.set(generationKey, { latest: attempts, failed: true });
  }

  async function write(fresh: ReadonlyMap<string, string>): Promise<void> {
    const writes = [...fresh].map(([key, value]): StoreWrite => ({ key, value, ttlMs }));
    for (let from = 0; from < writes.length; from += WRITES_AT_ONCE) {
      await store.setMany(writes.slice(from, from + WRITES_AT_ONCE));
    }
  }

  function start(tagKeys: readonly string[]): void {
    attempts += 1;
    const attempt = attempts;
    const fresh = freshNonces(tagKeys);
    const written = write(fresh).then(
      () => true,
      () => false,
    );
    for (const [tagKey, nonce] of fresh) {
      const creation = written.then((acknowledged) => {
        // From here on somebody computes under it: who comes later must look at the store again.
        creations.delete(tagKey);
        if (!acknowledged) return null;
        acknowledge([tagKey], attempt);
        return nonce;
      });
      creations.set(tagKey, creation);
    }
  }

  return {
    inQuarantine: (tagKey) => unacknowledged.get(tagKey)?.failed ?? false,
    async create(tagKeys) {
      // Under a nonce that is still being written nobody computes yet, so whoever comes may share it.
      const lacking = tagKeys.filter((tagKey) => !creations.has(tagKey));
      if (lacking.length > 0) start(lacking);
      const made = await Promise.all(
        tagKeys.map(async (tagKey) => [tagKey, await creations.get(tagKey)] as const),
      );
      return new Map(made.flatMap(([tagKey, nonce]) => (nonce ? [[tagKey, nonce] as const] : [])));
    },
    async invalidate(tagKeys) {
      attempts += 1;
      const attempt = attempts;
      expect(tagKeys, attempt);
      try {
        await write(freshNonces(tagKeys));
      } catch (error) {
        quarantine(tagKeys, attempt);
        throw error;
      }
      acknowledge(tagKeys, attempt);
    },
  };
}

/** Each tag's own: 128 random bits. */
function freshNonces(tagKeys: readonly string[]): ReadonlyMap<string, string> {
  const bytes = randomBytes(NONCE_BYTES * tagKeys.length);
  return new Map(
    tagKeys.map((tagKey, index) => [
      tagKey,
      bytes.toString('base64url', NONCE_BYTES * index, NONCE_BYTES * (index + 1)),
    ]),
  );
}
