// Owns how profiles get into the index and out of it. One pusher per profile at a time: the search state's row is locked
// before the profile is read and until the index has acknowledged. So what is pushed last is what was read last, nothing
// removed comes back, and the state always tells what the index was told. If anything fails, the transaction rolls back
// and the same ids are pushed again later.
import type { Analytics, AnalyticsEventInput } from './analytics/analytics.ts';
import type { Database, Prisma, Transaction } from '../database/client.ts';
import type { SearchGateway } from '../search/gateway.ts';
import { readIndexed, type IndexedDocuments } from './indexed.ts';
import { iterateProfiles } from './iterate.ts';
import { planPush, type Plan } from './plan.ts';
import type { Failure } from './record-fault.ts';
import { sendPlan } from './send.ts';
import { announceMoves, lockStates, writeStates, type States } from './state.ts';
import { nextVersion } from './versions.ts';

type ReindexMode = Prisma.ReindexRunModel['mode'];
type DifferenceKind = Prisma.ReindexDifferenceModel['kind'];

export interface PushServices {
  readonly db: Database;
  readonly search: SearchGateway;
  readonly analytics: Analytics;
}

/** Something in which the index is not as the database would have it. */
export interface Difference {
  readonly objectId: string;
  readonly kind: DifferenceKind;
}

/** Every document that was looked at is counted in exactly one of the first four. */
export interface PushResult {
  readonly upserted: number;
  readonly skipped: number;
  readonly removed: number;
  readonly failures: readonly Failure[];
  /** Of a DRY_RUN: what it would upsert and remove. */
  readonly differences: readonly Difference[];
}

export interface PushOptions {
  /**
   * CHANGED: what differs from what was pushed last. FULL: all. VERIFY: what differs from the index. DRY_RUN: the same, but
   * nothing is done.
   */
  readonly mode: ReindexMode;
  /** Documents to remove whose id can be no profile's. @default none */
  readonly strangers?: readonly string[];
  /** Runs in the same transaction, after the index has acknowledged: what it writes is as exact as the state. */
  readonly settle?: (tx: Transaction, result: PushResult) => Promise<void>;
}

/** The longest that a push may hold its locks: a search server that hangs must not hold up the next try for ever. */
const TIMEOUT_MS = 120_000;

/** Profiles that are read at once: as many as a batch usually has, since every page costs a query for each section. */
const PAGE = 500;

/** Whether the mode looks at the index itself. The others trust what is known to have been pushed. */
export function readsIndex(mode: ReindexMode): boolean {
  return mode === 'VERIFY' || mode === 'DRY_RUN';
}

/** @param ids the profiles to bring into line, each once; also those that are gone */
export async function pushProfiles(
  { db, search, analytics }: PushServices,
  ids: readonly string[],
  { mode, strangers = [], settle }: PushOptions,
): Promise<PushResult> {
  for (;;) {
    const result = await db.$transaction((tx) => pushLocked(tx), { timeout: TIMEOUT_MS });
    if (result) return result;
    // A profile was made, shown or hidden, and that is not announced yet. Then all is planned anew.
    await announceMoves(db, ids);
  }

  /** @returns null, with nothing done, where a profile is about to enter the index or to leave it unannounced */
  async function pushLocked(tx: Transaction): Promise<PushResult | null> {
    const states = await lockStates(tx, ids);
    if (mode !== 'DRY_RUN' && states.size < ids.length) return null;
    const indexed = readsIndex(mode) ? await readIndexed(search, ids) : null;
    const { recordLimit } = search;
    const profiles = iterateProfiles(tx, ids, PAGE);
    const plan = await planPush(tx, { ids, states, indexed, mode, recordLimit, profiles });
    if (mode === 'DRY_RUN') {
      const result = resultOf(plan, strangers, differencesOf(plan, strangers, indexed));
      await settle?.(tx, result);
      return result;
    }
    if (!isAnnounced(plan, states)) return null;
    const version = plan.upserts.length > 0 ? await nextVersion(tx) : 0;
    const done = withoutRefused(plan, await sendPlan(search, { plan, strangers, version }));
    const result = resultOf(done, strangers, []);
    await writeStates(tx, done.upserts, done.removals);
    await analytics.track(tx, transitions(done, states));
    await settle?.(tx, result);
    return result;
  }
}

function resultOf(plan: Plan, strangers: readonly string[], differences: readonly Difference[]): PushResult {
  const { upserts, removals, skipped, failures } = plan;
  const removed = removals.length + strangers.length;
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
  strangers: readonly string[],
  indexed: IndexedDocuments | null,
): Difference[] {
  return [
    ...upserts.map(({ document: { objectID } }): Difference => {
      return { objectId: objectID, kind: indexed?.has(objectID) ? 'DIFFERENT' : 'MISSING' };
    }),
    ...[...removals, ...strangers].map((objectId): Difference => ({ objectId, kind: 'ORPHAN' })),
  ];
}

function isAnnounced({ upserts, removals }: Plan, states: States): boolean {
  return (
    upserts.every(({ document }) => states.get(document.objectID)?.indexed) &&
    removals.every((id) => !states.get(id)?.indexed || states.get(id)?.documentHash === null)
  );
}

function transitions({ upserts, removals }: Plan, states: States): AnalyticsEventInput[] {
  const wasTracked = (id: string) => states.get(id)?.tracked ?? false;
  const entered = upserts.map(({ document }) => document.objectID).filter((id) => !wasTracked(id));
  return [
    ...entered.map((profileId) => ({ name: 'created' as const, profileId })),
    ...removals.filter(wasTracked).map((profileId) => ({ name: 'deleted' as const, profileId })),
  ];
}
