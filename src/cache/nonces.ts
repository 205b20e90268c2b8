// Creates nonces of tags and writes them to the store. A tag is in quarantine from the start of its invalidation until the
// store acknowledges a fresh nonce of this or a later attempt: this process treats its nonce as absent.
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
   * @returns the acknowledged nonces by tag key. Never rejects
   */
  create(tagKeys: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Those of the tags that have a nonce. @throws CacheError of the store */
  existing(tagKeys: readonly string[]): Promise<readonly string[]>;
  /** Replaces the nonces. @throws CacheError of the store; the tags are then in quarantine */
  invalidate(tagKeys: readonly string[]): Promise<void>;
}

export interface NoncesOptions {
  readonly store: GuardedStore;
  readonly ttlMs: number | null;
  readonly writeDeadlineMs: number;
  readonly invalidationDeadlineMs: number;
  /** Every entry carries one group. */
  readonly isGroup: (tagKey: string) => boolean;
  /** Above this many tags every group is in quarantine instead. */
  readonly quarantineLimit: number;
}

/** By tag key. */
type NoncesByTag = ReadonlyMap<string, string>;

/** 96 bits, so the nonces of two caches never collide. */
const PREFIX_BYTES = 12;
/** Keeps one command short, so that it meets its deadline and does not block the store. */
const WRITES_PER_COMMAND = 1000;

export function createNonces(options: NoncesOptions): Nonces {
  const { store, ttlMs, writeDeadlineMs, invalidationDeadlineMs } = options;
  /** Fresh nonces whose write is in flight: each tag's, with those that are written together. */
  const creations = new Map<string, Promise<NoncesByTag>>();
  const quarantine = createQuarantine(options);
  const freshNonce = createGenerator();

  async function write(tagKeys: readonly string[], deadlineMs: number): Promise<NoncesByTag> {
    const written = new Map<string, string>();
    for (let from = 0; from < tagKeys.length; from += WRITES_PER_COMMAND) {
      const some = tagKeys.slice(from, from + WRITES_PER_COMMAND);
      const createWrites = () => some.map((key): StoreWrite => ({ key, value: freshNonce(), ttlMs }));
      for (const { key, value } of await store.require(createWrites, deadlineMs)) written.set(key, value);
    }
    return written;
  }

  function startCreation(tagKeys: readonly string[]): void {
    const attempt = quarantine.nextAttempt();
    const complete = (acknowledged: NoncesByTag) => {
      // From here on the nonces are in use, and later callers must read the store again.
      for (const tagKey of tagKeys) creations.delete(tagKey);
      quarantine.succeeded([...acknowledged.keys()], attempt);
      return acknowledged;
    };
    const creation = write(tagKeys, writeDeadlineMs)
      .catch((): NoncesByTag => new Map())
      // Reads whose answers arrive together with the acknowledgment can still share the nonces.
      .then(afterWaiting)
      .then(complete);
    for (const tagKey of tagKeys) creations.set(tagKey, creation);
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
        const nonce = (await creation)?.get(tagKey);
        if (nonce !== undefined) created.set(tagKey, nonce);
      }
      return created;
    },
    async existing(tagKeys) {
      const found = await store.read(tagKeys);
      return tagKeys.filter((_, index) => found[index] !== undefined);
    },
    async invalidate(tagKeys) {
      const attempt = quarantine.started(tagKeys);
      try {
        await write(tagKeys, invalidationDeadlineMs);
      } catch (error) {
        quarantine.failed();
        throw error;
      }
      quarantine.succeeded(tagKeys, attempt);
    },
  };
}

/** After all that already waits to run, but before the next turn of the event loop. */
const afterWaiting = <T>(value: T) => new Promise<T>((resolve) => process.nextTick(resolve, value));

/** Never returns the same nonce twice. */
function createGenerator(): () => string {
  const prefix = randomBytes(PREFIX_BYTES).toString('base64url');
  let count = 0;
  return () => `${prefix}${(count += 1).toString(36)}`;
}

/** The tags with an unacknowledged invalidation. An acknowledgment counts for the attempts up to its own. */
function createQuarantine({ isGroup, quarantineLimit }: NoncesOptions) {
  /** By tag key: the latest attempt to invalidate it. */
  const unacknowledged = new Map<string, number>();
  /** After too many failures: groups with an acknowledgment of a later attempt are trusted again. */
  let overflow: { readonly attempt: number; readonly trusted: Set<string> } | null = null;
  let attempts = 0;
  return {
    has(tagKey: string): boolean {
      if (unacknowledged.has(tagKey)) return true;
      return overflow !== null && isGroup(tagKey) && !overflow.trusted.has(tagKey);
    },
    nextAttempt: (): number => (attempts += 1),
    started(tagKeys: readonly string[]): number {
      attempts += 1;
      for (const tagKey of tagKeys) unacknowledged.set(tagKey, attempts);
      return attempts;
    },
    failed(): void {
      if (unacknowledged.size <= quarantineLimit) return;
      unacknowledged.clear();
      overflow = { attempt: attempts, trusted: new Set() };
    },
    succeeded(tagKeys: readonly string[], attempt: number): void {
      for (const tagKey of tagKeys) {
        if ((unacknowledged.get(tagKey) ?? Infinity) <= attempt) unacknowledged.delete(tagKey);
        if (overflow && attempt > overflow.attempt && isGroup(tagKey)) overflow.trusted.add(tagKey);
      }
    },
  };
}
