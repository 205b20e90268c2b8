// What a section is: its name, its weight, when it is filled and when it is stale, how it is read, and its parts of the
// search document and of a JSON Resume. Its table has the section's name in snake_case.
import type { DatabaseLike, Transaction } from '../database/client.ts';
import { snakeCase } from '../database/insert-many.ts';
import type { JsonValue } from '../search/json.ts';
import { fillingOf, type JsonRow, type SectionFilling } from './filling.ts';
import type { Note } from './note.ts';
import { lenientReader, type IsFirst, type ReadPart } from './lenient.ts';
import {
  hiddenAttributes,
  publicRows,
  type CheckPrivate,
  type Private,
  type Reader,
  type SectionRow,
} from './private.ts';
import { changesOf, type HeldRow } from './row-changes.ts';
import { rowIdOf, withRowId, type IdOf } from './row-id.ts';
import { changeRows, insertRows, type SectionRows } from './rows.ts';

export const DAY_MS = 24 * 60 * 60 * 1000;

/** What JSON Resume (https://jsonresume.org/schema) says, and what else people write: a value may be of any type. */
export type Resume = Readonly<Record<string, JsonValue>> & { readonly basics?: ResumeBasics };
export type ResumeBasics = Readonly<Record<string, JsonValue>>;

export interface SectionDefinition<Row extends SectionRow, WholeRow, Content, Hidden> {
  /** In camelCase; the folder has the same name in kebab-case. */
  readonly name: string;
  /** One sentence, shown in the schema. */
  readonly description: string;
  /** Its weight in the completion. @default 1 */
  readonly weight?: number;
  /** Days without an update after which a filled section is STALE; null: never. */
  readonly staleAfterDays: number | null;
  /**
   * What only the owner and the administrator may read: columns that can be null or are lists, or 'all'. The API answers
   * null to others, and an export for them leaves it out. `read` must not select it. @default nothing
   */
  readonly private?: Hidden;
  /**
   * Reads the rows of these profiles in one query, each profile's in the order of the person. Selects only the columns
   * that `isFilled` and `toDocument` need: a reindex reads every row of the table.
   */
  readonly read: Read<Row & CheckPrivate<Row, WholeRow, Hidden>>;
  /** Whether the rows of one profile fill the section. Takes the columns that JSON can carry. @default true */
  readonly isFilled?: (rows: readonly [JsonRow<Row>, ...JsonRow<Row>[]]) => boolean;
  /**
   * The section's part of the search document. It has the same attributes for all rows and for none: an update of the
   * index keeps an attribute that it does not name. @default no attributes
   */
  readonly toDocument?: (rows: readonly Row[]) => Readonly<Record<string, JsonValue>>;
  /** @default not searched */
  readonly search?: SectionSearch;
  readonly resume: {
    /** As `read`, with every column. */
    readonly read: Read<WholeRow>;
    /**
     * The content from a resume, an item or a list; null where the resume has none.
     * @param read reads a value by the section's input rule, and leaves out what the rule refuses
     */
    readonly from: (resume: Resume, read: ReadPart) => Content | readonly Content[] | null;
    /** The part of a resume for these rows, or for content that has no rows yet. It is merged with the parts of the others. */
    readonly to: (rows: readonly [Content, ...Content[]]) => Resume;
  };
  /** Where an import writes the content. */
  readonly rows: SectionRows<NoInfer<Content>>;
}

/** Prisma's filter for the profiles whose rows are read. A range may include other profiles. */
export type ProfileIds = { readonly in: string[] } | { readonly gte: string; readonly lte: string };

type Read<Row> = (db: DatabaseLike, profileId: ProfileIds) => Promise<readonly Row[]>;

/** How the section's part of the document is searched. */
export interface SectionSearch {
  /**
   * The attributes to search, as in Algolia's `searchableAttributes`, with their rank among those of all sections: a match
   * in 1 counts most.
   */
  readonly ranks: Readonly<Record<string, number>>;
  /** The attributes to filter and count by. @default none */
  readonly facets?: readonly string[];
}

/** The content of one section of one profile. */
export interface SectionContent {
  readonly filled: boolean;
  /** Of the latest row; null where there is none. */
  readonly updatedAt: Date | null;
  /** Computed on demand: the score does not need it. */
  readonly toDocument: () => Readonly<Record<string, JsonValue>>;
}

/** A row or an item of a section, without its type. Give it to the section that it came from. */
export type Held = object;

