// Writes the rows of a section: one row for each profile, or a list in the order of the person.
import { v7 as uuidv7 } from 'uuid';
import type { Transaction } from '../database/client.ts';
import { insertMany } from '../database/insert-many.ts';
import { InvalidInputError, NotFoundError } from '../graphql/errors.ts';
import type { RowChanges } from './row-changes.ts';

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
  createMany(args: { data: Item<Content>[] }): PromiseLike<unknown>;
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
      ...('list' in rows && { id: uuidv7(), ordinal }),
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
    const data = created.map(({ content, ordinal }) => ({ ...content, profileId, ordinal }));
    await table.createMany({ data });
  }
}

/** As Prisma offers it for a table with one row for each profile. */
interface SingleTable<Content> {
  upsert(args: { where: Owned; create: Content & Owned; update: Content }): PromiseLike<unknown>;
  deleteMany(args: { where: Owned }): PromiseLike<unknown>;
}

/** Null deletes the row. */
export async function replaceRow<Content>(
  table: SingleTable<NoInfer<Content>>,
  profileId: string,
  content: Content | null,
): Promise<void> {
  const where = { profileId };
  if (content) await table.upsert({ where, create: { ...content, profileId }, update: content });
  else await table.deleteMany({ where });
}

type Item<Content> = Content & Owned & { readonly ordinal: number };

/** As Prisma offers it for a table with many rows for each profile. */
interface ListTable<Content> {
  createMany(args: { data: Item<Content>[] }): PromiseLike<unknown>;
  deleteMany(args: { where: Owned }): PromiseLike<unknown>;
}

/** Null or an empty list deletes all rows. */
export async function replaceList<Content>(
  table: ListTable<NoInfer<Content>>,
  profileId: string,
  content: readonly Content[] | null,
): Promise<void> {
  await table.deleteMany({ where: { profileId } });
  if (content)
    await table.createMany({ data: content.map((one, ordinal) => ({ ...one, profileId, ordinal })) });
}

interface Identified extends Owned {
  readonly id: string;
}

/** As Prisma offers it for a list whose items are written one by one. */
interface ItemTable<Content> {
  aggregate(args: { where: Owned; _count: true; _max: { ordinal: true } }): PromiseLike<{
    readonly _count: number;
    readonly _max: { readonly ordinal: number | null };
  }>;
  create(args: { data: Item<Content> }): PromiseLike<{ readonly id: string }>;
  updateMany(args: { where: Identified; data: Content }): PromiseLike<{ readonly count: number }>;
  deleteMany(args: { where: Identified }): PromiseLike<{ readonly count: number }>;
}

/**
 * Adds an item at the end.
 * @returns its id
 * @throws InvalidInputError where the list is full
 */
export async function addItem<Content>(
  table: ItemTable<NoInfer<Content>>,
  max: number,
  profileId: string,
  content: Content,
): Promise<string> {
  const list = await table.aggregate({ where: { profileId }, _count: true, _max: { ordinal: true } });
  if (list._count >= max)
    throw new InvalidInputError([{ path: 'input', message: `a profile holds at most ${max} of these` }]);
  const ordinal = (list._max.ordinal ?? -1) + 1;
  const { id } = await table.create({ data: { ...content, profileId, ordinal } });
  return id;
}

/**
 * Replaces the content of an item and keeps its place in the list.
 * @param what the item is, for the error
 * @returns its id
 * @throws NotFoundError where the profile has no such item
 */
export async function editItem<Content>(
  table: ItemTable<NoInfer<Content>>,
  what: string,
  { profileId, id }: Identified,
  content: Content,
): Promise<string> {
  const { count } = await table.updateMany({ where: { profileId, id }, data: content });
  if (count === 0) throw new NotFoundError(what, id);
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
