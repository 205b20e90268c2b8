// Compares the rows of a section with the content that they shall have: what is new, what goes, what changes or moves.
import { isDeepStrictEqual } from 'node:util';
import type { SectionRow } from './private.ts';
import type { IdOf } from './row-id.ts';

/** A row of a list has both. */
export interface HeldRow extends SectionRow {
  readonly id: string;
  readonly ordinal: number;
}

export interface RowChanges<Content> {
  readonly created: readonly {
    readonly content: Content;
    readonly id: string | undefined;
    readonly ordinal: number;
  }[];
  /** `data` has the columns that change; none: the row only moves. */
  readonly changed: readonly {
    readonly row: HeldRow;
    readonly data: Partial<Content>;
    readonly ordinal: number;
  }[];
  readonly deleted: readonly HeldRow[];
}

interface Compared<Content> {
  /** In their order. */
  readonly rows: readonly HeldRow[];
  /** What a resume of these rows is read as. A column that it has otherwise than the row was written by hand. */
  readonly before: readonly Content[];
  readonly after: readonly Content[];
  /** Tells which row an item is. */
  readonly idOf: IdOf;
}

/** Null where nothing changes. */
export function changesOf<Content extends object>({
  rows,
  before,
  after,
  idOf,
}: Compared<Content>): RowChanges<Content> | null {
  const places = new Map(rows.map((row, index) => [idOf(row), index]));
  const readAs = new Map(before.map((content) => [idOf(content), content]));
  const staying = new Set(after.map(idOf));
  const deleted = rows.filter((row) => !staying.has(idOf(row)));
  const created: RowChanges<Content>['created'][number][] = [];
  const changed: RowChanges<Content>['changed'][number][] = [];
  let isMoved = false;
  let last = -1;
  for (const [ordinal, content] of after.entries()) {
    const id = idOf(content);
    const index = places.get(id) ?? -1;
    const row = rows[index];
    if (!row) {
      created.push({ content, id, ordinal });
      continue;
    }
    isMoved ||= index < last;
    last = index;
    changed.push({ row, data: columnsThatDiffer(readAs.get(id) ?? row, content), ordinal });
  }
  const hasData = changed.some(({ data }) => Object.keys(data).length > 0);
  if (!hasData && !isMoved && created.length === 0 && deleted.length === 0) return null;
  const isToWrite = ({ row, data, ordinal }: (typeof changed)[number]) =>
    Object.keys(data).length > 0 || row.ordinal !== ordinal;
  return { created, deleted, changed: changed.filter(isToWrite) };
}

function columnsThatDiffer<Content extends object>(before: object, after: Content): Partial<Content> {
  const differing = Object.entries(after).filter(
    ([column, value]) => !isDeepStrictEqual((before as Record<string, unknown>)[column], value),
  );
  return Object.fromEntries(differing) as Partial<Content>;
}
