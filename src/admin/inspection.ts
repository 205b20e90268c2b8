// Compares one profile in Postgres, in the cache and in the index. Read-only. Fails where the index cannot be reached.
import { completionOf } from '../completion/compute.ts';
import { peekCompletion } from '../completion/cached.ts';
import type { Completion } from '../completion/score.ts';
import type { Services } from '../graphql/context.ts';
import { buildDocuments } from '../indexing/document.ts';
import { withoutVersion } from '../indexing/indexed.ts';
import type { JsonObject } from '../search/json.ts';
import { isDeepStrictEqual } from 'node:util';

export interface Inspection {
  readonly profileId: string;
  readonly completion: Completion;
  /** Null: the cache has no current value. */
  readonly cached: Completion | null;
  readonly cacheAgrees: boolean;
  /** Null: the profile is private. */
  readonly expected: JsonObject | null;
  /** Null: the index has no document. */
  readonly indexed: JsonObject | null;
  readonly indexAgrees: boolean;
}

/** @returns null where there is no such profile */
export async function inspect(
  services: Pick<Services, 'db' | 'cache' | 'search'>,
  profileId: string,
): Promise<Inspection | null> {
  const { db, search } = services;
  const profile = await db.profile.findFirst({ where: { id: profileId } });
  if (!profile) return null;
  const [cached, found] = await Promise.all([
    peekCompletion(services, profileId),
    search.getObject(profileId),
  ]);
  const completion = (await completionOf(db, [profileId])).get(profileId);
  if (!completion) return null;
  const [built] = profile.visibility === 'PUBLIC' ? await buildDocuments(db, [profile]) : [];
  const expected = built?.document ?? null;
  const indexed = found && withoutVersion(found);
  return {
    profileId,
    completion,
    cached,
    cacheAgrees: cached === null || isDeepStrictEqual(scores(cached), scores(completion)),
    expected,
    indexed,
    indexAgrees: isDeepStrictEqual(plain(indexed), plain(expected)),
  };
}

/** Without the time of the computation. */
function scores(completion: Completion): Completion {
  return { ...completion, computedAt: new Date(0) };
}

function plain(document: JsonObject | null): unknown {
  return JSON.parse(JSON.stringify(document)) as unknown;
}
