// Writes the rows of a section: one row for each profile, or a list in the order of the person.
import { v7 as uuidv7 } from 'uuid';
import { isDeepStrictEqual } from 'node:util';
import { isUniqueViolation, Prisma, type Transaction } from '../database/client.ts';
import { insertMany, snakeCase } from '../database/insert-many.ts';
import { checkRange, ConflictError, InvalidInputError, NotFoundError } from '../graphql/errors.ts';
import { checkWhole, chosenIdOf, filledFrom, givenFields, keyOf } from '../graphql/given-input.ts';
import type { JsonObject } from '../search/json.ts';
import { pairEdited } from './alike.ts';
import type { RowChanges } from './row-changes.ts';
import { rowIdOf } from './row-id.ts';

interface Owned {
  readonly profileId: string;
}

/** Where the rows of a section are, for imports: a table with one row for each profile, or with a list for each. */
export type SectionRows<Content> =
  | { readonly one: (tx: Transaction) => OneTable<Content> }
  | { readonly list: (tx: Transaction) => RowsTable<Content> };

/** As Prisma offers it. */
interface OneTable<Content> {
  createMany(args: { data: (Content & Owned)[] }): PromiseLike<unknown>;
  updateMany(args: { where: Owned; data: Partial<Content> }): PromiseLike<unknown>;
  deleteMany(args: { where: Owned }): PromiseLike<unknown>;
}

/** As Prisma offers it. `updatedAt` is now, where it is not given. */
interface RowsTable<Content> {
  createMany(args: { data: (Item<Content> & { readonly id: string })[] }): PromiseLike<unknown>;
  updateMany(args: {
    where: Identified;
    data: Partial<Content> & { ordinal?: number; updatedAt?: Date };
  }): PromiseLike<unknown>;
  deleteMany(args: { where: Owned & { id: { in: string[] } } }): PromiseLike<unknown>;
}

/**
 * Writes the rows of profiles that have none, in one statement.
 * @param table its name in Postgres
 */
export async function insertRows<Content>(
  tx: Transaction,
  table: string,
  rows: SectionRows<Content>,
  people: readonly { readonly profileId: string; readonly items: readonly Content[] }[],
): Promise<void> {
  const updatedAt = new Date();
  const data = people.flatMap(({ profileId, items }) =>
    items.map((item, ordinal) => ({
      ...item,
      profileId,
      updatedAt,
      ...('list' in rows && { id: rowIdOf(item) ?? uuidv7(), ordinal }),
    })),
  );
  await insertMany(tx, table, data);
}

/** Makes changes. A row that only moves in its list keeps its `updatedAt`. */
export async function changeRows<Content>(
  tx: Transaction,
  rows: SectionRows<Content>,
  profileId: string,
  changes: RowChanges<Content>,
): Promise<void> {
  const { created, changed, deleted } = changes;
  if ('one' in rows) {
    const table = rows.one(tx);
    if (deleted.length > 0) await table.deleteMany({ where: { profileId } });
    for (const { data } of changed) await table.updateMany({ where: { profileId }, data });
    if (created.length > 0)
      await table.createMany({ data: created.map(({ content }) => ({ ...content, profileId })) });
    return;
  }
  const table = rows.list(tx);
  const ids = deleted.map(({ id }) => id);
  if (ids.length > 0) await table.deleteMany({ where: { profileId, id: { in: ids } } });
  for (const { row, data, ordinal } of changed) {
    const where = { profileId, id: row.id };
    const isMoved = Object.keys(data).length === 0;
    await table.updateMany({
      where,
      data: { ...data, ordinal, ...(isMoved && { updatedAt: row.updatedAt }) },
    });
  }
  if (created.length > 0) {
    const data = created.map(({ content, id = uuidv7(), ordinal }) => ({
      ...content,
      id,
      profileId,
      ordinal,
    }));
    await table.createMany({ data });
  }
}

/** As Prisma offers it for a table with one row for each profile. */
interface SingleTable<Content> {
  upsert(args: { where: Owned; create: Content & Owned; update: Partial<Content> }): PromiseLike<object>;
  deleteMany(args: { where: Owned }): PromiseLike<unknown>;
}

/**
 * Null deletes the row. What an input left out stays in it.
 * @throws InvalidInputError where the fields of the row have something wrong with each other
 */
export async function replaceRow<Content extends object>(
  table: SingleTable<NoInfer<Content>>,
  profileId: string,
  content: Content | null,
): Promise<void> {
  const where = { profileId };
  if (content === null) {
    await table.deleteMany({ where });
    return;
  }
  const create = { ...content, profileId };
  checkWhole(content, await table.upsert({ where, create, update: givenFields(content) }));
}

export const REPLACED_ITEM_ID =
  'A UUID. Where the list is written, an item keeps the one of the item that it replaces, so select all its fields.';

/**
 * An item that was edited keeps the id of its row. What an input left out of an item stays as the item with the same required
 * fields had it. Null or an empty list deletes all rows.
 * @param table its name in Postgres
 */
