// Reads the sections of many profiles: one query for each section.
import type { DatabaseLike } from '../database/client.ts';
import type { ProfileIds, Section, SectionContent } from './define.ts';

/** From this number of profiles on, a range can be faster than a list. */
const MANY = 50;
/** How many profiles a range may hold for each wanted one. A list costs an index lookup for each profile. */
const RANGE_EXCESS = 1.25;

/** The columns that every section reads. */
export const keyColumns = { profileId: true, updatedAt: true } as const;

/** The order of the person. */
export const listOrder = () => [{ ordinal: 'asc' as const }, { id: 'asc' as const }];

/**
 * @param filter for the same profiles. @default a list of their ids
 * @returns for each section, in the order of `sections`, its content by profile
 */
export async function loadSections(
  db: DatabaseLike,
  sections: readonly Section[],
  profileIds: readonly string[],
  filter: ProfileIds = { in: [...profileIds] },
): Promise<ReadonlyMap<string, SectionContent>[]> {
  return Promise.all(sections.map((section) => section.load(db, profileIds, filter)));
}

/** A range where few other profiles are in it, else a list. Queries the database where there are many profiles. */
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
