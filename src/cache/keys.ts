// Owns how keys and tags are named in the store, and the stamp: all nonces of an entry in one text.
// Nothing here fails but a namespace that could be taken for another's keys.
import type { CacheEntry } from './contract.ts';

/** An entry with its names in the store. */
export interface Named<Entry> {
  readonly entry: Entry;
  readonly key: string;
  /** The generation first, then its tags, sorted, each once. */
  readonly tagKeys: readonly string[];
}

export interface Keys {
  /** The nonce of the namespace itself, which every entry carries as a tag. */
  readonly generation: string;
  tag(tag: string): string;
  name<Entry extends CacheEntry>(entry: Entry): Named<Entry>;
}

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

/** The keys of all tags of these entries, each once. */
export function tagKeysOf(all: readonly Named<unknown>[]): readonly string[] {
  const [first] = all;
  if (first && all.length === 1) return first.tagKeys;
  const distinct = new Set<string>();
  for (const { tagKeys } of all) for (const tagKey of tagKeys) distinct.add(tagKey);
  return [...distinct];
}

/** @returns null where one of the nonces is not there */
export function stampOf({ tagKeys }: Named<unknown>, nonces: ReadonlyMap<string, string>): string | null {
  let stamp = '';
  for (const tagKey of tagKeys) {
    const nonce = nonces.get(tagKey);
    if (nonce === undefined) return null;
    stamp = stamp === '' ? nonce : `${stamp}.${nonce}`;
  }
  return stamp;
}
