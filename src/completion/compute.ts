// Computes the completions of many profiles, with one query.
import type { DatabaseLike } from '../database/client.ts';
import { loadFillings } from '../sections/filling.ts';
import { sections as allSections } from '../sections/registry.ts';
import { score, type Completion } from './score.ts';

const UNFILLED = { filled: false, updatedAt: null };

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
  const loaded = await loadFillings(db, sections, profileIds);
  return new Map(
    profileIds.map((id) => {
      const contents = loaded.map((byId) => byId.get(id) ?? UNFILLED);
      return [id, score(sections, contents, now)];
    }),
  );
}
