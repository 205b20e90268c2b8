// Owns the proof that the tests of the races can fail: each guard is taken out, one at a time, and the race that it stands
// against must come out wrong. A guard that could be missing without anybody noticing would not stay long.
import { PgBoss } from 'pg-boss';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type * as state from '../../src/indexing/state.ts';
import type { Jobs } from '../../src/jobs/jobs.ts';
import type { SearchGateway } from '../../src/search/gateway.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';
import {
  deletedUnderBatch,
  ghost,
  killedDispatcher,
  lateRequest,
  rolledBackLate,
  slowCommit,
} from './race-scenarios.ts';
import { tapSearch, type SearchTap } from './search-faults.ts';

const without = vi.hoisted(() => ({ announcement: false, lock: false }));

vi.mock('../../src/indexing/state.ts', async (original) => {
  const { markTransitions, lockStates, ...others } = await original<typeof state>();
  return {
    ...others,
    markTransitions: (...[db, ids]: Parameters<typeof markTransitions>) =>
      without.announcement ? Promise.resolve() : markTransitions(db, ids),
    // What is announced within the push is forgotten with it.
    async lockStates(...[tx, ids]: Parameters<typeof lockStates>) {
      if (without.lock) {
        const rows = await tx.searchState.findMany({ where: { profileId: { in: [...ids] } } });
        return new Map(rows.map((row) => [row.profileId, row]));
      }
      if (without.announcement) await markTransitions(tx as Parameters<typeof markTransitions>[0], ids);
      return lockStates(tx, ids);
    },
  };
});

let tap: SearchTap;
beforeEach(() => {
  tap = tapSearch();
});
afterEach(() => {
  tap.release();
  Object.assign(without, { announcement: false, lock: false });
  vi.restoreAllMocks();
});

/** In this order the index takes what comes, whatever it has. */
function inOrderOfArrival(gateway: SearchGateway): SearchGateway {
  let arrived = 1_000_000;
  return {
    ...gateway,
    write: (operations, options) =>
      gateway.write(
        operations.map((operation) =>
          operation.type === 'upsert'
            ? { ...operation, object: { ...operation.object, version: (arrived += 1) } }
            : operation,
        ),
        options,
      ),
  };
}

/** Jobs that are there at once, whatever becomes of the transaction. */
function outsideOfTransactions(jobs: Jobs): Jobs {
  return {
    ...jobs,
    enqueue: (job, payload, { startAfter, urgent } = {}) =>
      jobs.enqueue(job, payload, { ...(startAfter && { startAfter }), ...(urgent && { urgent }) }),
  };
}

/** What is queued already is not queued again, and not locked either. */
function skipWhereQueued(): void {
  vi.spyOn(PgBoss.prototype, 'upsert').mockImplementation(async function (
    this: PgBoss,
    ...[name, data, options]: Parameters<PgBoss['upsert']>
  ) {
    const { rows } = await this.getDb().executeSql(
      `SELECT id FROM pgboss.job WHERE name = $1 AND singleton_key = $2 AND state < 'active'`,
      [name, options?.singletonKey],
    );
    if (rows.length === 0) await this.send(name, data, options);
    return { jobs: [], updated: 0, inserted: 0 };
  });
}

const ids = Array.from({ length: 33 }, (_, n) => `01a00000-0000-7000-8000-${String(n).padStart(12, '0')}`);

async function vitaeToCut(): Promise<Vitae> {
  const vitae = await startVitae({ workers: false });
  await vitae.db.profile.createMany({
    data: ids.map((id, n) => ({ id, handle: `handle-${n}`, fullName: `Name ${n}` })),
  });
  return vitae;
}

it('without the check of versions an old request lands over a new push', async () => {
  const wrapSearch = (gateway: SearchGateway) => inOrderOfArrival(tap.wrapSearch(gateway));
  await using vitae = await startVitae({ wrapSearch });
  await expect(lateRequest(vitae, tap)).rejects.toThrow(/to match object/);
});

it('without the lock on the queued job an edit that commits late is lost', async () => {
  await using vitae = await startVitae({ wrapSearch: tap.wrapSearch });
  skipWhereQueued();
  await expect(slowCommit(vitae, tap)).rejects.toThrow(/to match object/);
});

it('without the cursor a dispatcher that goes on doubles batches', async () => {
  await using vitae = await vitaeToCut();
  const meanwhile = () => vitae.sql('UPDATE reindex_run SET cursor = after_id');
  await expect(killedDispatcher(vitae, { batch: 12, ids, meanwhile })).rejects.toThrow(
    /expected null to be '01a/,
  );
});

it('without the transaction around it a job is there that nobody committed', async () => {
  await using vitae = await vitaeToCut();
  const jobs = outsideOfTransactions(vitae.services.jobs);
  await expect(killedDispatcher(vitae, { batch: 2, ids, jobs })).rejects.toThrow(/to deeply equal/);
  await expect(rolledBackLate(vitae, jobs)).rejects.toThrow('expected 1 to be +0');
});

it('without the announcement a push whose answer was lost leaves a ghost', async () => {
  await using vitae = await startVitae();
  without.announcement = true;
  await expect(ghost(vitae)).rejects.toThrow(/to be null/);
});

it('without the lock of the states a profile that is deleted under a batch is a ghost', async () => {
  await using vitae = await startVitae({ wrapSearch: tap.wrapSearch });
  without.lock = true;
  await expect(deletedUnderBatch(vitae, tap)).rejects.toThrow(/to be null/);
});

it('with all of them in place, doctored as it is, the same races come out right', async () => {
  await using vitae = await startVitae({ wrapSearch: tap.wrapSearch });
  await lateRequest(vitae, tap);
  await slowCommit(vitae, tap);
  await ghost(vitae);
  await deletedUnderBatch(vitae, tap);
});
