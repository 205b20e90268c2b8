// Owns what a section is: its name, its weight, when it is filled and when it turns stale, how it is read for many
// profiles at once, what it gives to the search and to a JSON Resume, and how generated people have it. Everything else
// about a section stays in its folder. Its table is called as the section is, in snake_case.
import type { DatabaseLike, Transaction } from '../database/client.ts';
import type { JsonValue } from '../search/json.ts';

export const DAY_MS = 24 * 60 * 60 * 1000;

/** A JSON Resume (https://jsonresume.org/schema), validated against its schema before a section sees it. */
export type Resume = Readonly<Record<string, JsonValue>> & { readonly basics?: ResumeBasics };
export type ResumeBasics = Readonly<Record<string, JsonValue>>;

/** A row of a section's table. */
export interface SectionRow {
  readonly profileId: string;
  readonly updatedAt: Date;
}

export interface SectionDefinition<Row extends SectionRow, WholeRow, Content> {
  /** camelCase, the same as its folder's name in kebab-case. */
  readonly name: string;
  /** What it is, in a sentence: what the API says of it. */
  readonly description: string;
  /** What it counts for. @default 1 */
  readonly weight?: number;
  /** Days without an update after which a filled section turns STALE; null: it never does. */
  readonly staleAfterDays: number | null;
  /**
   * All rows of these profiles, in the order in which the person lists them, in one query. A run reads them of every
   * profile there is: of each row, the columns that `isFilled` and `toDocument` look at, and no others.
   */
  readonly read: Read<Row>;
  /** Whether these rows of one profile, at least one, fill the section. @default they do */
  readonly isFilled?: (rows: readonly [Row, ...Row[]]) => boolean;
  /**
   * What the search document holds of it. Nothing private. The same attributes whatever the rows, and also for none: the
   * index is updated attribute by attribute, and would keep one that is not sent. @default nothing
   */
  readonly toDocument?: (rows: readonly Row[]) => Readonly<Record<string, JsonValue>>;
  /** @default nothing of it is searched */
  readonly search?: SectionSearch;
  readonly resume: {
    /** As `read`, with every column. */
    readonly read: Read<WholeRow>;
    /** What the section takes from a resume, checked; null where the resume says nothing of it. */
    readonly from: (resume: Resume) => Content | null;
    /** The part of a resume that these rows are. It is merged with the parts of the other sections. */
    readonly to: (rows: readonly [WholeRow, ...WholeRow[]]) => Resume;
  };
  /** Replaces the section of one profile; null empties it. */
  readonly replace: (tx: Transaction, profileId: string, content: Content | null) => Promise<void>;
}

/** Whose rows are read, as Prisma filters by an id. The rows of a range may be of more profiles than were asked for. */
export type ProfileIds = { readonly in: string[] } | { readonly gte: string; readonly lte: string };

type Read<Row> = (db: DatabaseLike, profileId: ProfileIds) => Promise<readonly Row[]>;

/** What a search does with the section's part of the document. */
export interface SectionSearch {
  /**
   * The attributes it looks in, as Algolia's `searchableAttributes` has them, and how much a match there says of a person
   * among those of all sections: 1 says most.
   */
  readonly ranks: Readonly<Record<string, number>>;
  /** The attributes it can filter and count by. @default none */
  readonly facets?: readonly string[];
  /** What is private, by the names it would have: no search key reads it, should it ever get there. @default nothing */
  readonly hidden?: readonly string[];
}

/** What one profile has of a section. */
export interface SectionContent {
  readonly filled: boolean;
  /** Of the row changed last; null where there is none. */
  readonly updatedAt: Date | null;
  /** Made when asked for: a score needs none. */
  readonly toDocument: () => Readonly<Record<string, JsonValue>>;
}

/** A section as the rest of Vitae sees it: its row type stays inside. */
export interface Section {
  readonly name: string;
  readonly description: string;
  readonly weight: number;
  readonly staleAfterMs: number | null;
  /**
   * One query for all; every profile is in the answer.
   * @param asked how the query names them
   */
  readonly load: (
    db: DatabaseLike,
    profileIds: readonly string[],
    asked: ProfileIds,
  ) => Promise<ReadonlyMap<string, SectionContent>>;
  /** What one profile has of it, as the part of a resume; empty where it has nothing. */
  readonly toResume: (db: DatabaseLike, profileId: string) => Promise<Resume>;
  /**
   * Checks what a resume says of this section, now, and returns how to write it, later.
   * @throws InvalidInputError whose paths are those in the resume
   */
  readonly importer: (resume: Resume) => (tx: Transaction, profileId: string) => Promise<void>;
  readonly search: SectionSearch;
}

export function defineSection<Row extends SectionRow, WholeRow extends SectionRow, Content>(
  definition: SectionDefinition<Row, WholeRow, Content>,
): Section {
  const { name, description, weight = 1, staleAfterDays, read, resume, replace } = definition;
  const { isFilled = () => true, toDocument = () => ({}), search = { ranks: {} } } = definition;

  const nothing: SectionContent = { filled: false, updatedAt: null, toDocument: () => toDocument([]) };
  const contentOf = (rows: readonly Row[] | undefined): SectionContent => {
    if (!rows || !hasSome(rows)) return nothing;
    const updatedAt = rows.reduce(
      (latest, row) => (row.updatedAt > latest ? row.updatedAt : latest),
      rows[0].updatedAt,
    );
    return { filled: isFilled(rows), updatedAt, toDocument: () => toDocument(rows) };
  };

  return {
    name,
    description,
    weight,
    staleAfterMs: staleAfterDays === null ? null : staleAfterDays * DAY_MS,
    async load(db, profileIds, asked) {
      const rows = Map.groupBy(await read(db, asked), (row) => row.profileId);
      return new Map(profileIds.map((id) => [id, contentOf(rows.get(id))]));
    },
    async toResume(db, profileId) {
      const rows = await resume.read(db, { in: [profileId] });
      return hasSome(rows) ? resume.to(rows) : {};
    },
    importer(given) {
      const content = resume.from(given);
      return (tx, profileId) => replace(tx, profileId, content);
    },
    search,
  };
}

function hasSome<Row>(rows: readonly Row[]): rows is readonly [Row, ...Row[]] {
  return rows.length > 0;
}
