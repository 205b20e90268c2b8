// Reads which sections of many profiles are filled, and when each was last written: one statement for all sections. Each section
// gives its part. Prisma reads a table with one query each, which takes the processor about eight times as long.
import { Prisma, type DatabaseLike } from '../database/client.ts';
import { camelCase, snakeCase } from '../database/insert-many.ts';
import type { JsonValue } from '../search/json.ts';
import type { Section } from './define.ts';
import type { Private } from './private.ts';

/** The columns of a row that JSON can carry. */
export type JsonRow<Row> = Pick<
  Row,
  { [Name in keyof Row]: Row[Name] extends JsonValue ? Name : never }[keyof Row]
>;

/** What the rows of a section must be to fill it. */
export interface SectionFilling {
  /** An aggregate of its table `held`: the rows of one profile in the order of the person, without private columns. */
  readonly rows: Prisma.Sql;
  readonly isFilled: (rows: readonly JsonColumns[]) => boolean;
}

/** A row with the names of its columns in Postgres. */
type JsonColumns = Readonly<Record<string, JsonValue>>;

export interface Filling {
  readonly filled: boolean;
  /** Of the latest row; null where there is none. */
  readonly updatedAt: Date | null;
}

interface Table {
  readonly isList: boolean;
  readonly hidden: Private;
}

export function fillingOf<Row>(
  isFilled: (rows: readonly [JsonRow<Row>, ...JsonRow<Row>[]]) => boolean,
  { isList, hidden }: Table,
): SectionFilling {
  const shown =
    hidden === 'all'
      ? Prisma.sql`jsonb_build_object('profile_id', held.profile_id)`
      : Prisma.sql`to_jsonb(held) - ${hidden.map(snakeCase)}::text[]`;
  const inOrder = isList ? Prisma.sql`ORDER BY held.ordinal, held.id` : Prisma.empty;
  return {
    rows: Prisma.sql`jsonb_agg(${shown} ${inOrder})`,
    isFilled: (rows) => isFilled(rows.map(inPrismaNames) as [JsonRow<Row>, ...JsonRow<Row>[]]),
  };
}

interface FilledRow {
  /** Of the section in the list. */
  readonly place: number;
  readonly profileId: string;
  /** Milliseconds since 1970. */
  readonly updatedAt: number;
  /** Null where any row fills the section. */
  readonly rows: readonly JsonColumns[] | null;
}

/** @returns for each section, in the order of `sections`, the profiles that have rows of it */
export async function loadFillings(
  db: DatabaseLike,
  sections: readonly Section[],
  profileIds: readonly string[],
): Promise<ReadonlyMap<string, Filling>[]> {
  const loaded = sections.map(() => new Map<string, Filling>());
  if (sections.length === 0) return loaded;
  const parts = sections.map(partOf);
  const found = await db.$queryRaw<FilledRow[]>`
    WITH wanted AS (SELECT ${[...profileIds]}::uuid[] AS ids) ${Prisma.join(parts, ' UNION ALL ')}`;
  for (const { place, profileId, updatedAt, rows } of found) {
    const filled = rows === null || (sections[place]?.filling?.isFilled(rows) ?? true);
    loaded[place]?.set(profileId, { filled, updatedAt: new Date(updatedAt) });
  }
  return loaded;
}

function partOf({ table, filling }: Section, place: number): Prisma.Sql {
  return Prisma.sql`
    SELECT ${Prisma.raw(String(place))} AS place, held.profile_id AS "profileId",
      (extract(epoch FROM max(held.updated_at)) * 1000)::float8 AS "updatedAt",
      ${filling?.rows ?? Prisma.sql`NULL::jsonb`} AS rows
    FROM ${Prisma.raw(`"${table}"`)} AS held
    WHERE held.profile_id = ANY((SELECT ids FROM wanted)::uuid[]) GROUP BY held.profile_id`;
}

function inPrismaNames(row: JsonColumns): JsonColumns {
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [camelCase(column), value]));
}
