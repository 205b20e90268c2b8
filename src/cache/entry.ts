// Names entries and tags in the store, and reads and writes the text of an entry. The text has four lines: version, stamp,
// expiry and value. The value comes last, so an outdated entry is dropped before its value is parsed.
import type { CacheEntry } from './contract.ts';
import type { MissReason } from './counters.ts';

/** An entry with its keys in the store. */
export interface NamedEntry<Entry> {
  readonly entry: Entry;
  readonly key: string;
  /** The generation first, then the tags, sorted and distinct. */
  readonly tagKeys: readonly string[];
}

export interface Keys {
  /** The tag that every entry of the namespace carries. */
  readonly generation: string;
  tag(tag: string): string;
  name<Entry extends CacheEntry>(entry: Entry): NamedEntry<Entry>;
}

/** @throws RangeError for a namespace whose keys could be another's */
export function createKeys(namespace: string): Keys {
  if (!/^[\w.-]+$/.test(namespace)) {
    throw new RangeError(`namespace ${JSON.stringify(namespace)}: use letters, digits, "_", "." and "-"`);
  }
  const generation = `${namespace}:g`;
  const tagKey = (tag: string) => `${namespace}:t:${tag}`;
  return {
    generation,
    tag: tagKey,
    name(entry) {
      const { key, tags } = entry;
      const distinct = tags.length > 1 ? [...new Set(tags)].sort() : tags;
      return { entry, key: `${namespace}:e:${key}`, tagKeys: [generation, ...distinct.map(tagKey)] };
    },
  };
}

/** The distinct tag keys of these entries. */
export function tagKeysOf(entries: readonly NamedEntry<unknown>[]): readonly string[] {
  const [first] = entries;
  if (first && entries.length === 1) return first.tagKeys;
  return [...new Set(entries.flatMap(({ tagKeys }) => tagKeys))];
}

/**
 * All nonces of an entry in one text.
 * @returns null if one of them is missing
 */
export function stampOf(
  { tagKeys }: NamedEntry<unknown>,
  nonces: ReadonlyMap<string, string>,
): string | null {
  let stamp = '';
  for (const tagKey of tagKeys) {
    const nonce = nonces.get(tagKey);
    if (nonce === undefined) return null;
    stamp = stamp === '' ? nonce : `${stamp}.${nonce}`;
  }
  return stamp;
}

export interface EntryFormat<Value> {
  /** @param expiresAt milliseconds since 1970 */
  write(value: Value, stamp: string, expiresAt: number): string;
  /** @param stamp of the entry's current nonces; null matches no entry */
  read(text: string, stamp: string | null, now: number): { readonly value: Value } | MissReason;
}

/** What it cannot read is a miss with the reason `shape`. */
export function createEntryFormat<Value>(
  versionName: string,
  decode: (json: unknown) => Value,
): EntryFormat<Value> {
  const version = JSON.stringify(versionName);
  return {
    write: (value, stamp, expiresAt) =>
      `${version}\n${stamp}\n${expiresAt}\n${JSON.stringify(value) as string | undefined}`,
    read(text, stamp, now) {
      if (!text.startsWith(`${version}\n`)) return 'shape';
      if (stamp === null || !text.startsWith(`${stamp}\n`, version.length + 1)) return 'tagMismatch';
      const expiryStart = version.length + stamp.length + 2;
      const valueStart = text.indexOf('\n', expiryStart) + 1;
      const expiresAt = Number(text.slice(expiryStart, valueStart - 1));
      if (valueStart === 0 || Number.isNaN(expiresAt)) return 'shape';
      if (expiresAt <= now) return 'expired';
      try {
        return { value: decode(JSON.parse(text.slice(valueStart))) };
      } catch {
        return 'shape';
      }
    },
  };
}
