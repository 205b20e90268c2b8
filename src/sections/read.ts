// Owns how the sections of many profiles are read: one query per section.
import type { DatabaseLike } from '../database/client.ts';
import type { ProfileIds, Section, SectionContent } from './define.ts';

/** From so many profiles on a range can be the better way. */
const MANY = 50;
/** The most profiles that a range may hold, for each that is wanted. A list costs a look into the index for each. */
const RANGE_EXCESS = 1.25;

/** What is read of every row, whatever its section. */
export const keyColumns = { profileId: true, updatedAt: true } as const;

/** How a person has ordered the rows of a list. */
export const listOrder = () => [{ ordinal: 'asc' as const }, { id: 'asc' as const }];

/**
 * @param asked how the queries name the profiles. @default by a list
 * @returns what each of the profiles has of each of the sections, in the order of `sections`
 */
export async function loadSections(
  db: DatabaseLike,
  sections: readonly Section[],
  profileIds: readonly string[],
  asked: ProfileIds = { in: [...profileIds] },
): Promise<ReadonlyMap<string, SectionContent>[]> {
  return Promise.all(sections.map((section) => section.load(db, profileIds, asked)));
}

/** A range, where hardly any other profile lies in it; a list, where others do. One query, where there are many. */
export async function rangeOf(db: DatabaseLike, profileIds: readonly string[]): Promise<ProfileIds> {
  const list = [...profileIds].sort();
  const [gte, lte] = [list[0], list.at(-1)];
  if (gte === undefined || lte === undefined || list.length < MANY) return { in: list };
  const tooMany = Math.ceil(RANGE_EXCESS * list.length) + 1;
  const [found] = await db.$queryRaw<[{ count: number }]>`
    SELECT count(*)::int AS count
    FROM (SELECT FROM profile WHERE id >= ${gte}::uuid AND id <= ${lte}::uuid LIMIT ${tooMany}) AS inside`;
  return found.count < tooMany ? { gte, lte } : { in: list };
}
