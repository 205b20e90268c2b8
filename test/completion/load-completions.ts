// Loads the completions of many profiles in one turn, as a page of the API does.
import { loadCompletion } from '../../src/completion/cached.ts';
import type { Completion } from '../../src/completion/score.ts';
import type { Services } from '../../src/graphql/context.ts';

/** @param names the sections to score; null for all */
export async function loadCompletions(
  services: Pick<Services, 'cache' | 'db'>,
  profileIds: readonly string[],
  names: readonly string[] | null = null,
): Promise<ReadonlyMap<string, Completion>> {
  const loads = profileIds.map(async (id) => [id, await loadCompletion(services, id, names)] as const);
  return new Map(await Promise.all(loads));
}
