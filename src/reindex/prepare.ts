// Looks at the index before a run is split into batches: whether the states describe it, and how much the run would remove. A
// run that would remove a large part of the index waits for a confirmation, with nothing done.
import { Prisma, writable, type DatabaseLike, type RunRow } from '../database/client.ts';
import type { Services } from '../graphql/context.ts';
import { boundsOf } from '../indexing/iterate.ts';
import { countDocuments, everyId, indexedIds, isProfileId } from '../indexing/indexed.ts';
import { readsIndex } from '../indexing/push.ts';
import { openTarget } from '../indexing/target.ts';
import type { SearchGateway } from '../search/gateway.ts';
import { startNextRun } from './active-run.ts';
import { notifyProgress } from './progress-channel.ts';
import { readLocked, type RunServices } from './runs.ts';
import { filtersRows } from './selection.ts';
import { modeOf } from './split.ts';

type PrepareServices = RunServices & Pick<Services, 'search'>;

/** A run may always remove this many documents, and this part of the index. */
const FREE_REMOVALS = 100;
const FREE_PART = 0.1;
const PAGE = 1000;

/** @returns the run; null if it waits for a confirmation or was stopped in the meantime @throws ForeignIndexError */
export async function prepareRun(services: PrepareServices, run: RunRow): Promise<RunRow | null> {
  if (run.mode === 'DRY_RUN') return run;
  const { id: target, filledAt } = await openTarget(services);
  const fills = run.mode === 'CHANGED' && run.retrying === 0 && (run.fills || filledAt === null);
  const notice = fills
    ? `No run has filled the index ${services.search.indexName} since it was made or replaced, or since an older database was restored: the run reads it, and pushes what is missing or differs.`
    : null;
  const prepared = { target: run.target ?? target, fills, notice: run.notice ?? notice, heldRemovals: 0 };
  const held = await heldRemovals(services, { ...run, fills });
  return writable(services.db).$transaction(async (tx) => {
    const current = await readLocked(tx, run.id);
    if (current?.status !== 'RUNNING' || current.movingSince?.getTime() !== run.movingSince?.getTime())
      return null;
    const updated = await tx.reindexRun.update({
      where: { id: run.id },
      data: held
        ? { ...prepared, status: 'PAUSED', heldRemovals: held.count, notice: held.notice }
        : prepared,
    });
    if (held) await startNextRun(tx, services.jobs);
    await notifyProgress(tx, run.id);
    return held ? null : updated;
  });
}

/** @returns null where the run may remove what it would */
async function heldRemovals({ db, search }: PrepareServices, run: RunRow) {
  if (run.confirmed || run.retrying > 0 || run.dispatched > 0) return null;
  const count =
    readsIndex(modeOf(run)) && !filtersRows(run)
      ? await countStrays(db, search, run)
      : await countHidden(db, run);
  if (count <= FREE_REMOVALS) return null;
  const documents = await countDocuments(search);
  if (count <= documents * FREE_PART) return null;
  const notice = `It would remove ${count} of ${documents} documents. It has done nothing yet: confirm the removals or cancel the run on its page in the dashboard, or with: npm run reindex -- confirm ${run.id}, or: npm run reindex -- cancel ${run.id}`;
  return { count, notice };
}

/** The documents of the range without a public profile. */
async function countStrays(db: DatabaseLike, search: SearchGateway, run: RunRow): Promise<number> {
  let count = 0;
  let page: string[] = [];
  const countPage = async () => {
    const rows = await db.$queryRaw<[{ count: number }]>`
      SELECT count(*)::int AS count FROM unnest(${page}::uuid[]) AS found (id)
      WHERE NOT EXISTS (SELECT FROM profile WHERE profile.id = found.id AND visibility = 'PUBLIC' OFFSET 0)`;
    count += rows[0].count;
    page = [];
  };
  const coversIndex = run.afterId === null && run.upToId === null;
  for await (const id of coversIndex ? everyId(search) : indexedIds(search, run)) {
    if (!isProfileId(id)) count += 1;
    else if (page.push(id) === PAGE) await countPage();
  }
  await countPage();
  return count;
}

/** The profiles of the range that are marked as indexed, and are not public. */
async function countHidden(db: DatabaseLike, run: RunRow): Promise<number> {
  const { after, upTo } = boundsOf(run);
  const rows = await db.$queryRaw<[{ count: number }]>(Prisma.sql`
    SELECT count(*)::int AS count FROM search_state
    WHERE indexed AND profile_id > ${after}::uuid AND profile_id <= ${upTo}::uuid
      AND NOT EXISTS (SELECT FROM profile WHERE id = profile_id AND visibility = 'PUBLIC')`);
  return rows[0].count;
}
