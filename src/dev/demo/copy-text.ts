// The text format of COPY (https://www.postgresql.org/docs/18/sql-copy.html#SQL-COPY-FILE-FORMATS-TEXT).

export type CopyValue = string | number | null | readonly string[];
export type CopyRow = Readonly<Record<string, CopyValue>>;

/** The fields of a table in the order of its columns, by the half of the row that has them. */
export interface CopyFields {
  readonly first: readonly string[];
  readonly second: readonly string[];
}

/** One row, whose fields are in either half, with the line break that ends it. A field that it lacks is null. */
export function copyLine({ first, second }: CopyFields, one: CopyRow, other: CopyRow): string {
  const fields: string[] = [];
  for (const field of first) fields.push(copyField(one[field]));
  for (const field of second) fields.push(copyField(other[field]));
  return `${fields.join('\t')}\n`;
}

function copyField(value: CopyValue | undefined): string {
  if (typeof value === 'string') return escape(value);
  if (value === null || value === undefined) return '\\N';
  if (typeof value === 'number') return String(value);
  return escape(arrayLiteral(value));
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** Nearly no text needs it, and a test is faster than a replacement that finds nothing. */
function escape(text: string): string {
  if (!/[\\\t\n\r]/.test(text)) return text;
  return text.replace(/[\\\t\n\r]/g, (character) => ESCAPES[character] ?? character);
}

function arrayLiteral(items: readonly string[]): string {
  if (items.length === 0) return '{}';
  const quoted = items.some((item) => /["\\]/.test(item));
  return `{"${(quoted ? items.map((item) => item.replace(/["\\]/g, '\\$&')) : items).join('","')}"}`;
}
