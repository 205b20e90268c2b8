// What of a section only the owner of the profile and the administrator may read. The section declares it once. The access of
// the API, the search settings and the exports follow, and the compiler refuses to read it for the score or the document.

/** A row of a section's table. */
export interface SectionRow {
  readonly profileId: string;
  readonly updatedAt: Date;
}

/** Columns that are null or empty for others, or 'all': the whole section is null. */
export type Private = 'all' | readonly string[];

/** Who reads an export. The administrator reads as the owner does. */
export type Reader = 'owner' | 'others';

/** Unknown, which every row is, unless something is wrong. Then the compiler prints the error. */
export type CheckPrivate<Row, WholeRow, Hidden> = Hidden extends 'all' | readonly Hideable<WholeRow>[]
  ? [keyof Row & ColumnsOf<WholeRow, Hidden>] extends [never]
    ? unknown
    : { readonly error: 'read must not select the private columns' }
  : { readonly error: 'a private column can be null or is a list' };

type Hideable<WholeRow> = {
  [Name in keyof WholeRow]: [null] extends [WholeRow[Name]]
    ? Name
    : WholeRow[Name] extends readonly unknown[]
      ? Name
      : never;
}[keyof WholeRow];

type ColumnsOf<WholeRow, Hidden> = Hidden extends readonly (infer Column)[]
  ? Column
  : Exclude<keyof WholeRow, keyof SectionRow>;

/** The rows as others may see them. */
export function publicRows<Row extends object>(rows: readonly Row[], hidden: Private): readonly Row[] {
  return hidden === 'all' ? [] : rows.map((row) => publicRow(row, hidden));
}

/** A column that `CheckPrivate` accepts can be null or empty, so the row keeps its type. */
function publicRow<Row extends object>(row: Row, hidden: readonly string[]): Row {
  const shown = Object.entries(row).map(([name, value]: [string, unknown]) =>
    hidden.includes(name) ? [name, Array.isArray(value) ? [] : null] : [name, value],
  );
  return Object.fromEntries(shown) as Row;
}

/**
 * The names that private content would have in the document.
 * @param attributes of the section
 */
export function hiddenAttributes(
  section: string,
  hidden: Private,
  attributes: readonly string[],
): readonly string[] {
  return hidden === 'all'
    ? [section]
    : attributes.flatMap((attribute) => hidden.map((column) => `${attribute}.${column}`));
}
