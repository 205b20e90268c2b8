// Creates nonces of tags and writes them to the store. A tag whose invalidation failed is in quarantine: this process treats
// its nonce as absent until the store acknowledges a fresh one of a later attempt.
//
// A nonce is unique, is sent to the store once, and never returns after it was replaced. A value is stored only under nonces
// that were acknowledged before its computation. So late writes are harmless:
// - A late fill carries replaced nonces and is never read.
// - A late nonce, of an invalidation or of a reader that found none, replaces a valid one. Entries under the valid one are
//   computed again. No entry carries the late one, because its write was reported as failed.
// If two readers find no nonce and both write one, the later nonce stays and the fill under the earlier one is never read.
import { randomBytes } from 'node:crypto';
import type { GuardedStore } from './guarded-store.ts';
import type { StoreWrite } from './store.ts';

export interface Nonces {
  /** Whether this process must treat the tag's nonce as absent. */
  inQuarantine(tagKey: string): boolean;
  /**
   * Writes a fresh nonce for each tag. Concurrent callers share one; a nonce that is already in use is never shared.
   * @returns the acknowledged nonces by tag key
   */
  create(tagKeys: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Replaces the nonces. @throws CacheError of the store; the tags are then in quarantine */
  invalidate(tagKeys: readonly string[]): Promise<void>;
}

export interface NoncesOptions {
  readonly store: GuardedStore;
  /** The tag that every entry carries. */
  readonly generation: string;
  readonly ttlMs: number | null;
  /** Above this many tags the generation is in quarantine instead. */
  readonly quarantineLimit: number;
}

/** A fresh nonce whose write is in flight. */
interface Creation {
  readonly nonce: string;
  /** Never rejects. */
  readonly acknowledged: Promise<boolean>;
}

/** 96 bits, so the nonces of two caches never collide. */
const PREFIX_BYTES = 12;
/** Keeps one command short, so that it meets its deadline and does not block the store. */
const WRITES_PER_COMMAND = 1000;

export function createNonces({ store, generation, ttlMs, quarantineLimit }: NoncesOptions): Nonces {
  /** By tag key. */
  const creations = new Map<string, Creation>();
  const quarantine = createQuarantine(generation, quarantineLimit);
  const freshNonces = createGenerator();

  async function write(fresh: ReadonlyMap<string, string>): Promise<void> {
    const writes = [...fresh].map(([key, value]): StoreWrite => ({ key, value, ttlMs }));
    for (let from = 0; from < writes.length; from += WRITES_PER_COMMAND) {
      await store.setMany(writes.slice(from, from + WRITES_PER_COMMAND));
    }
  }

  function startCreation(tagKeys: readonly string[]): void {
    const attempt = quarantine.nextAttempt();
    const fresh = freshNonces(tagKeys);
    const complete = (succeeded: boolean) => {
      // From here on the nonces are in use, and later callers must read the store again.
      for (const tagKey of tagKeys) creations.delete(tagKey);
      if (succeeded) quarantine.succeeded(tagKeys, attempt);
      return succeeded;
    };
    // Reads whose answers arrive together with the acknowledgment can still share the nonces.
    const acknowledged = write(fresh)
      .then(endOfTurn)
      .then(
        () => complete(true),
        () => complete(false),
      );
    for (const [tagKey, nonce] of fresh) creations.set(tagKey, { nonce, acknowledged });
  }

  return {
    inQuarantine: (tagKey) => quarantine.has(tagKey),
    async create(tagKeys) {
      // Nothing is computed under a nonce whose write is in flight, so it can be shared.
      const missing = tagKeys.filter((tagKey) => !creations.has(tagKey));
      if (missing.length > 0) startCreation(missing);
      const shared = tagKeys.map((tagKey) => [tagKey, creations.get(tagKey)] as const);
      const created = new Map<string, string>();
      for (const [tagKey, creation] of shared) {
        if (creation && (await creation.acknowledged)) created.set(tagKey, creation.nonce);
      }
      return created;
    },
    async invalidate(tagKeys) {
      const attempt = quarantine.nextAttempt();
      quarantine.started(tagKeys, attempt);
      try {
        await write(freshNonces(tagKeys));
      } catch (error) {
        quarantine.failed(tagKeys, attempt);
        throw error;
      }
      quarantine.succeeded(tagKeys, attempt);
    },
  };
}

const endOfTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Never returns the same nonce twice. */
function createGenerator(): (tagKeys: readonly string[]) => ReadonlyMap<string, string> {
  const prefix = randomBytes(PREFIX_BYTES).toString('base64url');
  let count = 0;
  return (tagKeys) => new Map(tagKeys.map((tagKey) => [tagKey, `${prefix}${(count += 1).toString(36)}`]));
}

interface Unacknowledged {
  /** The latest attempt to invalidate the tag. */
  readonly latest: number;
  readonly failed: boolean;
}

/** The tags with an unacknowledged invalidation. An acknowledgment counts for the attempts up to its own. */
function createQuarantine(generation: string, limit: number) {
  const unacknowledged = new Map<string, Unacknowledged>();
  let attempts = 0;
  return {
    has: (tagKey: string): boolean => unacknowledged.get(tagKey)?.failed ?? false,
    nextAttempt: (): number => (attempts += 1),
    started(tagKeys: readonly string[], attempt: number): void {
      for (const tagKey of tagKeys) {
        const { failed = false } = unacknowledged.get(tagKey) ?? {};
        unacknowledged.set(tagKey, { latest: attempt, failed });
      }
    },
    failed(tagKeys: readonly string[], attempt: number): void {
      for (const tagKey of tagKeys) {
        const { latest = attempt } = unacknowledged.get(tagKey) ?? {};
        unacknowledged.set(tagKey, { latest, failed: true });
      }
      if (unacknowledged.size <= limit) return;
      unacknowledged.clear();
      unacknowledged.set(generation, { latest: attempts, failed: true });
    },
    succeeded(tagKeys: readonly string[], attempt: number): void {
      for (const tagKey of tagKeys) {
        if ((unacknowledged.get(tagKey)?.latest ?? Infinity) <= attempt) unacknowledged.delete(tagKey);
      }
    },
  };
}
