// Computes the completions of many profiles, with one query per section.
import type { DatabaseLike } from '../database/client.ts';
import { loadSections } from '../sections/read.ts';
import { sections as allSections } from '../sections/registry.ts';
import { score, type Completion } from './score.ts';

/**
 * @param names the sections to score; null for all
 * @returns a completion for every id, also for an empty or unknown profile
 */
export async function completionOf(
  db: DatabaseLike,
  profileIds: readonly string[],
  names: readonly string[] | null = null,
  now = new Date(),
): Promise<ReadonlyMap<string, Completion>> {
  const sections = names ? allSections.filter(({ name }) => names.includes(name)) : allSections;
  const loaded = await loadSections(db, sections, profileIds);
  return new Map(
    profileIds.map((id) => {
      const contents = loaded.map((byId) => byId.get(id) ?? { filled: false, updatedAt: null });
      return [id, score(sections, contents, now)];
    }),
  );
}
