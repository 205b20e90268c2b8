// Reads completions through the cache. All reads of one turn, of any request, share one round trip to the store; their misses
// share one query. An entry expires after 90 days, when a section turns stale, or when its profile is written.
import DataLoader from 'dataloader';
import { currentSignal } from '../cancellation/current-signal.ts';
import { SharedWork } from '../cancellation/shared-work.ts';
import { z } from 'zod';
import type { Cached, Services } from '../graphql/context.ts';
import { profileCompletionTag } from '../profiles/completion-tag.ts';
import type { JsonValue } from '../search/json.ts';
import { sourceHash } from '../sections/source-hash.ts';
import { completionOf } from './compute.ts';
import { completionSetTag, setOf } from './set-tags.ts';
import type { Completion } from './score.ts';

type CacheServices = Pick<Services, 'cache' | 'db'>;

/** Limits the size of one command to the store. */
const READS_AT_ONCE = 2000;

const date = z.iso.datetime().transform((text) => new Date(text));
const completionRule: z.ZodType<Completion> = z.object({
  percentage: z.number(),
  sections: z.array(
    z.object({
      name: z.string(),
      status: z.enum(['FILLED', 'UNFILLED', 'STALE']),
      weight: z.number(),
      updatedAt: date.nullable(),
    }),
  ),
  computedAt: date,
  nextChangeAt: date.nullable(),
});

/** A completion in the API, with what the caches of clients know it by. */
export interface ProfileCompletion extends Completion {
  /** One for each profile and set of sections. That of all sections is the profile's. */
  readonly id: string;
  readonly profileId: string;
}

/** @param names the sections that are scored; null for all */
export function completionOfProfile(
  completion: Completion,
  profileId: string,
  names: readonly string[] | null = null,
): ProfileCompletion {
  return { ...completion, id: names ? `${profileId}:${setOf(names)}` : profileId, profileId };
}

/** Part of every key, so that a release with other code serves no completion of the release before. */
const codeHash = sourceHash(import.meta.url);

interface CompletionEntry {
  /** Of the request that reads. */
  readonly signal: AbortSignal | undefined;
  readonly profileId: string;
  readonly names: readonly string[] | null;
  readonly key: string;
  /** Shared by the completions of the same sections. */
  readonly group: string;
  readonly tags: readonly string[];
}

const loaders = new WeakMap<Services['cache'], DataLoader<CompletionEntry, Cached>>();

/**
 * @param names the sections to score; null for all
 * @returns a completion that is not older than the last acknowledged write
 */
export async function loadCompletion(
  services: CacheServices,
  profileId: string,
  names: readonly string[] | null = null,
): Promise<ProfileCompletion> {
  const loader = loaders.get(services.cache) ?? createLoader(services);
  const { value } = await loader.load(entryOf(profileId, names));
  return completionOfProfile(completionRule.parse(value), profileId, names);
}

/**
 * @param names the sections that are scored; null for all
 * @returns the cached completions, in the order of the ids and in one round trip; null where there is none
 */
export async function peekCompletions(
  { cache }: Pick<Services, 'cache'>,
  profileIds: readonly string[],
  names: readonly string[] | null = null,
): Promise<(Completion | null)[]> {
  const found = await cache.getMany(profileIds.map((id) => entryOf(id, names)));
  return found.map((cached) => (cached ? completionRule.parse(cached.value) : null));
}

function createLoader({ cache, db }: CacheServices): DataLoader<CompletionEntry, Cached> {
  const loader = new DataLoader<CompletionEntry, Cached>(
    (entries) => {
      const work = new SharedWork();
      for (const { signal } of entries) work.join(signal ?? null);
      return work.run(() => cache.getOrComputeMany(entries, (missing) => computeMissing(db, missing)));
    },
    // The loader's own cache stays off: a read after a write must see the write.
    { cache: false, maxBatchSize: READS_AT_ONCE },
  );
  loaders.set(cache, loader);
  return loader;
}

async function computeMissing(
  db: Services['db'],
  missing: readonly CompletionEntry[],
): Promise<readonly Cached[]> {
  const values = new Map<CompletionEntry, Cached>();
  const computing = [...Map.groupBy(missing, ({ group }) => group).values()].map(async (entries) => {
    const ids = entries.map(({ profileId }) => profileId);
    const computed = await completionOf(db, ids, entries[0]?.names);
    for (const entry of entries) values.set(entry, encode(computed.get(entry.profileId)));
  });
  await Promise.all(computing);
  return missing.map((entry) => values.get(entry) as Cached);
}

function entryOf(profileId: string, names: readonly string[] | null): CompletionEntry {
  return {
    signal: currentSignal(),
    profileId,
    names,
    key: `completion.${codeHash}:${profileId}:${setOf(names)}`,
    group: completionSetTag(names),
    tags: [profileCompletionTag(profileId)],
  };
}

function encode(completion: Completion | undefined): Cached {
  if (!completion) throw new Error('No completion was computed.');
  const { percentage, sections: rated, computedAt, nextChangeAt } = completion;
  const value: JsonValue = {
    percentage,
    sections: rated.map((one) => ({ ...one, updatedAt: one.updatedAt?.toISOString() ?? null })),
    computedAt: computedAt.toISOString(),
    nextChangeAt: nextChangeAt?.toISOString() ?? null,
  };
  return { value, expiresAt: nextChangeAt?.getTime() ?? null };
}
