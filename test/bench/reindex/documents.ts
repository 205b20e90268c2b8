// Reads profiles with plain `pg` and builds the documents by hand, as a minimal script would. The bench checks that they equal
// those of Vitae.
import type pg from 'pg';
import type { JsonObject, JsonValue } from '../../../src/search/json.ts';

export interface ProfileRow {
  readonly id: string;
  readonly handle: string;
  readonly full_name: string;
  readonly revision: number;
}

interface Row {
  readonly profile_id: string;
  readonly updated_at: Date;
  readonly [column: string]: unknown;
}

export type PlainDocument = JsonObject & { objectID: string };

interface Part {
  readonly name: string;
  readonly table: string;
  /** Beside the profile's id and the time of the last write. */
  readonly columns: readonly string[];
  /** Days. */
  readonly staleAfter: number | null;
  readonly isFilled?: (row: Row) => boolean;
  readonly isList?: true;
  readonly document: (rows: readonly Row[]) => JsonObject;
}

const DAY_MS = 24 * 60 * 60 * 1000;

const text = (value: unknown) => (typeof value === 'string' ? value : null);

/** These columns under these names, without those that are empty. */
function pick(row: Row, columns: Readonly<Record<string, string>>): JsonObject {
  const picked: JsonObject = {};
  for (const [name, column] of Object.entries(columns)) {
    const value = row[column];
    const isEmpty = value === null || (Array.isArray(value) && value.length === 0);
    if (!isEmpty) picked[name] = value as JsonValue;
  }
  return picked;
}

const picked = (rows: readonly Row[], columns: Readonly<Record<string, string>>) =>
  rows.map((row) => pick(row, columns));

const parts: readonly Part[] = [
  {
    name: 'bio',
    table: 'bio',
    columns: ['label', 'summary'],
    staleAfter: 365,
    isFilled: ({ summary }) => summary !== null,
    document: ([bio]) => ({ label: text(bio?.['label']), summary: text(bio?.['summary']) }),
  },
  {
    name: 'education',
    table: 'education',
    columns: ['institution', 'area', 'study_type'],
    staleAfter: null,
    isList: true,
    document: (rows) => ({
      education: picked(rows, { institution: 'institution', area: 'area', studyType: 'study_type' }),
    }),
  },
  {
    name: 'experience',
    table: 'experience',
    columns: ['name', 'position', 'start_date', 'end_date'],
    staleAfter: 365,
    isList: true,
    document: (rows) => ({
      experience: picked(rows, {
        name: 'name',
        position: 'position',
        startDate: 'start_date',
        endDate: 'end_date',
      }),
    }),
  },
  {
    name: 'language',
    table: 'language',
    columns: ['language', 'code', 'fluency'],
    staleAfter: null,
    isList: true,
    document: (rows) => ({
      languages: picked(rows, { language: 'language', code: 'code', fluency: 'fluency' }),
    }),
  },
  {
    name: 'location',
    table: 'location',
    columns: ['city', 'region', 'country_code'],
    staleAfter: 730,
    isFilled: (row) => row['city'] !== null || row['country_code'] !== null,
    document: ([row]) => ({
      location: row ? pick(row, { city: 'city', region: 'region', countryCode: 'country_code' }) : null,
    }),
  },
  {
    name: 'phoneNumber',
    table: 'phone_number',
    columns: [],
    staleAfter: 365,
    document: () => ({}),
  },
  {
    name: 'photo',
    table: 'photo',
    columns: ['url'],
    staleAfter: 730,
    document: ([photo]) => ({ photo: text(photo?.['url']) }),
  },
  {
    name: 'skill',
    table: 'skill',
    columns: ['name', 'level', 'keywords'],
    staleAfter: 365,
    isList: true,
    document: (rows) => ({
      skills: picked(rows, { name: 'name', level: 'level', keywords: 'keywords' }),
    }),
  },
  {
    name: 'socialLink',
    table: 'social_link',
    columns: ['network', 'username', 'url'],
    staleAfter: 730,
    isList: true,
    document: (rows) => ({
      socialLinks: picked(rows, { network: 'network', username: 'username', url: 'url' }),
    }),
  },
];

/** Rows of each part, by profile. */
export type PartRows = readonly ReadonlyMap<string, readonly Row[]>[];

/** One query per part. @param ids of the profiles; null: of all there are */
export async function readParts(client: pg.Client, ids: readonly string[] | null): Promise<PartRows> {
  const found: ReadonlyMap<string, readonly Row[]>[] = [];
  for (const { table, columns, isList } of parts) {
    const wanted = ['profile_id', 'updated_at', ...columns].join(', ');
    const where = ids ? 'WHERE profile_id = ANY($1)' : '';
    const order = isList ? 'ORDER BY ordinal' : '';
    const { rows } = await client.query<Row>(
      `SELECT ${wanted} FROM ${table} ${where} ${order}`,
      ids ? [ids] : [],
    );
    found.push(Map.groupBy(rows, ({ profile_id: id }) => id));
  }
  return found;
}

export function documentOf(profile: ProfileRow, rows: PartRows, now: Date): PlainDocument {
  const { id } = profile;
  const contents: JsonObject = {};
  const statuses: JsonObject = {};
  let filled = 0;
  parts.forEach((part, index) => {
    const own = rows[index]?.get(id) ?? [];
    Object.assign(contents, part.document(own));
    const status = statusOf(part, own, now);
    statuses[part.name] = status;
    if (status === 'FILLED') filled += 1;
  });
  return {
    ...contents,
    objectID: id,
    idRange: Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16),
    handle: profile.handle,
    fullName: profile.full_name,
    revision: profile.revision,
    completion: { percentage: Math.round((100 * filled) / parts.length), sections: statuses },
  };
}

function statusOf({ isFilled = () => true, staleAfter }: Part, rows: readonly Row[], now: Date): string {
  const [first] = rows;
  if (!first || !isFilled(first)) return 'UNFILLED';
  const written = Math.max(...rows.map((row) => row.updated_at.getTime()));
  return staleAfter !== null && written + staleAfter * DAY_MS <= now.getTime() ? 'STALE' : 'FILLED';
}
