// Finds profiles by their ids or handles. Requests that arrive in one turn of the event loop share one statement, which reads the
// columns that any of them asks for. If it fails, it fails for each of them. It is cancelled once all of
// them are gone. Nothing is cached. A private profile is read for those alone who may see it: for anybody else it costs as much
// as one that does not exist.
import DataLoader from 'dataloader';
import { SharedWork } from '../cancellation/shared-work.ts';
import type { DatabaseLike, Prisma, ProfileRow } from '../database/client.ts';
import type { Viewer } from '../graphql/auth/viewer.ts';
import type { Context } from '../graphql/context.ts';
import { isVisibleTo, visibleToAny } from './visibility.ts';

/** The column that a profile is found by. */
type Key = 'id' | 'handle';

/** What to read of the profile, as Pothos puts it together. Nothing: the columns of `isVisibleTo`. */
interface Query {
  readonly select?: Prisma.ProfileSelect;
}

/** A statement that is not yet sent. */
interface Statement {
  readonly select: Selection;
  readonly rows: DataLoader<string, ProfileRow | null>;
  readonly work: SharedWork;
  /** Of all reads that share the statement. */
  readonly viewers: Viewer[];
}

/** A column is true. A relation has the arguments of its list, and what to read of its rows. */
type Selection = Record<string, unknown>;
interface Relation {
  readonly select: Selection;
}

/** The statements that are not yet sent, by the relations that they read. */
const pending = new WeakMap<DatabaseLike, Map<string, Statement>>();

/**
 * Null if there is no such profile that the viewer may see.
 * @param id null for a caller without a profile
 * @returns a row with the columns that `select` names, and perhaps more
 */
export async function findProfile(
  ctx: Pick<Context, 'db' | 'viewer'>,
  id: string | null,
  { select = {} }: Query,
): Promise<ProfileRow | null> {
  return findBy(ctx, 'id', id, select);
}

/**
 * The same by its handle, or by one that it had: the profile that has the handle now comes first.
 * @param handle as `handleRule` writes it
 */
export async function findProfileByHandle(
  ctx: Pick<Context, 'db' | 'viewer'>,
  handle: string | null,
  { select = {} }: Query,
): Promise<ProfileRow | null> {
  return findBy(ctx, 'handle', handle, select);
}

async function findBy(
  ctx: Pick<Context, 'db' | 'viewer'>,
  key: Key,
  value: string | null,
  select: Selection,
): Promise<ProfileRow | null> {
  const found = value === null ? null : await statementFor(ctx, key, select).rows.load(value);
  return found && isVisibleTo(ctx, found) ? found : null;
}

function statementFor({ db, viewer }: Pick<Context, 'db' | 'viewer'>, by: Key, select: Selection): Statement {
  const statements = pending.get(db) ?? new Map<string, Statement>();
  pending.set(db, statements);
  // What an administrator asks for would lift the condition for the others.
  const key = JSON.stringify([by, viewer.kind === 'administrator', relationsOf(select)]);
  const statement = statements.get(key) ?? createStatement(db, by, () => statements.delete(key));
  statements.set(key, statement);
  withColumns(statement.select, select);
  statement.viewers.push(viewer);
  statement.work.join();
  return statement;
}

function createStatement(db: DatabaseLike, by: Key, onSend: () => void): Statement {
  const select: Prisma.ProfileSelect & Selection = { id: true, visibility: true, [by]: true };
  const work = new SharedWork();
  const viewers: Viewer[] = [];
  const load = async (values: readonly string[]) => {
    onSend();
    const rows = await work.run(() => readRows(db, by, [...new Set(values)], select, viewers));
    return values.map((value) => rows.get(value) ?? null);
  };
  return {
    select,
    work,
    viewers,
    rows: new DataLoader(load, { cache: false, batchScheduleFn: setImmediate }),
  };
}

/** @returns the rows by the values that lead to them */
async function readRows(
  db: DatabaseLike,
  by: Key,
  values: readonly string[],
  select: Prisma.ProfileSelect,
  viewers: readonly Viewer[],
): Promise<ReadonlyMap<string, ProfileRow>> {
  const visible = visibleToAny(viewers);
  const query: Query = { select };
  const found = await db.profile.findMany({ ...query, where: { [by]: { in: [...values] }, ...visible } });
  const rows = new Map(found.map((row) => [row[by], row]));
  const left = values.filter((value) => !rows.has(value));
  if (by === 'id' || left.length === 0) return rows;
  const former = await db.formerHandle.findMany({
    where: { handle: { in: left }, profile: visible },
    select: { handle: true, profileId: true },
  });
  if (former.length === 0) return rows;
  const ids = [...new Set(former.map(({ profileId }) => profileId))];
  const byId = await readRows(db, 'id', ids, select, viewers);
  for (const { handle, profileId } of former) {
    const row = byId.get(profileId);
    if (row) rows.set(handle, row);
  }
  return rows;
}

/** The selection without its columns: those that differ in nothing else fit into one statement. */
function relationsOf(select: Selection): Selection {
  const relations = Object.entries(select).filter((entry): entry is [string, Relation] =>
    isRelation(entry[1]),
  );
  return Object.fromEntries(
    relations.map(([name, relation]) => [name, { ...relation, select: relationsOf(relation.select) }]),
  );
}

/** @param into has the same relations, or none */
function withColumns(into: Selection, select: Selection): Selection {
  for (const [name, value] of Object.entries(select)) {
    const known = into[name];
    into[name] = isRelation(value)
      ? { ...value, select: withColumns(isRelation(known) ? known.select : {}, value.select) }
      : value;
  }
  return into;
}

function isRelation(value: unknown): value is Relation {
  return typeof value === 'object' && value !== null && 'select' in value;
}
