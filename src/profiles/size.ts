// Bounds what one profile holds as a whole: the rows of all its sections, counted as JSON, as an answer carries them. The
// profile's own row is not counted: its rules keep it small, and a profile that is too large can always be hidden. Nor is the
// resume that was imported last, most of which the rows hold too: an import bounds it by the same maximum. A change above the
// maximum is refused, unless it makes a profile smaller that is above it already.
import { Prisma, type DatabaseLike } from '../database/client.ts';
import { InvalidInputError } from '../graphql/errors.ts';
import { sections } from '../sections/registry.ts';

const tables = sections.map(({ table }) => table);

/** An expression: the bytes of the largest of the profiles, 0 for one that does not exist. */
export function bytesOf(profileIds: readonly string[]): Prisma.Sql {
  const bytesIn = (table: string) => Prisma.sql`
    (SELECT coalesce(sum(octet_length(to_json(held)::text)), 0) FROM ${Prisma.raw(`"${table}"`)} AS held
     WHERE held.profile_id = owner.id)`;
  const [first, ...others] = profileIds;
  // Postgres plans a statement with an array again for each write: it costs one plan for all arrays as if they were long.
  const owners =
    first !== undefined && others.length === 0
      ? Prisma.sql`(SELECT ${first}::uuid)`
      : Prisma.sql`unnest(${[...profileIds]}::uuid[])`;
  return Prisma.sql`(
    SELECT max(${Prisma.join(tables.map(bytesIn), ' + ')})::int FROM ${owners} AS owner (id))`;
}

export async function readBytes(db: DatabaseLike, profileId: string): Promise<number> {
  const [row] = await db.$queryRaw<[{ bytes: number }]>`SELECT ${bytesOf([profileId])} AS bytes`;
  return row.bytes;
}

export class ProfileTooLargeError extends InvalidInputError {
  /** @param path the argument that is too large for the profile */
  constructor(path: string, found: number, maximum: number) {
    const [most, size] = [maximum, found].map((bytes) => bytes.toLocaleString('en'));
    const message = `a profile holds at most ${most} bytes, and would hold ${size}`;
    super([{ path, message, code: 'TOO_LARGE', params: { max: maximum, size: found } }]);
    this.name = 'ProfileTooLargeError';
  }
}
