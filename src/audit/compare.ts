// Compares profiles in Postgres, in the cache and in the index: one read of each for all of them. Read-only.
import { isDeepStrictEqual } from 'node:util';
import { peekCompletions } from '../completion/cached.ts';
import { completionOf } from '../completion/compute.ts';
import { isSameScore, type Completion } from '../completion/score.ts';
import {
  Prisma,
  writable,
  type DatabaseLike,
  type ProfileRow,
  type Transaction,
} from '../database/client.ts';
import type { Services } from '../graphql/context.ts';
import { buildDocuments } from '../indexing/document.ts';
import { readIndexed, type IndexedDocuments } from '../indexing/indexed.ts';
import type { JsonObject } from '../search/json.ts';

export interface Comparison {
  readonly profileId: string;
  /** Null: there is no such profile. */
  readonly profile: ProfileRow | null;
  /** Null: there is no such profile. */
  readonly completion: Completion | null;
  /** Null: the cache has no current value. */
  readonly cached: Completion | null;
  /** Of all sections, and of each set of sections that was asked for. */
  readonly cacheAgrees: boolean;
  /** How many cached completions that says. */
  readonly cachedCount: number;
  /** Null: no public profile, or its document is not JSON. */
  readonly expected: JsonObject | null;
  /** Null: the index has no document, or was not read. */
  readonly indexed: JsonObject | null;
  /** False where the index was not read. */
  readonly documentAgrees: boolean;
  /** Whether the profile had one revision from the first read to the last. If not, what differs may be the write's. */
  readonly isSettled: boolean;
}

export type CompareServices = Pick<Services, 'db' | 'cache' | 'search'>;

export interface CompareOptions {
  /** @default now */
  readonly now?: Date;
  /** Sets of sections whose cached completions are compared beside that of all. @default none */
  readonly sets?: readonly (readonly string[])[];
  /** Answers null where the index need not be read. @default reads it, and throws where it does not answer */
  readonly readIndex?: (ids: readonly string[]) => Promise<IndexedDocuments | null>;
}

/** A section that turns stale changes the document without a write. The index follows within this time. */
const STALE_AFTER_MS = 90_000;
const TIMEOUT_MS = 60_000;

/** @param ids unique, in lower case; of profiles that need not exist */
export async function compareProfiles(
  services: CompareServices,
  ids: readonly string[],
  {
    now = new Date(),
    sets = [],
    readIndex = (wanted) => readIndexed(services.search, wanted),
  }: CompareOptions = {},
): Promise<Comparison[]> {
  const before = await readRevisions(services.db, ids);
  const scored = [null, ...sets];
  const [indexed, ...cached] = await Promise.all([
    readIndex(ids),
    ...scored.map((names) => peekCompletions(services, ids, names)),
  ]);
  const { profiles, completions, documents, earlier } = await writable(services.db).$transaction(
    (tx) => readExpected(tx, { ids, indexed, now, scored, recordLimit: services.search.recordLimit }),
    { isolationLevel: Prisma.TransactionIsolationLevel.RepeatableRead, timeout: TIMEOUT_MS },
  );
  return ids.map((profileId, index) => {
    const profile = profiles.get(profileId) ?? null;
    const completion = (profile && completions[0]?.get(profileId)) ?? null;
    const found = indexed?.get(profileId) ?? null;
    const agrees = completions.flatMap((computed, nth) => {
      const [held, one] = [cached[nth]?.[index], profile && computed.get(profileId)];
      return held && one ? [isSameScore(held, one)] : [];
    });
    const expected = documents.get(profileId) ?? null;
    return {
      ...{ profileId, profile, completion, cached: cached[0]?.[index] ?? null, expected, indexed: found },
      cacheAgrees: !agrees.includes(false),
      cachedCount: agrees.length,
      documentAgrees:
        indexed !== null &&
        (isDeepStrictEqual(found, expected) ||
          (found !== null && isDeepStrictEqual(found, earlier.get(profileId)))),
      isSettled: before.get(profileId) === profile?.revision,
    };
  });
}

async function readRevisions(db: DatabaseLike, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await db.profile.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, revision: true },
  });
  return new Map(rows.map(({ id, revision }) => [id, revision]));
}

interface ToRead {
  readonly ids: readonly string[];
  readonly indexed: IndexedDocuments | null;
  readonly now: Date;
  readonly scored: readonly (readonly string[] | null)[];
  readonly recordLimit: number;
}

/** What the rows of one snapshot say. `earlier` has the documents that differ, as they were before a section turned stale. */
async function readExpected(tx: Transaction, { ids, indexed, now, scored, recordLimit }: ToRead) {
  const found = await tx.profile.findMany({ where: { id: { in: [...ids] } } });
  const visible = found.filter(({ visibility }) => visibility === 'PUBLIC');
  const foundIds = found.map(({ id }) => id);
  const completions: ReadonlyMap<string, Completion>[] = [];
  for (const names of scored) completions.push(await completionOf(tx, foundIds, names, now));
  const documents = await build(tx, visible, now, recordLimit);
  const differing = visible.filter(
    ({ id }) => indexed?.has(id) && !isDeepStrictEqual(indexed.get(id), documents.get(id)),
  );
  const earlier = await build(tx, differing, new Date(now.getTime() - STALE_AFTER_MS), recordLimit);
  return {
    profiles: new Map(found.map((profile) => [profile.id, profile])),
    completions,
    documents,
    earlier,
  };
}

async function build(
  tx: Transaction,
  profiles: readonly ProfileRow[],
  now: Date,
  recordLimit: number,
): Promise<ReadonlyMap<string, JsonObject>> {
  if (profiles.length === 0) return new Map();
  const built = await buildDocuments(tx, profiles, now, () => undefined, recordLimit);
  return new Map(built.map(({ document }) => [document.objectID, document]));
}
