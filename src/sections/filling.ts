// Reads which sections of many profiles are filled, and when each was last written: one statement for all sections. Each section
// gives its part. Prisma reads a table with one query each, which takes the processor about eight times as long.
import { Prisma, type DatabaseLike } from '../database/client.ts';
import { camelCase, snakeCase } from '../database/insert-many.ts';
import type { JsonValue } from '../search/json.ts';
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

interface Fillable {
  /** In Postgres. */
  readonly table: string;
  readonly filling: SectionFilling | null;
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

/** Of one profile: its id, the last write in milliseconds since 1970, and its rows; null: any row fills the section. */
type Found = readonly [profileId: string, updatedAt: number, rows: readonly JsonColumns[] | null];

/** @returns for each section, in the order of `sections`, the profiles that have rows of it */
export async function loadFillings(
  db: DatabaseLike,
  sections: readonly Fillable[],
  profileIds: readonly string[],
): Promise<ReadonlyMap<string, Filling>[]> {
  if (sections.length === 0) return [];
  // A row for each section: Prisma converts each value of each row.
  const answers = await db.$queryRaw<{ place: number; found: readonly Found[] | null }[]>`
    WITH wanted AS (SELECT ${[...profileIds]}::uuid[] AS ids)
    ${Prisma.join(sections.map(partOf), ' UNION ALL ')} ORDER BY place`;
  return answers.map(({ place, found }) => {
    const isFilled = sections[place]?.filling?.isFilled;
    return new Map(
      found?.map(([profileId, updatedAt, rows]) => [
        profileId,
        { filled: rows === null || (isFilled?.(rows) ?? true), updatedAt: new Date(updatedAt) },
      ]),
    );
  });
}

function partOf({ table, filling }: Fillable, place: number): Prisma.Sql {
  return Prisma.sql`
    SELECT ${Prisma.raw(String(place))} AS place, json_agg(json_build_array(profile_id, updated_at, rows)) AS found
    FROM (
      SELECT held.profile_id, extract(epoch FROM max(held.updated_at)) * 1000 AS updated_at,
        ${filling?.rows ?? Prisma.sql`NULL::jsonb`} AS rows
      FROM ${Prisma.raw(`"${table}"`)} AS held
      WHERE held.profile_id = ANY((SELECT ids FROM wanted)::uuid[]) GROUP BY held.profile_id) AS filled`;
}

const names = new Map<string, string>();

/** There are as many names as columns. */
function nameOf(column: string): string {
  const known = names.get(column);
  if (known !== undefined) return known;
  const name = camelCase(column);
  names.set(column, name);
  return name;
}

function inPrismaNames(row: JsonColumns): JsonColumns {
  const renamed: Record<string, JsonValue> = {};
  for (const column in row) renamed[nameOf(column)] = row[column] ?? null;
  return renamed;
}
