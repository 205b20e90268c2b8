// Draws what the audit compares. Each query reads a bounded number of rows, however large the table.
import { cachedSets } from '../completion/set-tags.ts';
import { Prisma, type DatabaseLike } from '../database/client.ts';
import type { Services } from '../graphql/context.ts';
import { countDocuments, documentsIn, everyId, isProfileId } from '../indexing/indexed.ts';
import { boundsOf, readIds } from '../indexing/iterate.ts';
import type { SearchGateway, SearchOptions } from '../search/gateway.ts';

/** What was written within this time is drawn first, up to half of the sample. A round begins every minute. */
const RECENT_MS = 180_000;
/** Of more than these the last ones. */
const MOST_RECENT = 5000;
/** How many pages of the table the others are drawn from, at least. A page has more than ten profiles. */
const PAGES = 20;
/** How many sets of sections are compared beside that of all. Where more are in use, each has its hours. */
const MOST_SETS = 8;
const HOUR_MS = 3_600_000;
/** How many profiles have their neighbourhood in the index read. */
const NEIGHBOURS = 50;
/** How many have their documents counted, and read where the number is wrong. */
const COUNTED = 50_000;
/** The most documents of each that are compared. */
const MOST_DOCUMENTS = 1000;

export interface Sample {
  /** Of profiles, and of documents with the id of a profile. Unique. */
  readonly profileIds: readonly string[];
  /** Documents whose id is not the id of a profile. */
  readonly unknownIds: readonly string[];
}

export async function drawSample(
  { db, search }: { readonly db: DatabaseLike; readonly search: SearchGateway },
  size: number,
  now: Date,
): Promise<Sample> {
  if (size === 0) return { profileIds: [], unknownIds: [] };
  const random = await drawRandom(db, size);
  const recent = await drawRecent(db, Math.floor(size / 2), now);
  const drawn = [...new Set([...recent, ...random])].slice(0, size);
  const [centre = null] = random;
  const inIndex = [
    ...new Set([
      ...(await drawDocuments(search, await rangeAround(db, centre, NEIGHBOURS))),
      ...(await findUncounted(db, search, await rangeAround(db, centre, COUNTED))),
    ]),
  ];
  return {
    profileIds: [...new Set([...drawn, ...inIndex.filter(isProfileId)])],
    unknownIds: inIndex.filter((id) => !isProfileId(id)),
  };
}

/** From random pages: ids are in the order of creation, so a random id would draw the first or last profile. */
function drawRandom(db: DatabaseLike, size: number): Promise<string[]> {
  return idsOf(
    db,
    Prisma.sql`
      SELECT id FROM profile TABLESAMPLE SYSTEM (
        least(100, 100.0 * ${Math.max(PAGES, size / 10)}::float * current_setting('block_size')::int / greatest(pg_relation_size('profile'), 1))
      ) ORDER BY random() LIMIT ${size}`,
  );
}

/** All that were written lately, or some of them at random. */
function drawRecent(db: DatabaseLike, size: number, now: Date): Promise<string[]> {
  const since = new Date(now.getTime() - RECENT_MS).toISOString();
  return idsOf(
    db,
    Prisma.sql`
      SELECT id FROM (
        SELECT id FROM profile WHERE updated_at > ${since}::timestamptz ORDER BY updated_at DESC LIMIT ${MOST_RECENT}
      ) AS written ORDER BY random() LIMIT ${size}`,
  );
}

/**
 * The sets of sections whose completions may be cached, without that of all. The same for an hour, so that a second look sees
 * what the first one saw. None where the cache does not answer.
 */
export async function drawSets(services: Pick<Services, 'cache'>, now: Date): Promise<(readonly string[])[]> {
  const inUse = await cachedSets(services).catch(() => [null]);
  const sets = inUse.flatMap((names) => (names ? [names] : []));
  const from = sets.length > MOST_SETS ? (Math.floor(now.getTime() / HOUR_MS) * MOST_SETS) % sets.length : 0;
  return [...sets, ...sets].slice(from, from + Math.min(MOST_SETS, sets.length));
}

/** Profiles, and the documents with their `idRange`. */
interface Range {
  /** SQL, on `profile_id`. */
  readonly states: Prisma.Sql;
  readonly documents: Pick<SearchOptions, 'filters'>;
}

/** Around one profile. The first and last profile have those before and after them too. */
async function rangeAround(db: DatabaseLike, centre: string | null, count: number): Promise<Range> {
  if (centre === null) return { states: Prisma.sql`true`, documents: {} };
  const offset = count / 2;
  const [from] = await idsOf(
    db,
    Prisma.sql`SELECT id FROM profile WHERE id < ${centre}::uuid ORDER BY id DESC LIMIT 1 OFFSET ${offset}`,
  );
  const [to] = await idsOf(
    db,
    Prisma.sql`SELECT id FROM profile WHERE id > ${centre}::uuid ORDER BY id LIMIT 1 OFFSET ${offset}`,
  );
  const range = { afterId: from ?? null, upToId: to ?? null };
  const { after, upTo } = boundsOf(range);
  // Several ids may share an idRange, which is their first 48 bits.
  const first = `${after.slice(0, 13)}-0000-0000-000000000000`;
  const last = `${upTo.slice(0, 13)}-ffff-ffff-ffffffffffff`;
  return {
    states: Prisma.sql`profile_id BETWEEN ${first}::uuid AND ${last}::uuid`,
    documents: documentsIn(range),
  };
}

async function drawDocuments(search: SearchGateway, { documents }: Range): Promise<string[]> {
  const ids: string[] = [];
  for await (const id of everyId(search, documents)) {
    ids.push(id);
    if (ids.length === MOST_DOCUMENTS) break;
  }
  return ids;
}

/**
 * Finds documents of which no push knows, and pushed ones that are gone. Where the index has as many documents as were pushed, or
 * pushes of the last seconds may be all that it lacks, it reads none of them.
 */
async function findUncounted(
  db: DatabaseLike,
  search: SearchGateway,
  { states, documents }: Range,
): Promise<string[]> {
  const [{ pushed, settling }] = await db.$queryRaw<[{ pushed: number; settling: number }]>`
    SELECT count(*) FILTER (WHERE indexed)::int AS pushed,
      count(*) FILTER (WHERE pushed_at > now() - interval '10 seconds')::int AS settling
    FROM search_state WHERE ${states}`;
  if (Math.abs((await countDocuments(search, documents)) - pushed) <= settling) return [];
  const missing = new Set(
    await readIds(db, Prisma.sql`SELECT profile_id AS id FROM search_state WHERE indexed AND ${states}`),
  );
  const unknown: string[] = [];
  for await (const id of everyId(search, documents)) if (!missing.delete(id)) unknown.push(id);
  return [...unknown, ...missing].slice(0, MOST_DOCUMENTS);
}

async function idsOf(db: DatabaseLike, query: Prisma.Sql): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>(query);
  return rows.map(({ id }) => id);
}
