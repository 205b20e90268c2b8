// Observes which tables a section is read from, which rows a piece of work writes, whose completion the cache still serves after
// it, and whose revision and index job it left out. Reads the locks of Postgres and adds triggers to every table, so it sees what a cascade, a trigger, a view or a
// function does. It reads neither SQL nor declarations.
import { expect, vi } from 'vitest';
import { loadCompletions } from '../../completion/load-completions.ts';
import { completionOf } from '../../../src/completion/compute.ts';
import type { Database, Transaction } from '../../../src/database/client.ts';
import { profileChanged } from '../../../src/profiles/changed-job.ts';
import { sections } from '../../../src/sections/registry.ts';
import { deleteJobs, readJobs } from '../../support/pgboss-tables.ts';
import type { Vitae } from '../../support/vitae.ts';

/** By table, the sections that are read from it. */
export type Readers = ReadonlyMap<string, readonly string[]>;

export interface WrittenRow {
  readonly table: string;
  /** The row's profile; null where it is unknown, so that every profile counts. */
  readonly profileId: string | null;
}

export interface Observation {
  readonly rows: readonly WrittenRow[];
  /** Tables on which a statement ran, whether or not it changed a row. */
  readonly touched: readonly string[];
  /** The profiles that existed before. */
  readonly before: readonly string[];
  /** Those of them whose cached completion was served after the work. */
  readonly stale: readonly string[];
  /** Those of them that still exist, without a new revision. */
  readonly unraised: readonly string[];
  /** The profiles for which the work has enqueued the job that indexes them. */
  readonly enqueued: readonly string[];
}

/** The tables that `work` reads. Postgres locks them until the end of the transaction. */
export async function tablesRead(
  db: Database,
  work: (tx: Transaction) => Promise<unknown>,
): Promise<string[]> {
  return db.$transaction(async (tx) => {
    await work(tx);
    const rows = await tx.$queryRaw<{ table: string }[]>`
      SELECT DISTINCT relname::text AS table FROM pg_locks JOIN pg_class ON pg_class.oid = relation
       WHERE pid = pg_backend_pid() AND locktype = 'relation' AND relkind IN ('r', 'p')
         AND relnamespace = 'public'::regnamespace ORDER BY 1`;
    return rows.map(({ table }) => table);
  });
}

/** @param profileIds with every section and with none, because a reader may read further where it finds rows */
export async function readersIn(db: Database, profileIds: readonly string[]): Promise<Readers> {
  const readers = new Map<string, string[]>();
  for (const { name } of sections) {
    const tables = await tablesRead(db, (tx) => completionOf(tx, profileIds, [name]));
    expect(tables, `what the section ${name} is read from`).not.toEqual([]);
    for (const table of tables) readers.set(table, [...(readers.get(table) ?? []), name]);
  }
  return readers;
}

/** Makes the database record every row that is written from now on. */
export async function noteWrites(vitae: Vitae): Promise<void> {
  await vitae.sql(`
    CREATE SCHEMA evidence;
    CREATE TABLE evidence.written (table_name text NOT NULL, of_row boolean NOT NULL, profile_id text);
    CREATE FUNCTION evidence.note() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
      own text := CASE TG_TABLE_NAME WHEN 'profile' THEN 'id' ELSE 'profile_id' END;
    BEGIN
      IF TG_LEVEL = 'STATEMENT' THEN
        INSERT INTO evidence.written VALUES (TG_TABLE_NAME, TG_OP = 'TRUNCATE', NULL);
      ELSE
        IF TG_OP <> 'INSERT' THEN INSERT INTO evidence.written VALUES (TG_TABLE_NAME, true, to_jsonb(OLD)->>own); END IF;
        IF TG_OP <> 'DELETE' THEN INSERT INTO evidence.written VALUES (TG_TABLE_NAME, true, to_jsonb(NEW)->>own); END IF;
      END IF;
      RETURN NULL;
    END $$;
    DO $$
    DECLARE one regclass;
    BEGIN
      FOR one IN SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' LOOP
        EXECUTE format('CREATE TRIGGER evidence_rows AFTER INSERT OR UPDATE OR DELETE ON %s
          FOR EACH ROW EXECUTE FUNCTION evidence.note()', one);
        EXECUTE format('CREATE TRIGGER evidence_statements AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %s
          FOR EACH STATEMENT EXECUTE FUNCTION evidence.note()', one);
        -- Also what is written with the checks of foreign keys off.
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER evidence_rows', one);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER evidence_statements', one);
      END LOOP;
    END $$`);
}

