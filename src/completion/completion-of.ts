// Owns how completions are computed: for many profiles at once, one query per section asked for.
import DataLoader from 'dataloader';
import type { DatabaseLike } from '../database/client.ts';
import type { Context } from '../graphql/context.ts';
import { sections as allSections } from '../sections/registry.ts';
import { score, type Completion } from './score.ts';

/**
 * @param names the sections to score; null for all
 * @returns a completion for every id, also for one that has nothing
 */
export async function completionOf(
  db: DatabaseLike,
  profileIds: readonly string[],
  names: readonly string[] | null = null,
  now = new Date(),
): Promise<ReadonlyMap<string, Completion>> {
  const sections = names ? allSections.filter(({ name }) => names.includes(name)) : allSections;
  const loaded = await Promise.all(sections.map((section) => section.load(db, profileIds)));
  return new Map(
    profileIds.map((id) => {
      const contents = loaded.map((byId) => byId.get(id) ?? { filled: false, updatedAt: null });
      return [id, score(sections, contents, now)];
    }),
  );
}

const loaders = new WeakMap<Context, Map<string, DataLoader<string, Completion>>>();

/** The completion of one profile, loaded together with all others that the same request asks for. */
export function loadCompletion(
  ctx: Context,
  profileId: string,
  names: readonly string[] | null,
): Promise<Completion> {
  const bySections = loaders.get(ctx) ?? new Map<string, DataLoader<string, Completion>>();
  loaders.set(ctx, bySections);
  const key = names ? [...new Set(names)].sort().join() : '*';
  const loader =
    bySections.get(key) ??
    // Not cached: after a mutation in the same request the next field must see its write.
    new DataLoader<string, Completion>((ids) => loadInOrder(ctx, ids, names), { cache: false });
  bySections.set(key, loader);
  return loader.load(profileId);
}

async function loadInOrder(ctx: Context, ids: readonly string[], names: readonly string[] | null) {
  const found = await completionOf(ctx.db, [...new Set(ids)], names);
  return ids.map((id) => found.get(id) ?? new Error(`no completion was computed for ${id}`));
}
