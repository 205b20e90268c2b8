// Compares the rows of a section with the content that they shall have: what is new, what goes, what changes or moves.
import { isDeepStrictEqual } from 'node:util';
import type { JsonValue } from '../search/json.ts';
import { pairAlike } from './alike.ts';
import type { SectionRow } from './private.ts';

/** A row of a list has both. */
export interface HeldRow extends SectionRow {
  readonly id: string;
  readonly ordinal: number;
}

export interface RowChanges<Content> {
  readonly created: readonly { readonly content: Content; readonly ordinal: number }[];
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
  /** What a resume of these rows is read as, row by row. A column that it has otherwise than the row was written by hand. */
  readonly before: readonly Content[];
  readonly after: readonly Content[];
}

/** Null where nothing changes. */
export function changesOf<Content extends object>({
  rows,
  before,
  after,
}: Compared<Content>): RowChanges<Content> | null {
  const pairs = pairAlike(
    rows.map((_, index) => plain(before[index])),
    after.map(plain),
  );
  const rowOf = new Map([...pairs].map(([index, place]) => [place, index]));
  const deleted = rows.filter((_, index) => !pairs.has(index));
  const created: { content: Content; ordinal: number }[] = [];
  const changed: { row: HeldRow; data: Partial<Content>; ordinal: number }[] = [];
  let isMoved = false;
  let last = -1;
  for (const [ordinal, content] of after.entries()) {
    const index = rowOf.get(ordinal);
    const row = index === undefined ? undefined : rows[index];
    if (index === undefined || row === undefined) {
      created.push({ content, ordinal });
      continue;
    }
    isMoved ||= index < last;
    last = index;
    changed.push({ row, data: columnsThatDiffer(before[index], content), ordinal });
  }
  const hasData = changed.some(({ data }) => Object.keys(data).length > 0);
  if (!hasData && !isMoved && created.length === 0 && deleted.length === 0) return null;
  const isToWrite = ({ row, data, ordinal }: (typeof changed)[number]) =>
    Object.keys(data).length > 0 || row.ordinal !== ordinal;
  return { created, deleted, changed: changed.filter(isToWrite) };
}

/** Without what is empty: rows and content are alike by what they have. */
function plain(content: object | undefined): JsonValue {
  const fields = Object.entries(content ?? {}).filter(([, value]) => value !== null);
  return Object.fromEntries(fields);
}

function columnsThatDiffer<Content extends object>(
  before: Content | undefined,
  after: Content,
): Partial<Content> {
  const differing = Object.entries(after).filter(
    ([column, value]) => !isDeepStrictEqual((before as Record<string, unknown> | undefined)?.[column], value),
  );
  return Object.fromEntries(differing) as Partial<Content>;
}
