// Owns how keys and tags are named in the store, and the stamp: all nonces of an entry in one text.
// Nothing here fails but a namespace that could be taken for another's keys.

interface Tagged {
  readonly tags: readonly string[];
}

export interface Keys {
  /** The nonce of the namespace itself, which every entry carries as a tag. */
  readonly generation: string;
  entry(key: string): string;
  tag(tag: string): string;
  /** The keys of all tags of these entries, each once, the generation first. */
  tagsOf(entries: readonly Tagged[]): string[];
  /** @returns null where one of the nonces is not there */
  stamp(entry: Tagged, nonces: ReadonlyMap<string, string>): string | null;
}

export function createKeys(namespace: string): Keys {
  if (!/^[\w.-]+$/.test(namespace)) {
    throw new RangeError(`namespace ${JSON.stringify(namespace)}: use letters, digits, "_", "." and "-"`);
  }
  const generation = `${namespace}:g`;
  const tagKey = (tag: string) => `${namespace}:t:${tag}`;
  return {
    generation,
    entry: (key) => `${namespace}:e:${key}`,
    tag: tagKey,
    tagsOf(entries) {
      const distinct = new Set([generation]);
      for (const { tags } of entries) for (const tag of tags) distinct.add(tagKey(tag));
      return [...distinct];
    },
    stamp({ tags }, nonces) {
      let stamp = nonces.get(generation);
      if (stamp === undefined) return null;
      for (const tag of tags.length > 1 ? [...new Set(tags)].sort() : tags) {
        const nonce = nonces.get(tagKey(tag));
        if (nonce === undefined) return null;
        stamp += `.${nonce}`;
      }
      return stamp;
    },
  };
}
