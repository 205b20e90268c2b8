// Draws what the audit compares. Each query reads a bounded number of rows, however large the table.
import { cachedSets } from '../completion/set-tags.ts';
import { Prisma, type DatabaseLike } from '../database/client.ts';
import type { Services } from '../graphql/context.ts';
import { idRange } from '../indexing/document.ts';
import { isProfileId } from '../indexing/indexed.ts';
import type { SearchGateway } from '../search/gateway.ts';

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
/** The most documents that are read there. */
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
  const inIndex = await drawDocuments(db, search, random[0] ?? null);
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

/** The ids of the documents around one profile. The first and last profile have those before and after them too. */
async function drawDocuments(
  db: DatabaseLike,
  search: SearchGateway,
  centre: string | null,
): Promise<string[]> {
  const offset = NEIGHBOURS / 2;
  const [from, to] =
    centre === null
      ? []
      : [
          await idsOf(
            db,
            Prisma.sql`SELECT id FROM profile WHERE id < ${centre}::uuid ORDER BY id DESC LIMIT 1 OFFSET ${offset}`,
          ),
          await idsOf(
            db,
            Prisma.sql`SELECT id FROM profile WHERE id > ${centre}::uuid ORDER BY id LIMIT 1 OFFSET ${offset}`,
          ),
        ];
  const bounds = [
    ...(from ?? []).map((id) => `idRange >= ${idRange(id)}`),
    ...(to ?? []).map((id) => `idRange <= ${idRange(id)}`),
  ];
  const options = {
    ...(bounds.length > 0 && { filters: bounds.join(' AND ') }),
    attributesToRetrieve: ['objectID'],
  };
  const ids: string[] = [];
  for await (const { objectID } of search.browse(options)) {
    ids.push(objectID);
    if (ids.length === MOST_DOCUMENTS) break;
  }
  return ids;
}

async function idsOf(db: DatabaseLike, query: Prisma.Sql): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>(query);
  return rows.map(({ id }) => id);
}