/** A section without the types of its rows. */
export interface Section {
  readonly name: string;
  /** In Postgres. */
  readonly table: string;
  readonly description: string;
  readonly weight: number;
  readonly staleAfterMs: number | null;
  /** What its rows must be to fill it. Null: any row does. */
  readonly filling: SectionFilling | null;
  /**
   * Reads the section of all these profiles in one query.
   * @param filter for the same profiles
   * @returns an entry for each profile
   */
  readonly load: (
    db: DatabaseLike,
    profileIds: readonly string[],
    filter: ProfileIds,
  ) => Promise<ReadonlyMap<string, SectionContent>>;
  /** Reads the rows of these profiles with every column in one query, each profile's in the order of the person. */
  readonly readRows: (
    db: DatabaseLike,
    profileIds: readonly string[],
  ) => Promise<ReadonlyMap<string, readonly Held[]>>;
  /** The rows as the reader may see them. */
  readonly shownRows: (rows: readonly Held[], reader: Reader) => readonly Held[];
  /** The section's content from a resume. Tells what it leaves out. */
  readonly fromResume: (resume: Resume, note: (note: Note) => void, isFirst?: IsFirst) => readonly Held[];
  /** The section's part of a resume, of rows or of content; empty where there is none. */
  readonly toResume: (items: readonly Held[]) => Resume;
  /** Writes the content of profiles that have none, in one statement. */
  readonly insert: (
    tx: Transaction,
    people: readonly { readonly profileId: string; readonly items: readonly Held[] }[],
  ) => Promise<void>;
  /**
   * What makes the content of these rows this one; null: nothing. A row that stays keeps id and `updatedAt`.
   * @param before what a resume of the rows is read as
   * @param idOf tells which row an item is
   */
  readonly changes: (
    rows: readonly Held[],
    before: readonly Held[],
    after: readonly Held[],
    idOf: IdOf,
  ) => ((tx: Transaction, profileId: string) => Promise<void>) | null;
  readonly search: SectionSearch;
  readonly private: Private;
  /** Private attributes of the document. It has none of them; if it ever did, no search key could read them. */
  readonly hiddenAttributes: readonly string[];
}

export function defineSection<
  Row extends SectionRow,
  WholeRow extends SectionRow & NoInfer<Content>,
  Content extends object,
  const Hidden extends Private = [],
>(definition: SectionDefinition<Row, WholeRow, Content, Hidden>): Section {
  const { name, description, weight = 1, staleAfterDays, read, resume, rows: ownRows } = definition;
  const table = snakeCase(name);
  const { isFilled, toDocument = () => ({}), search = { ranks: {} } } = definition;
  const hidden: Private = definition.private ?? [];

  const empty: SectionContent = { filled: false, updatedAt: null, toDocument: () => toDocument([]) };
  const contentOf = (rows: readonly Row[] | undefined): SectionContent => {
    if (!rows || !isNotEmpty(rows)) return empty;
    const updatedAt = rows.reduce(
      (latest, row) => (row.updatedAt > latest ? row.updatedAt : latest),
      rows[0].updatedAt,
    );
    return { filled: isFilled?.(rows) ?? true, updatedAt, toDocument: () => toDocument(rows) };
  };

  return {
    name,
    table,
    description,
    weight,
    staleAfterMs: staleAfterDays === null ? null : staleAfterDays * DAY_MS,
    filling: isFilled ? fillingOf<Row>(isFilled, { isList: 'list' in ownRows, hidden }) : null,
    async load(db, profileIds, filter) {
      const rows = Map.groupBy(await read(db, filter), (row) => row.profileId);
      return new Map(profileIds.map((id) => [id, contentOf(rows.get(id))]));
    },
    async readRows(db, profileIds) {
      const rows = await resume.read(db, { in: [...profileIds] });
      if ('list' in ownRows) for (const row of rows) withRowId(row, (row as Partial<HeldRow>).id);
      return Map.groupBy(rows, ({ profileId }) => profileId);
    },
    shownRows: (rows, reader) => (reader === 'owner' ? rows : publicRows(rows, hidden)),
    fromResume(json, note, isFirst) {
      const content = resume.from(json, lenientReader(note, isFirst));
      if (content === null) return [];
      return isList(content) ? content : [content];
    },
    toResume(items) {
      const own = items as readonly Content[];
      if (!isNotEmpty(own)) return {};
      const part = resume.to(own);
      const list = Object.values({ ...part, ...part.basics }).find((value) => Array.isArray(value));
      if ('list' in ownRows)
        for (const [index, item] of own.entries()) withRowId(list?.[index], rowIdOf(item));
      return part;
    },
    insert: (tx, people) => insertRows(tx, table, ownRows, people as readonly Inserted<Content>[]),
    changes(rows, before, after, idOf) {
      // A table with one row for each profile has the same row before and after.
      const own = 'list' in ownRows ? idOf : () => name;
      const compared = { rows, before, after, idOf: own } as Parameters<typeof changesOf<Content>>[0];
      const changes = changesOf<Content>(compared);
      return changes && ((tx, profileId) => changeRows(tx, ownRows, profileId, changes));
    },
    search,
    private: hidden,
    hiddenAttributes: hiddenAttributes(name, hidden, Object.keys(toDocument([]))),
  };
}

function isList<Content>(content: Content | readonly Content[]): content is readonly Content[] {
  return Array.isArray(content);
}

interface Inserted<Content> {
  readonly profileId: string;
  readonly items: readonly Content[];
}

function isNotEmpty<Row>(rows: readonly Row[]): rows is readonly [Row, ...Row[]] {
  return rows.length > 0;
}
