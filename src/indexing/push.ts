// Pushes profiles into the index and removes them from it. The search state's row is locked before the profile is read,
// and until the index has acknowledged: so one worker pushes a profile at a time, and the last push has the last state.
// On any error the transaction rolls back, and the job is tried again.
import { writable, type Transaction } from '../database/client.ts';
import type { DifferenceKind, ReindexMode } from '../database/generated/prisma/enums.ts';
import type { Services } from '../graphql/context.ts';
import type { Analytics, AnalyticsEventInput } from './analytics/analytics.ts';
import { readIndexed, type IndexedDocuments } from './indexed.ts';
import { iterateProfiles } from './iterate.ts';
import { planPush, type Plan } from './plan.ts';
import type { Failure } from './record-fault.ts';
import { sendPlan } from './send.ts';
import { forgetDocuments, lockStates, markTransitions, writeStates, type States } from './state.ts';
import { checkWritten, currentTarget, forgetTarget } from './target.ts';
import { nextVersion } from './versions.ts';

export type PushServices = Pick<Services, 'db' | 'search'> & { readonly analytics: Analytics };

/** One document in which the index differs from the database. */
export interface Difference {
  readonly objectId: string;
  readonly kind: DifferenceKind;
}

/** Every id is counted in exactly one of the first four. */
export interface PushResult {
  readonly upserted: number;
  readonly skipped: number;
  readonly removed: number;
  readonly failures: readonly Failure[];
  /** What a DRY_RUN would upsert or remove, and what a VERIFY did. Empty in other modes. */
  readonly differences: readonly Difference[];
}

export interface PushOptions {
  /**
   * CHANGED: what differs from the last push. FULL: all. VERIFY: what differs from the index. DRY_RUN: like VERIFY, but
   * nothing is written.
   */
  readonly mode: ReindexMode;
  /** Documents to remove whose id is not the id of a profile. @default none */
  readonly unknownIds?: readonly string[];
  /** Runs in the push's transaction, after the index has acknowledged. */
  readonly onPushed?: (tx: Transaction, result: PushResult) => Promise<void>;
}

/** The longest that a push may hold its locks. A search server that hangs must not block the next try for ever. */
const TIMEOUT_MS = 120_000;

/** A DRY_RUN compares with the index itself, and marks none. */
const NO_TARGET = -1;

/** Profiles per page: the usual size of a batch, since every page costs one query per section. */
const PAGE = 500;

/** Whether the mode reads the index. The other modes use the search state. */
export function readsIndex(mode: ReindexMode): boolean {
  return mode === 'VERIFY' || mode === 'DRY_RUN';
}

/** @param ids unique; they may include profiles that were deleted @throws ForeignIndexError */
export async function pushProfiles(
  services: PushServices,
  ids: readonly string[],
  options: PushOptions,
): Promise<PushResult> {
  for (;;) {
    const target = options.mode === 'DRY_RUN' ? NO_TARGET : await currentTarget(services);
    const result = await pushOnce(services, ids, target, options);
    if (result) {
      const isWritten = target !== NO_TARGET && result.upserted + result.removed > 0;
      if (isWritten) await checkWritten(services);
      return result;
    }
    await markTransitions(services, ids);
  }
}

/** What was sent before an error may have come after a newer push: the locks end with the connection. */
async function pushOnce(
  services: PushServices,
  ids: readonly string[],
  target: number,
  options: PushOptions,
): Promise<PushResult | null> {
  const sent: string[] = [];
  try {
    return await writable(services.db).$transaction(
      (tx) => pushLocked(services, tx, ids, target, { ...options, sent }),
      { timeout: TIMEOUT_MS },
    );
  } catch (error) {
    await forgetDocuments(services.db, sent);
    throw error;
  }
}

/**
 * @returns null, with nothing done, if a profile would enter or leave the index and is not marked yet, or if an older database
 * was restored
 */
async function pushLocked(
  { search, analytics }: PushServices,
  tx: Transaction,
  ids: readonly string[],
  target: number,
  { mode, unknownIds = [], onPushed, sent }: PushOptions & { readonly sent: string[] },
): Promise<PushResult | null> {
  const states = await lockStates(tx, ids, target);
  if (mode !== 'DRY_RUN' && states.size < ids.length) return null;
  const indexed = readsIndex(mode) ? await readIndexed(search, ids) : null;
  const { recordLimit } = search;
  const profiles = iterateProfiles(tx, ids, PAGE);
  const plan = await planPush(tx, { ids, states, indexed, mode, recordLimit, profiles });
  if (mode === 'DRY_RUN') {
    const result = resultOf(plan, unknownIds, differencesOf(plan, unknownIds, indexed));
    await onPushed?.(tx, result);
    return result;
  }
  if (!isMarked(plan, states)) return null;
  const version = plan.upserts.length > 0 ? await nextVersion(tx, search) : 0;
  if (version === null) {
    forgetTarget(search);
    return null;
  }
  sent.push(...plan.removals, ...plan.upserts.map(({ document }) => document.objectID));
  const done = withoutRefused(plan, await sendPlan(search, { plan, unknownIds, version }));
  const result = resultOf(done, unknownIds, indexed ? differencesOf(done, unknownIds, indexed) : []);
  await writeStates(tx, done, target);
  await analytics.track(tx, transitionsOf(done, states));
  await onPushed?.(tx, result);
  return result;
}

function resultOf(
  { upserts, removals, skipped, failures }: Plan,
  unknownIds: readonly string[],
  differences: readonly Difference[],
): PushResult {
  const removed = removals.length + unknownIds.length;
  return { upserted: upserts.length, skipped, removed, failures, differences };
}

function withoutRefused(plan: Plan, refused: readonly Failure[]): Plan {
  if (refused.length === 0) return plan;
  const ids = new Set(refused.map(({ profileId }) => profileId));
  return {
    ...plan,
    upserts: plan.upserts.filter(({ document }) => !ids.has(document.objectID)),
    removals: plan.removals.filter((id) => !ids.has(id)),
    failures: [...plan.failures, ...refused],
  };
}

function differencesOf(
  { upserts, removals }: Plan,
  unknownIds: readonly string[],
  indexed: IndexedDocuments | null,
): Difference[] {
  return [
    ...upserts.map(({ document: { objectID } }): Difference => {
      return { objectId: objectID, kind: indexed?.has(objectID) ? 'DIFFERENT' : 'MISSING' };
    }),
    ...[...removals, ...unknownIds].map((objectId): Difference => ({ objectId, kind: 'ORPHAN' })),
  ];
}

/** Whether every profile that enters or leaves the index is marked: see markTransitions. */
function isMarked({ upserts, removals }: Plan, states: States): boolean {
  return (
    upserts.every(({ document }) => states.get(document.objectID)?.indexed) &&
    removals.every((id) => !states.get(id)?.indexed || states.get(id)?.documentHash === null)
  );
}

function transitionsOf({ upserts, removals }: Plan, states: States): AnalyticsEventInput[] {
  const wasTracked = (id: string) => states.get(id)?.tracked ?? false;
  const entered = upserts.map(({ document }) => document.objectID).filter((id) => !wasTracked(id));
  return [
    ...entered.map((profileId) => ({ name: 'created' as const, profileId })),
    ...removals.filter(wasTracked).map((profileId) => ({ name: 'deleted' as const, profileId })),
  ];
}
