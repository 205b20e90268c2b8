// Follows up what was written to profiles and sections past `writeProfile`: by SQL, a script, a migration, another service, or
// the version before. The database notes each such row in the table undeclared_write. A sweep of every process takes the rows and
// does what `writeProfile` does in its transaction: a new revision, the index job, the record of what to invalidate. It waits for
// no lock. What another transaction holds is taken by a later sweep.
import { metrics } from '@opentelemetry/api';
import { writable, type DatabaseLike } from '../database/client.ts';
import { createInvalidations } from '../database/invalidations.ts';
import { startSweep, type Sweep } from '../database/sweep.ts';
import type { Services } from '../graphql/context.ts';
import { bulkWritten } from './bulk-written-job.ts';
import { profileChanged } from './changed-job.ts';
import { profileCompletionTag } from './completion-tag.ts';
import { raiseFreeRevisions } from './write.ts';

export type UndeclaredServices = Pick<Services, 'db' | 'jobs' | 'cache' | 'log'>;

interface UndeclaredRow {
  readonly id: bigint;
  readonly profileId: string;
  readonly table: string;
  readonly application: string;
}

/** Makes the triggers of tables that refer to profiles and have none yet, such as those of a new section. */
export const INSTALL_TRIGGERS = 'SELECT install_undeclared_write_triggers()';

/** More profiles than this get one run instead of a job each. */
const MOST_JOBS = 200;
/** The most rows of a transaction. */
const PAGE = 1000;
/** The run starts at the end of a bulk; this long after its last page where the process dies before that. */
const RUN_AFTER_MS = 30_000;
const TIMEOUT_MS = 30_000;

/** Sweeps at once, then every second. */
export function startUndeclaredSweep(services: UndeclaredServices): Sweep {
  const counter = metrics
    .getMeter('vitae')
    .createCounter('undeclared.writes', { description: 'Rows that were written past the API, by table.' });
  return startSweep(
    async (signal) => {
      const rows = await followUndeclaredWrites(services, signal);
      for (const [table, { length }] of Map.groupBy(rows, (row) => row.table)) counter.add(length, { table });
    },
    services.log,
    'A sweep of undeclared writes failed; the next one retries them',
  );
}

/**
 * Follows up the rows that are noted now. Newest first, so that a single write does not wait for a bulk before it.
 * @returns the rows that were followed up
 */
export async function followUndeclaredWrites(
  services: UndeclaredServices,
  signal: AbortSignal = new AbortController().signal,
): Promise<readonly UndeclaredRow[]> {
  const { db, jobs, log } = services;
  const { profiles, last } = await countNoted(db);
  const isBulk = profiles > MOST_JOBS;
  const followed: UndeclaredRow[] = [];
  const held: string[] = [];
  const carriedOut: Promise<void>[] = [];
  let isDone = last === null;
  while (!isDone && !signal.aborted) {
    const page = await followPage(services, isBulk, held);
    followed.push(...page.followed);
    held.push(...page.held);
    // The next page does not wait for the cache's store.
    carriedOut.push(page.carriedOut);
    isDone = !page.ids.some((id) => last !== null && id <= last);
  }
  await Promise.all(carriedOut);
  if (followed.length === 0) return followed;
  if (isBulk) await jobs.enqueue(bulkWritten, {}, { urgent: true });
  const distinct = (column: 'profileId' | 'table' | 'application') =>
    new Set(followed.map((row) => row[column]));
  const [tables, applications] = [[...distinct('table')], [...distinct('application')]];
  log.warn(
    { rows: followed.length, profiles: distinct('profileId').size, tables, applications },
    'Profiles were written past the API; followed up',
  );
  return followed;
}

/** @returns the number of profiles, MOST_JOBS + 1 at most, and the id of the last row */
async function countNoted(db: DatabaseLike): Promise<{ profiles: number; last: bigint | null }> {
  const [noted] = await db.$queryRaw<[{ profiles: number; last: bigint | null }]>`
    SELECT (SELECT max(id) FROM undeclared_write) AS last, count(*)::int AS profiles
    FROM (SELECT DISTINCT profile_id FROM undeclared_write LIMIT ${MOST_JOBS + 1}) AS noted`;
  return noted;
}

interface Page {
  /** Of all its rows. */
  readonly ids: readonly bigint[];
  readonly followed: readonly UndeclaredRow[];
  /** The profiles that another transaction has locked. */
  readonly held: readonly string[];
  /** Resolves once the cache is invalidated, or the record of it is left to the sweep. */
  readonly carriedOut: Promise<void>;
}

/** @param held profiles to leave out */
async function followPage(
  { db, jobs, cache, log }: UndeclaredServices,
  isBulk: boolean,
  held: readonly string[],
): Promise<Page> {
  const invalidations = createInvalidations({ db, cache, log });
  let tags: string[] = [];
  const page = await writable(db).$transaction(
    async (tx) => {
      const rows = await tx.$queryRaw<UndeclaredRow[]>`
        SELECT id, profile_id AS "profileId", table_name AS table, application FROM undeclared_write
        WHERE NOT profile_id = ANY(${[...held]}::uuid[])
        ORDER BY id DESC LIMIT ${PAGE} FOR UPDATE SKIP LOCKED`;
      const ids = rows.map(({ id }) => id);
      const written = [...new Set(rows.map(({ profileId }) => profileId))];
      const locked = rows.length > 0 ? await raiseFreeRevisions(tx, written) : [];
      const followed = rows.filter(({ profileId }) => !locked.includes(profileId));
      const profileIds = written.filter((id) => !locked.includes(id));
      if (profileIds.length === 0) return { ids, followed, held: locked };
      const done = followed.map(({ id }) => id.toString());
      await tx.$executeRaw`DELETE FROM undeclared_write WHERE id = ANY(${done}::text[]::bigint[])`;
      tags = profileIds.map(profileCompletionTag);
      await invalidations.record(tx, tags);
      if (isBulk) {
        const startAfter = new Date(Date.now() + RUN_AFTER_MS);
        await jobs.enqueue(bulkWritten, {}, { tx, startAfter });
      } else {
        const payloads = profileIds.map((profileId) => ({ profileId }));
        await jobs.enqueueMany(profileChanged, payloads, { tx, urgent: true });
      }
      return { ids, followed, held: locked };
    },
    { timeout: TIMEOUT_MS },
  );
  return { ...page, carriedOut: invalidations.carryOut(tags) };
}
