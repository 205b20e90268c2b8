// Splits a migration into statements, roughly: comments, strings and bodies are blanked out first, then each `;` ends one.
// The result serves messages and checks. The server always gets the file whole.

/** Where a statement stands in its file. */
export interface StatementPlace {
  /** The line on which it starts, from 1. */
  readonly line: number;
  readonly text: string;
}

export interface Statement extends StatementPlace {
  /** The offset of `text` in the file, in UTF-16 units. */
  readonly start: number;
  /** `text` with comments and the content of strings blanked out. */
  readonly code: string;
}

// https://www.postgresql.org/docs/18/sql-syntax-lexical.html
const QUOTED = new RegExp(
  [
    String.raw`--[^\n]*`,
    String.raw`/\*[^]*?\*/`,
    String.raw`\b[eE]'(?:[^'\\]|\\[^]|'')*'`,
    String.raw`'(?:[^']|'')*'`,
    String.raw`"(?:[^"]|"")*"`,
    String.raw`(?<![\w$])\$(?<tag>\w*)\$[^]*?\$\k<tag>\$`,
  ].join('|'),
  'g',
);
/** Up to the file's last `END`: a `CASE` inside the body has an `END` too. */
const ATOMIC_BODY = /\bBEGIN\s+ATOMIC\b[^]+\bEND(?=\s*(;|$))/gi;

export function splitStatements(sql: string): Statement[] {
  const code = sql
    .replaceAll(QUOTED, (quoted) => {
      if (quoted.startsWith('"')) return quoted;
      return quoted.startsWith('-') || quoted.startsWith('/') ? blank(quoted) : `'${blank(quoted.slice(2))}'`;
    })
    .replaceAll(ATOMIC_BODY, blank);
  let end = -1;
  return code.split(';').flatMap((piece) => {
    const start = end + 1 + (piece.length - piece.trimStart().length);
    end += 1 + piece.length;
    if (piece.trim() === '') return [];
    const line = sql.slice(0, start).split('\n').length;
    return [{ line, start, text: sql.slice(start, end).trimEnd(), code: piece.trim() }];
  });
}

/** @param position as Postgres counts: in characters, from 1 */
export function statementAt(sql: string, position: number): Statement | undefined {
  const offset = Array.from(sql)
    .slice(0, position - 1)
    .join('').length;
  return splitStatements(sql).findLast(({ start }) => start <= offset);
}

function blank(text: string): string {
  return text.replaceAll(/[^\n]/g, ' ');
}
