// Names the tag that the cached completions of one set of sections share, whatever their profile. It invalidates them all at
// once: `completionSetTags` for an operator who repaired rows.
import type { Services } from '../graphql/context.ts';
import { sections } from '../sections/registry.ts';

/** @param names the sections that are scored; null: all */
export function completionSetTag(names: readonly string[] | null): string {
  return `completion_sections_${setOf(names)}`;
}

/** One text for each set. */
export function setOf(names: readonly string[] | null): string {
  return names ? [...new Set(names)].sort().join() : 'all';
}

/** All sets of sections, 512 for nine sections. Null is the set of all of them, as it is asked for without names. */
function allSets(): (string[] | null)[] {
  const sets = sections.reduce<string[][]>(
    (smaller, { name }) => [...smaller, ...smaller.map((names) => [...names, name])],
    [[]],
  );
  return [null, ...sets.filter((names) => names.length > 0)];
}

/** The tags of all sets, or of those that score this section: 512 or 257 of them for nine sections. */
export function completionSetTags(section: string | null): string[] {
  return allSets()
    .filter((names) => section === null || names === null || names.includes(section))
    .map(completionSetTag);
}

/** The sets of which completions may be cached. @throws CacheError where the store does not answer */
export async function cachedSets({ cache }: Pick<Services, 'cache'>): Promise<(readonly string[] | null)[]> {
  const sets = allSets();
  const inUse = new Set(await cache.groupsInUse(sets.map(completionSetTag)));
  return sets.filter((names) => inUse.has(completionSetTag(names)));
}
