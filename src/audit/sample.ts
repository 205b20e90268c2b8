// Draws what the audit compares. Each query reads a bounded number of rows, however large the table.
import { randomInt } from 'node:crypto';
import { Prisma, type DatabaseLike } from '../database/client.ts';
import { idRange } from '../indexing/document.ts';
import { isProfileId } from '../indexing/indexed.ts';
import type { SearchGateway } from '../search/gateway.ts';

/** Half of the sample was written lately: within this time, or last of all. */
const RECENT_MS = 3_600_000;
/** How many pages of the table the other half is drawn from. */
const PAGES = 20;
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
  // Where few were written lately they are among the others too.
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
        least(100, 100.0 * ${PAGES}::int * current_setting('block_size')::int / greatest(pg_relation_size('profile'), 1))
      ) ORDER BY random() LIMIT ${size}`,
  );
}

/** The nearer the write, the more likely it is drawn. */
function drawRecent(db: DatabaseLike, size: number, now: Date): Promise<string[]> {
  const ago = RECENT_MS * (randomInt(1_000_000) / 1_000_000) ** 2;
  const until = new Date(now.getTime() - ago).toISOString();
  return idsOf(
    db,
    Prisma.sql`SELECT id FROM profile WHERE updated_at <= ${until}::timestamptz ORDER BY updated_at DESC LIMIT ${size}`,
  );
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
