// Formats rows for a terminal: each column as wide as its widest cell, numbers to the right, no control characters.

/** @param rows each has one cell per title */
export function table(titles: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const widths = titles.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => cell(row[column]).length)),
  );
  const lines = [titles, ...rows].map((row) =>
    row
      .map((value, column) => {
        const width = widths[column] ?? 0;
        const isNumber = typeof (rows[0] ?? [])[column] === 'number';
        return isNumber ? cell(value).padStart(width) : cell(value).padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

function cell(value: string | number | undefined): string {
  return oneLine(String(value ?? ''));
}

/** One line without control characters. @param width the most characters. @default no limit */
export function oneLine(text: string, width = Infinity): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return plain.length > width ? `${plain.slice(0, width - 1)}…` : plain;
}

/** @param moment ISO 8601 @returns such as "3 min ago" or "in 20 s" */
export function fromNow(moment: string, now = Date.now()): string {
  const seconds = Math.round((Date.parse(moment) - now) / 1000);
  const size = Math.abs(seconds);
  const amount =
    size < 90
      ? `${size} s`
      : size < 5400
        ? `${Math.round(size / 60)} min`
        : size < 129_600
          ? `${Math.round(size / 3600)} h`
          : `${Math.round(size / 86_400)} d`;
  return seconds > 0 ? `in ${amount}` : `${amount} ago`;
}