/** Runs `work`; returns what it wrote, and which cached completions are older than it. */
export async function observe(vitae: Vitae, work: () => Promise<unknown>): Promise<Observation> {
  const revisions = await revisionsIn(vitae);
  const before = [...revisions.keys()];
  const cached = await computedTimes(vitae, before);
  expect(await computedTimes(vitae, before), 'the cache holds every completion').toEqual(cached);
  // A completion that is computed from here on has a later time than the cached ones.
  await vi.waitUntil(() => Date.now() > Math.max(0, ...cached.values()), { interval: 1 });
  await vitae.sql('TRUNCATE evidence.written');
  await deleteJobs(vitae, { queue: profileChanged.name });
  await work();
  const raised = await revisionsIn(vitae);
  const jobs = await readJobs(vitae, profileChanged.name);
  const after = await computedTimes(vitae, before);
  const recorded = await vitae.sql<{ table: string; of_row: boolean; profileId: string | null }>(
    `SELECT DISTINCT table_name AS table, of_row, profile_id AS "profileId" FROM evidence.written ORDER BY 1, 3`,
  );
  return {
    rows: recorded.filter((row) => row.of_row).map(({ table, profileId }) => ({ table, profileId })),
    touched: [...new Set(recorded.map(({ table }) => table))],
    before,
    stale: before.filter((id) => after.get(id) === cached.get(id)),
    unraised: before.filter((id) => raised.get(id) === revisions.get(id)),
    enqueued: jobs.flatMap(({ key }) => key ?? []),
  };
}

async function revisionsIn({ db }: Vitae): Promise<Map<string, number>> {
  const rows = await db.profile.findMany({ select: { id: true, revision: true } });
  return new Map(rows.map(({ id, revision }) => [id, revision]));
}

/** By profile: when its completion was computed. */
async function computedTimes({ services }: Vitae, ids: readonly string[]): Promise<Map<string, number>> {
  const served = await loadCompletions(services, ids);
  return new Map([...served].map(([id, { computedAt }]) => [id, computedAt.getTime()]));
}

export interface Writer {
  /** As in "Mutation saveBio". */
  readonly name: string;
  /** As in "src/sections/bio/schema.ts:32". */
  readonly where: string;
  /** The profile that it was called for; null where it creates one. */
  readonly profileId: string | null;
  /** The fix, as in "Add to its options: …". @param id the profile's name in the code */
  readonly fix: (id: string) => string;
}

/** The faults: the table that was written, the section that is read from it, and the fix. */
export function faultsOf(writer: Writer, observation: Observation, readers: Readers): string[] {
  const { rows, before, stale, unraised, enqueued } = observation;
  const faults = rows.flatMap(({ table, profileId }) => {
    const owners = profileId === null ? before : [profileId];
    const staleFaults = owners
      .filter((id) => stale.includes(id))
      .flatMap((id) => (readers.get(table) ?? []).map((section) => staleFault(table, section, id)));
    if (profileId === null || !(table === 'profile' || readers.has(table))) return staleFaults;
    return [
      ...staleFaults,
      ...(unraised.includes(profileId) ? [pastFault(table, profileId, 'and its revision stayed')] : []),
      ...(enqueued.includes(profileId) ? [] : [pastFault(table, profileId, 'and no job indexes it')]),
    ];
  });
  return [...new Set(faults)];

  function wrote(table: string, id: string): string {
    const whose = id === writer.profileId ? 'its' : 'another';
    return `${writer.name} (${writer.where}) wrote the table "${table}" of ${whose} profile`;
  }

  function staleFault(table: string, section: string, id: string): string {
    return (
      `${wrote(table, id)}, from which the section "${section}" is read, and the completion from before was served after ` +
      `its answer. ${writer.fix(id === writer.profileId ? 'profileId' : 'otherProfileId')}`
    );
  }

  function pastFault(table: string, id: string, fault: string): string {
    return `${wrote(table, id)}, ${fault}. Write it by writeProfile(ctx, profileId, (tx) => …) in src/profiles/write.ts`;
  }
}

/** Tables of sections on which statements ran and changed no row. These cases prove nothing. */
export function unprovenTables(observations: readonly Observation[], readers: Readers): string[] {
  const written = new Set(observations.flatMap(({ rows }) => rows.map(({ table }) => table)));
  const touched = new Set(observations.flatMap((one) => one.touched));
  return [...touched].filter((table) => readers.has(table) && !written.has(table));
}
