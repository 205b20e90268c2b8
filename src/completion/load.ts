// Owns how one request asks for completions: all that it asks for in the same moment are looked up together.
import DataLoader from 'dataloader';
import type { Context } from '../graphql/context.ts';
import { cachedCompletionOf } from './cached.ts';
import type { Completion } from './score.ts';

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
  const found = await cachedCompletionOf(ctx, [...new Set(ids)], names);
  return ids.map((id) => found.get(id) ?? new Error(`no completion was computed for ${id}`));
}
