// Owns how profiles get into the index and out of it. One pusher per profile at a time: the search state's row is locked
// before the profile is read and until the index has acknowledged. So what is pushed last is what was read last, nothing
// removed comes back, and the state always tells what the index was told. If anything fails, the transaction rolls back
// and the same ids are pushed again later.
import type { Analytics, AnalyticsEventInput } from '../analytics/analytics.ts';
import type { Database, Prisma, Transaction } from '../database/client.ts';
import { SearchError } from '../search/errors.ts';
import type { SearchGateway, WriteOperation } from '../search/gateway.ts';
import { readIndexed } from './indexed.ts';
import { iterateProfiles } from './iterate.ts';
import { planPush, type Plan } from './plan.ts';
import { announceMoves, lockStates, nextVersion, writeStates } from './state.ts';

type ReindexMode = Prisma.ReindexRunModel['mode'];

export interface PushServices {
  readonly db: Database;
  readonly search: SearchGateway;
  readonly analytics: Analytics;
}

export interface Failure {
  readonly profileId: string;
  readonly code: string;
  readonly reason: string;
}

/** Every profile that was looked at is counted in exactly one of these. */
export interface PushResult {
  readonly upserted: number;
  readonly skipped: number;
  readonly removed: number;
  readonly failures: readonly Failure[];
}

export interface PushOptions {
  /** CHANGED: what differs from what was pushed last. FULL: all. VERIFY: what differs from the index. DRY_RUN: nothing. */
  readonly mode: ReindexMode;
  /** Runs in the same transaction, after the index has acknowledged: what it writes is as exact as the state. */
  readonly settle?: (tx: Transaction, result: PushResult) => Promise<void>;
}

/** The longest that a push may hold its locks: a search server that hangs must not hold up the next try for ever. */
const TIMEOUT_MS = 120_000;

/** @param ids the profiles to bring into line; also those that are gone */
export async function pushProfiles(
  { db, search, analytics }: PushServices,
  ids: readonly string[],
  { mode, settle }: PushOptions,
): Promise<PushResult> {
  for (;;) {
    if (mode !== 'DRY_RUN') await announceMoves(db, ids);
    const result = await db.$transaction((tx) => pushLocked(tx), { timeout: TIMEOUT_MS });
    // Null: a profile was shown or hidden since the announcement. It is announced, and all is planned anew.
    if (result) return result;
  }

  async function pushLocked(tx: Transaction): Promise<PushResult | null> {
    const states = await lockStates(tx, ids);
    const indexed = mode === 'VERIFY' ? await readIndexed(search, ids) : null;
    const plan = await planPush(tx, { ids, states, indexed, mode, profiles: iterateProfiles(tx, ids) });
    if (mode !== 'DRY_RUN' && !isAnnounced(plan, states)) return null;
    const failures = mode === 'DRY_RUN' ? [] : await send(search, plan, await nextVersion(tx));
    const failed = new Set(failures.map(({ profileId }) => profileId));
    const upserts = plan.upserts.filter(({ document }) => !failed.has(document.objectID));
    const { skipped, removals } = plan;
    const result = { upserted: upserts.length, skipped, removed: removals.length, failures };
    if (mode !== 'DRY_RUN') {
      await writeStates(tx, upserts, removals);
      await analytics.track(tx, transitions(upserts, plan, states));
    }
    await settle?.(tx, result);
    return result;
  }
}

type States = Awaited<ReturnType<typeof lockStates>>;

function isAnnounced({ upserts, removals }: Plan, states: States): boolean {
  return (
    upserts.every(({ document }) => states.get(document.objectID)?.indexed) &&
    removals.every((id) => !states.get(id)?.indexed || states.get(id)?.documentHash === null)
  );
}

/** One bulk call. A record that the index refuses is taken out and named, and the others are sent. */
async function send(search: SearchGateway, plan: Plan, version: number): Promise<Failure[]> {
  const failures: Failure[] = [];
  let upserts = plan.upserts;
  for (;;) {
    const operations: WriteOperation[] = [
      ...plan.removals.map((objectID) => ({ type: 'delete' as const, objectID })),
      ...upserts.flatMap(({ document, replaces }): WriteOperation[] => [
        ...(replaces ? [{ type: 'delete' as const, objectID: document.objectID }] : []),
        { type: 'upsert', object: { ...document, version } },
      ]),
    ];
    try {
      await search.write(operations);
      return failures;
    } catch (error) {
      if (!(error instanceof SearchError) || error.code !== 'RECORD_TOO_LARGE') throw error;
      const refused = upserts.find(({ document }) => document.objectID === error.objectID);
      if (!refused) throw error;
      failures.push({ profileId: refused.document.objectID, code: error.code, reason: error.message });
      upserts = upserts.filter((upsert) => upsert !== refused);
    }
  }
}

function transitions(upserts: Plan['upserts'], { removals }: Plan, states: States): AnalyticsEventInput[] {
  const wasTracked = (id: string) => states.get(id)?.tracked ?? false;
  const entered = upserts.map(({ document }) => document.objectID).filter((id) => !wasTracked(id));
  return [
    ...entered.map((profileId) => ({ name: 'created' as const, profileId })),
    ...removals.filter(wasTracked).map((profileId) => ({ name: 'deleted' as const, profileId })),
  ];
}
