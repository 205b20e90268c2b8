// Names entries and tags in the store, and reads and writes the text of an entry. The text has five lines: the entry's own
// key, stamp, expiry, a checksum and value. An answer of the store that belongs to another entry, or that was damaged on its
// way, is recognised. The value comes last, so an outdated entry is dropped before its value is parsed.
import { crc32 } from 'node:zlib';
import type { CacheEntry } from './contract.ts';
import type { MissReason } from './counters.ts';

/** Raise it with a change of the text: old entries are then misses. */
const FORMAT = 2;

/** An entry with its keys in the store. */
export interface NamedEntry<Entry> {
  readonly entry: Entry;
  readonly key: string;
  /** The group first, then the tags, sorted and distinct. */
  readonly tagKeys: readonly string[];
}

export interface Keys {
  tag(tag: string): string;
  name<Entry extends CacheEntry>(entry: Entry): NamedEntry<Entry>;
  /** Whether an entry of this group was named before. */
  isGroup(tagKey: string): boolean;
}

/** @throws RangeError for a namespace whose keys could be another's */
export function createKeys(namespace: string, source: string): Keys {
  if (!/^[\w.-]+$/.test(namespace)) {
    throw new RangeError(`namespace ${JSON.stringify(namespace)}: use letters, digits, "_", "." and "-"`);
  }
  const entryPrefix = `${namespace}:e${FORMAT}:${source === '' ? '' : `${source}:`}`;
  const tagKey = (tag: string) => `${namespace}:t:${tag}`;
  const groups = new Set<string>();
  return {
    tag: tagKey,
    name(entry) {
      const { key, group, tags } = entry;
      const groupKey = tagKey(group);
      groups.add(groupKey);
      const distinct = tags.length > 1 ? [...new Set(tags)].sort() : tags;
      return {
        entry,
        key: entryPrefix + key,
        tagKeys: [groupKey, ...distinct.map(tagKey)],
      };
    },
    isGroup: (key) => groups.has(key),
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

export interface EntryToWrite<Value> {
  readonly key: string;
  readonly value: Value;
  readonly stamp: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

export interface EntryToRead {
  readonly key: string;
  /** Of the entry's current nonces; null matches no entry. */
  readonly stamp: string | null;
  readonly now: number;
}

export interface EntryFormat<Value> {
  write(entry: EntryToWrite<Value>): string;
  /** @param text the store's answer for this key */
  read(text: string, entry: EntryToRead): { readonly value: Value } | MissReason;
}

export function createEntryFormat<Value>(decode: (json: unknown) => Value): EntryFormat<Value> {
  return {
    write({ key, value, stamp, expiresAt }) {
      const json = (JSON.stringify(value) as string | undefined) ?? '';
      return `${key}\n${stamp}\n${expiresAt}\n${checksumOf(String(expiresAt), json)}\n${json}`;
    },
    read(text, { key, stamp, now }) {
      if (!text.startsWith(`${key}\n`)) return 'wrongAnswer';
      if (stamp === null || !text.startsWith(`${stamp}\n`, key.length + 1)) return 'tagMismatch';
      const expiryStart = key.length + stamp.length + 2;
      const checksumStart = text.indexOf('\n', expiryStart) + 1;
      const valueStart = text.indexOf('\n', checksumStart) + 1;
      const expiry = text.slice(expiryStart, checksumStart - 1);
      const json = text.slice(valueStart);
      if (text.slice(checksumStart, valueStart - 1) !== checksumOf(expiry, json)) return 'wrongAnswer';
      if (Number(expiry) <= now) return 'expired';
      try {
        return { value: decode(JSON.parse(json)) };
      } catch {
        return 'shape';
      }
    },
  };
}

function checksumOf(expiry: string, json: string): string {
  return String(crc32(json, crc32(expiry)));
}
