// The text format of COPY (https://www.postgresql.org/docs/18/sql-copy.html#SQL-COPY-FILE-FORMATS-TEXT).

export type CopyValue = string | number | null | readonly string[];

/** One row, with the line break that ends it. A field that it lacks is null. */
export function copyLine(fields: readonly string[], row: Readonly<Record<string, CopyValue>>): string {
  return `${fields.map((field) => copyField(row[field] ?? null)).join('\t')}\n`;
}

function copyField(value: CopyValue): string {
  if (value === null) return '\\N';
  if (typeof value === 'number') return String(value);
  return escape(typeof value === 'string' ? value : arrayLiteral(value));
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