export async function replaceList(
  tx: Transaction,
  table: string,
  profileId: string,
  content: readonly object[] | null,
): Promise<void> {
  const name = Prisma.raw(`"${table}"`);
  const deleted = await tx.$queryRaw<{ id: string; row: JsonObject }[]>`
    DELETE FROM ${name} AS held WHERE profile_id = ${profileId}::uuid RETURNING id, to_json(held) AS row`;
  const given = content ?? [];
  const rows = deleted.sort((one, other) => Number(one.row['ordinal']) - Number(other.row['ordinal']));
  const columns = Object.keys(given[0] ?? {});
  const before = rows.map(({ row }): object =>
    Object.fromEntries(columns.map((column) => [column, row[snakeCase(column)]])),
  );
  const items = withLeftOut(given, before);
  const places = pairEdited(before, items);
  const updatedAt = new Date();
  const data = items.map((item, ordinal) => {
    const id = rows[places.get(ordinal) ?? -1]?.id ?? uuidv7();
    return { ...item, id, profileId, ordinal, updatedAt };
  });
  await insertMany(tx, table, data);
}

function withLeftOut(items: readonly object[], before: readonly object[]): readonly object[] {
  const [first = {}] = items;
  const byKey = Map.groupBy(before, (item) => keyOf(first, item));
  return items.map((item) => {
    const key = keyOf(item);
    return filledFrom(item, key === null ? null : (byKey.get(key)?.shift() ?? null));
  });
}

type Item<Content> = Content & Owned & { readonly ordinal: number };

interface Identified extends Owned {
  readonly id: string;
}

/** As Prisma offers it for a list whose items are written one by one. */
interface ItemTable<Content> {
  aggregate(args: { where: Owned; _count: true; _max: { ordinal: true } }): PromiseLike<{
    readonly _count: number;
    readonly _max: { readonly ordinal: number | null };
  }>;
  create(args: { data: Item<Content> & { id?: string } }): PromiseLike<{ readonly id: string }>;
  updateManyAndReturn(args: { where: Identified; data: Partial<Content> }): PromiseLike<object[]>;
  deleteMany(args: { where: Identified }): PromiseLike<{ readonly count: number }>;
}

/**
 * Adds an item at the end.
 * @returns its id
 * @throws InvalidInputError where the list is full
 * @throws ConflictError where there is a row with the id that the client has chosen
 */
export async function addItem<Content extends object>(
  table: ItemTable<NoInfer<Content>>,
  max: number,
  profileId: string,
  content: Content,
): Promise<string> {
  const list = await table.aggregate({ where: { profileId }, _count: true, _max: { ordinal: true } });
  if (list._count >= max)
    throw new InvalidInputError([
      {
        path: 'input',
        message: `a profile holds at most ${max} of these`,
        code: 'TOO_MANY',
        params: { max },
      },
    ]);
  const ordinal = (list._max.ordinal ?? -1) + 1;
  const chosen = chosenIdOf(content);
  try {
    const { id } = await table.create({
      data: { ...content, profileId, ordinal, ...(chosen !== null && { id: chosen }) },
    });
    return id;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new ConflictError('input.id', 'is taken, and not by the same content', { code: 'TAKEN' });
  }
}

/**
 * Finds what the same request has added before.
 * @returns the id that the client has chosen; null where it is not there with this content
 */
export async function addedBefore(
  table: { findFirst(args: { where: Identified }): PromiseLike<object | null> },
  profileId: string,
  content: object,
): Promise<string | null> {
  const id = chosenIdOf(content);
  const row = id === null ? null : await table.findFirst({ where: { profileId, id } });
  return row && isDeepStrictEqual({ ...row, ...content }, row) ? id : null;
}

/**
 * Writes what was given over an item, which keeps its place in the list.
 * @param what the item is, for the error
 * @returns its id
 * @throws NotFoundError where the profile has no such item
 * @throws InvalidInputError where the fields of the item have something wrong with each other
 */
export async function editItem<Content extends object>(
  table: ItemTable<NoInfer<Content>>,
  what: string,
  { profileId, id }: Identified,
  content: Content,
): Promise<string> {
  const [item] = await table.updateManyAndReturn({ where: { profileId, id }, data: givenFields(content) });
  if (!item) throw new NotFoundError(what, id);
  checkWhole(content, item);
  return id;
}

/** @throws NotFoundError where the profile has no such item */
export async function deleteItem(
  table: Pick<ItemTable<never>, 'deleteMany'>,
  what: string,
  { profileId, id }: Identified,
): Promise<void> {
  const { count } = await table.deleteMany({ where: { profileId, id } });
  if (count === 0) throw new NotFoundError(what, id);
}

/**
 * Moves an item to another place in its list. The rows keep their `updatedAt`.
 * @param table its name in Postgres
 * @param what the item is, for the error
 * @returns its id
 * @throws NotFoundError where the profile has no such item
 * @throws InvalidInputError where the list has no such place
 */
export async function moveItem(
  tx: Transaction,
  table: string,
  what: string,
  { profileId, id }: Identified,
  toIndex: number,
): Promise<string> {
  const name = Prisma.raw(`"${table}"`);
  const rows = await tx.$queryRaw<Pick<Identified, 'id'>[]>`
    SELECT id FROM ${name} WHERE profile_id = ${profileId}::uuid ORDER BY ordinal, id`;
  const moved = id.toLowerCase();
  const others = rows.flatMap((row) => (row.id === moved ? [] : [row.id]));
  if (others.length === rows.length) throw new NotFoundError(what, id);
  checkRange('toIndex', toIndex, 0, others.length);
  await tx.$executeRaw`
    UPDATE ${name} AS item SET ordinal = place.nth - 1
    FROM unnest(${others.toSpliced(toIndex, 0, moved)}::uuid[]) WITH ORDINALITY AS place (id, nth)
    WHERE item.id = place.id AND (item.ordinal <> place.nth - 1 OR item.id = ${moved}::uuid)`;
  return moved;
}
