// Owns completions through the cache: one round trip for any number of profiles, and for the misses one query per section.
// An entry lives 90 days, or until the next moment at which a section turns stale, or until its profile is written.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Cached, Services } from '../graphql/context.ts';
import { profileCompletionTag } from '../profiles/completion-tag.ts';
import type { JsonValue } from '../search/json.ts';
import { sections } from '../sections/registry.ts';
import { completionOf } from './compute.ts';
import type { Completion } from './score.ts';

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

/**
 * Part of every key: where sections come, go or count otherwise, or a completion looks otherwise, what was cached before is
 * not found.
 */
const SHAPE = createHash('sha256')
  .update(JSON.stringify(sections.map(({ name, weight, staleAfterMs }) => [name, weight, staleAfterMs])))
  .update(JSON.stringify(z.toJSONSchema(completionRule, { io: 'input' })))
  .digest('hex')
  .slice(0, 8);

/**
 * @param names the sections to score; null for all
 * @returns a completion for every id, none older than the last acknowledged write
 */
export async function cachedCompletionOf(
  { cache, db }: Pick<Services, 'cache' | 'db'>,
  profileIds: readonly string[],
  names: readonly string[] | null = null,
): Promise<ReadonlyMap<string, Completion>> {
  const entries = profileIds.map((profileId) => entryOf(profileId, names));
  const cached = await cache.getOrComputeMany(entries, async (missing) => {
    const ids = missing.map(({ profileId }) => profileId);
    const computed = await completionOf(db, ids, names);
    return ids.map((id) => encode(computed.get(id)));
  });
  return new Map(profileIds.map((id, index) => [id, completionRule.parse(cached[index]?.value)]));
}

/** What is cached for all sections of a profile, without computing anything; null where nothing current is there. */
export async function peekCompletion(
  { cache }: Pick<Services, 'cache'>,
  profileId: string,
): Promise<Completion | null> {
  const found = await cache.get(entryOf(profileId, null));
  return found ? completionRule.parse(found.value) : null;
}

function entryOf(profileId: string, names: readonly string[] | null) {
  const asked = names ? [...new Set(names)].sort().join() : 'all';
  return {
    profileId,
    key: `completion.${SHAPE}:${profileId}:${asked}`,
    tags: [profileCompletionTag(profileId), `${profileCompletionTag(profileId)}_${asked}`],
  };
}

function encode(completion: Completion | undefined): Cached {
  if (!completion) throw new Error('no completion was computed');
  const { percentage, sections: rated, computedAt, nextChangeAt } = completion;
  const value: JsonValue = {
    percentage,
    sections: rated.map((one) => ({ ...one, updatedAt: one.updatedAt?.toISOString() ?? null })),
    computedAt: computedAt.toISOString(),
    nextChangeAt: nextChangeAt?.toISOString() ?? null,
  };
  return { value, expiresAt: nextChangeAt?.getTime() ?? null };
}
