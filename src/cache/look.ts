// Owns the first two steps of every call: what the store has now, and the nonces under which the rest may be computed.
// A store that fails rejects here, and nothing is remembered of it.
import type { MissReason } from './counters.ts';
import type { Discipline } from './discipline.ts';
import type { EntryFormat } from './entry-format.ts';
import { stampOf, tagKeysOf, type Named } from './keys.ts';
import type { Nonces } from './nonces.ts';
import type { CacheStore } from './store.ts';

/** What one read saw. */
export interface Sight<Value> {
  /** The nonces that count, by tag key. */
  readonly nonces: ReadonlyMap<string, string>;
  /** By position of the entry. */
  readonly found: readonly ({ readonly value: Value } | MissReason)[];
}

export interface LookOptions<Value> {
  readonly readMany: CacheStore['getMany'];
  readonly nonces: Nonces;
  readonly format: EntryFormat<Value>;
  readonly absentNonce: Discipline['absentNonce'];
  readonly now: () => number;
}

export interface Look<Value> {
  /** One read of the entries and of their tags' nonces; a hit needs every nonce equal to the entry's own. */
  look(entries: readonly Named<unknown>[]): Promise<Sight<Value>>;
  /**
   * @param seen the nonces that a look saw
   * @returns those, and a fresh one, acknowledged, where there was none; a tag that is missing got none
   */
  fence(
    entries: readonly Named<unknown>[],
    seen: ReadonlyMap<string, string>,
  ): Promise<ReadonlyMap<string, string>>;
}

export function createLook<Value>(options: LookOptions<Value>): Look<Value> {
  const { readMany, nonces, format, absentNonce, now } = options;
  return {
    async look(entries) {
      const tagKeys = tagKeysOf(entries);
      // As of now: a quarantine that ends while the store answers does not vouch for an answer from before.
      const suspect = new Set(tagKeys.filter((tagKey) => nonces.inQuarantine(tagKey)));
      const texts = await readMany([...tagKeys, ...entries.map(({ key }) => key)]);
      const current = new Map<string, string>();
      tagKeys.forEach((tagKey, index) => {
        const nonce = suspect.has(tagKey) || nonces.inQuarantine(tagKey) ? undefined : texts[index];
        const counted = nonce ?? absentNonce;
        if (counted !== null) current.set(tagKey, counted);
      });
      const at = now();
      const found = entries.map((entry, index) => {
        const text = texts[tagKeys.length + index];
        return text === undefined ? 'absent' : format.read(text, stampOf(entry, current), at);
      });
      return { nonces: current, found };
    },
    async fence(entries, seen) {
      const lacking = tagKeysOf(entries).filter((tagKey) => !seen.has(tagKey));
      if (lacking.length === 0) return seen;
      const all = new Map(seen);
      for (const [tagKey, nonce] of await nonces.create(lacking)) all.set(tagKey, nonce);
      return all;
    },
  };
}
