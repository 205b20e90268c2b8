// Owns the one way to make a tagged cache: with the discipline that never serves an old value.
// What it promises stands in contract.ts, how it does it in assemble.ts.
import { assembleTaggedCache } from './assemble.ts';
import type { TaggedCache, TaggedCacheOptions } from './contract.ts';
import { discipline } from './discipline.ts';

export type { TaggedCache, TaggedCacheOptions } from './contract.ts';

/** @throws RangeError for a namespace with other characters */
export function createTaggedCache<Value, Key extends string = string, Tag extends string = string>(
  options: TaggedCacheOptions<Value>,
): TaggedCache<Value, Key, Tag> {
  return assembleTaggedCache(options, discipline);
}
