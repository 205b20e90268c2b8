// Owns the nonces of tags: making fresh ones, and remembering which of them the store did not acknowledge.
//
// A nonce is made once, is written by one command sent once, and once replaced never comes back. So whatever is stored under
// a nonce was computed after that nonce was current, and dies with it. It follows that every late write is harmless:
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

/** A fresh nonce that is being written. */
interface Creation {
  readonly nonce: string;
  /** Never rejects. */
  readonly acknowledged: Promise<boolean>;
}

interface Unacknowledged {
  /** The latest attempt to invalidate that was not acknowledged yet. */
  readonly latest: number;
  readonly failed: boolean;
}

/** 96 bits: no two caches, here or elsewhere, begin their nonces alike. */
const ORIGIN_BYTES = 12;
/** So that no single command keeps the store from others for long, and each fits its deadline. */
const WRITES_AT_ONCE = 1000;

export interface NoncesOptions {
  readonly store: GuardedStore;
  /** The tag that every entry carries. */
  readonly generation: string;
  readonly ttlMs: number | null;
  /** Above so many tags the quarantine is of everything: one fresh generation ends it instead of one nonce for each. */
  readonly quarantineLimit: number;
}

export function createNonces({ store, generation, ttlMs, quarantineLimit }: NoncesOptions): Nonces {
  /** By tag key. */
  const creations = new Map<string, Creation>();
  const unacknowledged = new Map<string, Unacknowledged>();
  const origin = randomBytes(ORIGIN_BYTES).toString('base64url');
  let made = 0;
  let attempts = 0;

  function freshNonces(tagKeys: readonly string[]): ReadonlyMap<string, string> {
    return new Map(tagKeys.map((tagKey) => [tagKey, `${origin}${(made += 1).toString(36)}`]));
  }

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
    if (unacknowledged.size <= quarantineLimit) return;
    unacknowledged.clear();
    unacknowledged.set(generation, { latest: attempts, failed: true });
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
    const settle = (acknowledged: boolean) => {
      // From here on somebody computes under them: who comes later must look at the store again.
      for (const tagKey of tagKeys) creations.delete(tagKey);
      if (acknowledged) acknowledge(tagKeys, attempt);
      return acknowledged;
    };
    const acknowledged = write(fresh).then(
      () => settle(true),
      () => settle(false),
    );
    for (const [tagKey, nonce] of fresh) creations.set(tagKey, { nonce, acknowledged });
  }

  return {
    inQuarantine: (tagKey) => unacknowledged.get(tagKey)?.failed ?? false,
    async create(tagKeys) {
      // Under a nonce that is still being written nobody computes yet, so whoever comes may share it.
      const lacking = tagKeys.filter((tagKey) => !creations.has(tagKey));
      if (lacking.length > 0) start(lacking);
      const shared = tagKeys.map((tagKey) => [tagKey, creations.get(tagKey)] as const);
      const made = new Map<string, string>();
      for (const [tagKey, creation] of shared) {
        if (creation && (await creation.acknowledged)) made.set(tagKey, creation.nonce);
      }
      return made;
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
