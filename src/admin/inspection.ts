// Compares one profile in Postgres, in the cache and in the index. Read-only. An index that cannot be read leaves the rest.
import { completionOf } from '../completion/compute.ts';
import { peekCompletion } from '../completion/cached.ts';
import type { Completion } from '../completion/score.ts';
import type { Services } from '../graphql/context.ts';
import { buildDocuments } from '../indexing/document.ts';
import { withoutVersion } from '../indexing/indexed.ts';
import { SearchError } from '../search/errors.ts';
import type { SearchGateway } from '../search/gateway.ts';
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
  /** Whether the index answered. */
  readonly indexReachable: boolean;
  /** Null: the index has no document, or did not answer. */
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
    indexedDocument(search, profileId),
  ]);
  const completion = (await completionOf(db, [profileId])).get(profileId);
  if (!completion) return null;
  const [built] = profile.visibility === 'PUBLIC' ? await buildDocuments(db, [profile]) : [];
  const expected = built?.document ?? null;
  const indexReachable = found !== 'unavailable';
  const indexed = indexReachable && found ? withoutVersion(found) : null;
  return {
    profileId,
    completion,
    cached,
    cacheAgrees: cached === null || isDeepStrictEqual(scores(cached), scores(completion)),
    expected,
    indexReachable,
    indexed,
    indexAgrees: indexReachable && isDeepStrictEqual(plain(indexed), plain(expected)),
  };
}

async function indexedDocument(search: SearchGateway, profileId: string) {
  try {
    return await search.getObject(profileId);
  } catch (error) {
    if (error instanceof SearchError && error.retryable) return 'unavailable';
    throw error;
  }
}

/** Without the time of the computation. */
function scores(completion: Completion): Completion {
  return { ...completion, computedAt: new Date(0) };
}

function plain(document: JsonObject | null): unknown {
  return JSON.parse(JSON.stringify(document)) as unknown;
}
