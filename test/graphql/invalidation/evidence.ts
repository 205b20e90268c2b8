// Owns the evidence: which tables a section is read from, which rows a piece of work writes, and whose completion was still
// served from the cache after it. Postgres itself is asked, through its locks and through triggers on every table, so what
// a cascade, a trigger, a view or a function does is seen too. Nothing here reads SQL or declarations.
import { expect, vi } from 'vitest';
import { loadCompletions } from '../../completion/load-completions.ts';
import { completionOf } from '../../../src/completion/compute.ts';
import type { Database, Transaction } from '../../../src/database/client.ts';
import { sections } from '../../../src/sections/registry.ts';
import type { Vitae } from '../../support/vitae.ts';

/** By table, the sections that are read from it. */
export type Readers = ReadonlyMap<string, readonly string[]>;

export interface WrittenRow {
  readonly table: string;
  /** Whose row it is; null where the row does not say, and so may be anybody's. */
  readonly profileId: string | null;
}

export interface Observation {
  readonly rows: readonly WrittenRow[];
  /** Tables on which a statement ran, whether or not it changed a row. */
  readonly touched: readonly string[];
  /** Profiles that were there before. */
  readonly before: readonly string[];
  /** Those of them whose completion from before was served after. */
  readonly stale: readonly string[];
}

/** The tables that `work` read: in a transaction every one that was read stays locked until its end. */
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

/** @param profileIds one that has every section, and one that has none: a reader may go on where it finds something */
export async function readersIn(db: Database, profileIds: readonly string[]): Promise<Readers> {
  const readers = new Map<string, string[]>();
  for (const { name } of sections) {
    const tables = await tablesRead(db, (tx) => completionOf(tx, profileIds, [name]));
    expect(tables, `what the section ${name} is read from`).not.toEqual([]);
    for (const table of tables) readers.set(table, [...(readers.get(table) ?? []), name]);
  }
  return readers;
}

/** From now on the database notes every row that is written. */
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
      END LOOP;
    END $$`);
}

/** What `work` writes, and whose completion was served from before it once it had answered. */
export async function observe(vitae: Vitae, work: () => Promise<unknown>): Promise<Observation> {
  const before = (await vitae.db.profile.findMany({ select: { id: true } })).map(({ id }) => id);
  const cached = await momentsOf(vitae, before);
  expect(await momentsOf(vitae, before), 'the cache must hold every completion').toEqual(cached);
  // So that no completion computed from here on has the moment of one from before.
  await vi.waitUntil(() => Date.now() > Math.max(0, ...cached.values()), { interval: 1 });
  await vitae.sql('TRUNCATE evidence.written');
  await work();
  const after = await momentsOf(vitae, before);
  const noted = await vitae.sql<{ table: string; of_row: boolean; profileId: string | null }>(
    `SELECT DISTINCT table_name AS table, of_row, profile_id AS "profileId" FROM evidence.written ORDER BY 1, 3`,
  );
  return {
    rows: noted.filter((row) => row.of_row).map(({ table, profileId }) => ({ table, profileId })),
    touched: [...new Set(noted.map(({ table }) => table))],
    before,
    stale: before.filter((id) => after.get(id) === cached.get(id)),
  };
}

/** When the completion that is served of each was computed. */
async function momentsOf({ services }: Vitae, ids: readonly string[]): Promise<Map<string, number>> {
  const served = await loadCompletions(services, ids);
  return new Map([...served].map(([id, { computedAt }]) => [id, computedAt.getTime()]));
}

export interface Writer {
  /** As in "Mutation saveBio". */
  readonly name: string;
  /** As in "src/sections/bio/schema.ts:32". */
  readonly where: string;
  /** The profile it was asked to write; null where it makes one. */
  readonly profileId: string | null;
  /** Where the line belongs, and the line, as in "Add to its options: …". @param id what the code calls the profile */
  readonly mend: (id: string) => string;
}

/** What is wrong: each table that was written, each section that is read from it, and the line that mends it. */
export function faultsOf(writer: Writer, { rows, before, stale }: Observation, readers: Readers): string[] {
  const faults = rows.flatMap(({ table, profileId }) => {
    const owners = profileId === null ? before : [profileId];
    return owners
      .filter((id) => stale.includes(id))
      .flatMap((id) => (readers.get(table) ?? []).map((section) => fault(table, section, id)));
  });
  return [...new Set(faults)];

  function fault(table: string, section: string, id: string): string {
    const isOwn = id === writer.profileId;
    return (
      `${writer.name} (${writer.where}) wrote the table "${table}" of ${isOwn ? 'its' : 'another'} profile, from ` +
      `which the section "${section}" is read, and the completion from before was served after its answer. ` +
      writer.mend(isOwn ? 'profileId' : 'otherProfileId')
    );
  }
}

/** Tables of sections on which statements ran and changed nothing: these cases are no evidence. */
export function unprovenTables(observations: readonly Observation[], readers: Readers): string[] {
  const written = new Set(observations.flatMap(({ rows }) => rows.map(({ table }) => table)));
  const touched = new Set(observations.flatMap((one) => one.touched));
  return [...touched].filter((table) => readers.has(table) && !written.has(table));
}
