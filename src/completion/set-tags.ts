// Names the tag that the cached completions of one set of sections share, whatever their profile. It invalidates them all at
// once: `completionSetTags` for an operator who repaired rows.
import { sections } from '../sections/registry.ts';

/** @param names the sections that are scored; null: all */
export function completionSetTag(names: readonly string[] | null): string {
  return `completion_sections_${setOf(names)}`;
}

/** One text for each set. */
export function setOf(names: readonly string[] | null): string {
  return names ? [...new Set(names)].sort().join() : 'all';
}

/** The tags of all sets, or of those that score this section: 512 or 257 of them for nine sections. */
export function completionSetTags(section: string | null): string[] {
  const sets = sections.reduce<string[][]>(
    (smaller, { name }) => [...smaller, ...smaller.map((names) => [...names, name])],
    [[]],
  );
  const wanted = sets.filter((names) => (section === null ? names.length > 0 : names.includes(section)));
  return [null, ...wanted].map(completionSetTag);
}
