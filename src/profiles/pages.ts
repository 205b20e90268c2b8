// Reads pages of profiles in an order of the caller's choice, forward and backward, by keyset: each order has an index, and a page
// begins where its cursor says, however deep it is. Equal values are ordered by id. A cursor has the value and the id of its row,
// so it stays valid when the row changes or is deleted.
import type { ResolveCursorConnectionArgs } from '@pothos/plugin-relay';
import { z } from 'zod';
import { Prisma, type DatabaseLike } from '../database/client.ts';
import { Visibility } from '../database/generated/prisma/enums.ts';
import { cursorConnection, encodeCursor, invalidCursor, pageSize, type PageArgs } from '../graphql/keyset.ts';
import { moment, optionalText, orNull } from '../graphql/input-rules.ts';
import { isUuid } from '../graphql/uuid.ts';

const MAX_PREFIX = 60;

export const profileFilterRule = z.object({
  visibility: orNull(z.enum(Visibility)),
  handlePrefix: optionalText(MAX_PREFIX).transform((prefix) => prefix?.toLowerCase() ?? null),
  namePrefix: optionalText(MAX_PREFIX),
  updatedSince: orNull(moment),
});
export type ProfileFilter = z.output<typeof profileFilterRule>;

export type OrderField = 'ID' | 'CREATED_AT' | 'UPDATED_AT' | 'HANDLE' | 'FULL_NAME';

export interface ProfileOrder {
  readonly field: OrderField;
  readonly direction: 'ASC' | 'DESC';
}

/** Of Unicode: upper and lower case and accents stand together, whatever the database's own order is. */
const NAME = Prisma.sql`profile.full_name COLLATE "und-x-icu"`;
const HANDLE = Prisma.sql`profile.handle COLLATE "C"`;
/** In that order it comes after every letter, so it ends the range of a prefix (https://unicode.org/reports/tr35/tr35-collation.html). */
const AFTER_ALL = '\uFFFF';

/** In SQL. */
const time = z.iso.datetime().transform((value) => Prisma.sql`${value}::timestamptz`);
const text = z
  .string()
  .refine((value) => value.isWellFormed() && !value.includes('\0'))
  .transform((value) => Prisma.sql`${value}`);

/** The column that comes before the id, and the rule of its values in a cursor. */
const COLUMNS: Readonly<
  Record<Exclude<OrderField, 'ID'>, { sql: Prisma.Sql; value: z.ZodType<Prisma.Sql> }>
> = {
  CREATED_AT: { sql: Prisma.sql`profile.created_at`, value: time },
  UPDATED_AT: { sql: Prisma.sql`profile.updated_at`, value: time },
  HANDLE: { sql: HANDLE, value: text },
  FULL_NAME: { sql: NAME, value: text },
};

/** A row's place in the order. */
interface Place<Value = Date | string> {
  readonly id: string;
  /** Null in the order of ids. */
  readonly value: Value | null;
}

/** @param visible a condition on the table `profile` */
export function conditionOf(visible: Prisma.Sql, filter: Partial<ProfileFilter>): Prisma.Sql {
  const { visibility, handlePrefix, namePrefix, updatedSince } = filter;
  const conditions = [visible];
  if (visibility) conditions.push(Prisma.sql`profile.visibility = ${visibility}::visibility`);
  if (handlePrefix)
    conditions.push(Prisma.sql`${HANDLE} >= ${handlePrefix} AND ${HANDLE} < ${handlePrefix + AFTER_ALL}`);
  if (namePrefix)
    conditions.push(Prisma.sql`${NAME} >= ${plain(namePrefix)} AND ${NAME} < ${namePrefix + AFTER_ALL}`);
  if (updatedSince) conditions.push(Prisma.sql`profile.updated_at >= ${updatedSince}`);
  return Prisma.join(conditions, ' AND ');
}

/** The first of the texts that differ from it in case and accents only. */
const plain = (prefix: string) =>
  prefix
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();

/**
 * Reads the ids of a page, each with its cursor.
 * @throws InvalidInputError as `pageSize`
 */
export function pageOfIds(db: DatabaseLike, args: PageArgs, order: ProfileOrder, condition: Prisma.Sql) {
  const decode = (path: string, cursor: string) => placeOf(order.field, path, cursor);
  return cursorConnection(
    { args, ...pageSize(args, decode), toCursor: (place: Place) => cursorOf(order.field, place) },
    ({ before, after, limit, inverted }: ResolveCursorConnectionArgs) => {
      const isUp = (order.direction === 'ASC') !== inverted;
      const column = order.field === 'ID' ? null : COLUMNS[order.field].sql;
      const bounds = [
        ...(after ? [beyond(column, order.direction === 'ASC', decode('after', after))] : []),
        ...(before ? [beyond(column, order.direction !== 'ASC', decode('before', before))] : []),
      ];
      const direction = isUp ? Prisma.sql`ASC` : Prisma.sql`DESC`;
      return db.$queryRaw<Place[]>`
        SELECT profile.id, ${column ?? Prisma.sql`NULL`} AS value FROM profile
        WHERE ${Prisma.join([condition, ...bounds], ' AND ')}
        ORDER BY ${column ? Prisma.sql`${column} ${direction}, ` : Prisma.empty} profile.id ${direction} LIMIT ${limit}`;
    },
  );
}

/** The rows above or below a place. */
function beyond(column: Prisma.Sql | null, isAbove: boolean, { id, value }: Place<Prisma.Sql>): Prisma.Sql {
  const sign = isAbove ? Prisma.sql`>` : Prisma.sql`<`;
  return column
    ? Prisma.sql`(${column}, profile.id) ${sign} (${value ?? Prisma.sql`NULL`}, ${id}::uuid)`
    : Prisma.sql`profile.id ${sign} ${id}::uuid`;
}

function cursorOf(field: OrderField, { id, value }: Place): string {
  if (field === 'ID') return encodeCursor(id);
  return Buffer.from(JSON.stringify([field, value, id])).toString('base64url');
}

/** @throws InvalidInputError where it is no cursor of this order */
function placeOf(field: OrderField, path: string, cursor: string): Place<Prisma.Sql> {
  const decoded = Buffer.from(cursor, 'base64url').toString();
  const id = z.string().refine(isUuid);
  if (field === 'ID') {
    const found = id.safeParse(decoded.replace(/^id:/, ''));
    if (!found.success) throw invalidCursor(path);
    return { id: found.data, value: null };
  }
  const found = z.tuple([z.literal(field), COLUMNS[field].value, id]).safeParse(jsonOf(decoded));
  if (!found.success) throw invalidCursor(path);
  return { id: found.data[2], value: found.data[1] };
}

function jsonOf(decoded: string): unknown {
  try {
    return JSON.parse(decoded);
  } catch {
    return null;
  }
}
