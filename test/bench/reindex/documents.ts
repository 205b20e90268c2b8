// Reads profiles with plain `pg` and builds the documents by hand, as a minimal script would. The bench checks that they equal
// those of Vitae.
import type pg from 'pg';
import { searchWordsOf } from '../../../src/indexing/search-words.ts';
import type { JsonObject, JsonValue } from '../../../src/search/json.ts';
import { shownNames } from '../../../src/sections/language/shown-names.ts';
import { tagsOf } from '../../../src/sections/language/tags.ts';
import { countryNames } from '../../../src/sections/location/country-names.ts';
import { shownSpelling } from '../../../src/sections/skill-spellings.ts';

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
  /** By the name in the document. */
  readonly columns: Readonly<Record<string, string>>;
  /** Days. */
  readonly staleAfter: number | null;
  readonly isFilled?: (row: Row) => boolean;
  /** The document's attribute with all rows, in their order. @default a part with one row */
  readonly list?: string;
  /** What is computed of a row of a list. @default nothing */
  readonly computed?: (row: Row) => JsonObject;
  /** The attributes of a part with one row. */
  readonly document?: (row: Row | undefined, columns: Part['columns']) => JsonObject;
}

const DAY_MS = 24 * 60 * 60 * 1000;

const textOf = (row: Row | undefined, column: string) => {
  const value = row?.[column];
  return typeof value === 'string' ? value : null;
};

/** These columns under these names, without empty ones. */
function pick(row: Row, columns: Part['columns']): JsonObject {
  const picked: JsonObject = {};
  for (const [name, column] of Object.entries(columns)) {
    const value = row[column];
    const isEmpty = value === null || (Array.isArray(value) && value.length === 0);
    if (!isEmpty) picked[name] = value as JsonValue;
  }
  return picked;
}

const same = (...names: string[]) => Object.fromEntries(names.map((name) => [name, name]));

const parts: readonly Part[] = [
  {
    name: 'bio',
    table: 'bio',
    columns: same('label', 'summary'),
    staleAfter: 365,
    isFilled: ({ summary }) => summary !== null,
    document: (bio) => ({ label: textOf(bio, 'label'), summary: textOf(bio, 'summary') }),
  },
  {
    name: 'education',
    table: 'education',
    columns: { ...same('institution', 'area'), studyType: 'study_type' },
    staleAfter: null,
    list: 'education',
  },
  {
    name: 'experience',
    table: 'experience',
    columns: {
      ...same('name', 'position', 'summary', 'highlights'),
      startDate: 'start_date',
      endDate: 'end_date',
    },
    staleAfter: 365,
    list: 'experience',
  },
  {
    name: 'language',
    table: 'language',
    columns: same('language', 'code', 'fluency'),
    staleAfter: null,
    list: 'languages',
    computed: (row) => {
      const code = textOf(row, 'code');
      return { tags: code === null ? [] : tagsOf(code), names: code === null ? [] : shownNames(code) };
    },
  },
  {
    name: 'location',
    table: 'location',
    columns: { ...same('city', 'region'), countryCode: 'country_code' },
    staleAfter: 730,
    isFilled: (row) => row['city'] !== null || row['country_code'] !== null,
    document: (row, columns) => ({
      location: row
        ? { ...pick(row, columns), countryNames: countryNames(textOf(row, 'country_code')) }
        : null,
    }),
  },
  { name: 'phoneNumber', table: 'phone_number', columns: {}, staleAfter: 365 },
  {
    name: 'photo',
    table: 'photo',
    columns: same('url'),
    staleAfter: 730,
    document: (photo) => ({ photo: textOf(photo, 'url') }),
  },
  {
    name: 'skill',
    table: 'skill',
    columns: same('name', 'level', 'keywords'),
    staleAfter: 365,
    list: 'skills',
    computed: (row) => ({ shownName: shownSpelling(textOf(row, 'name') ?? '') }),
  },
  {
    name: 'socialLink',
    table: 'social_link',
    columns: same('network', 'username', 'url'),
    staleAfter: 730,
    list: 'socialLinks',
  },
];

function attributesOf({ columns, list, computed, document }: Part, rows: readonly Row[]): JsonObject {
  if (list) return { [list]: rows.map((row) => ({ ...pick(row, columns), ...computed?.(row) })) };
  return document?.(rows[0], columns) ?? {};
}

/** Rows of each part, by profile. */
export type PartRows = readonly ReadonlyMap<string, readonly Row[]>[];

/** One query per part. @param ids of the profiles, or null for all */
export async function readParts(client: pg.Client, ids: readonly string[] | null): Promise<PartRows> {
  const found: ReadonlyMap<string, readonly Row[]>[] = [];
  for (const { table, columns, list } of parts) {
    const wanted = ['profile_id', 'updated_at', ...Object.values(columns)].join(', ');
    const where = ids ? 'WHERE profile_id = ANY($1)' : '';
    const order = list ? 'ORDER BY ordinal' : '';
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
  const filled: string[] = [];
  parts.forEach((part, index) => {
    const own = rows[index]?.get(id) ?? [];
    Object.assign(contents, attributesOf(part, own));
    const status = statusOf(part, own, now);
    statuses[part.name] = status;
    if (status === 'FILLED') filled.push(part.name);
  });
  return {
    ...contents,
    searchWords: searchWordsOf({ ...contents, fullName: profile.full_name }),
    objectID: id,
    idRange: Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16),
    handle: profile.handle,
    fullName: profile.full_name,
    revision: profile.revision,
    completion: { percentage: Math.round((100 * filled.length) / parts.length), filled, sections: statuses },
  };
}

function statusOf({ isFilled = () => true, staleAfter }: Part, rows: readonly Row[], now: Date): string {
  const [first] = rows;
  if (!first || !isFilled(first)) return 'UNFILLED';
  const written = Math.max(...rows.map((row) => row.updated_at.getTime()));
  return staleAfter !== null && written + staleAfter * DAY_MS <= now.getTime() ? 'STALE' : 'FILLED';
}
