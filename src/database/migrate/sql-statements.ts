// Owns splitting a SQL file into statements, by Postgres's lexical rules, so that an error can name the one that failed.
// It never judges the SQL: whatever it cannot place (an unclosed quote) goes to the server in one piece, which says why.
// Rules: https://www.postgresql.org/docs/18/sql-syntax-lexical.html
import type { StatementPlace } from './migration-error.ts';

// One token at a time, longest first where two begin alike. `u` is left out on purpose: SQL is scanned by code unit.
const TOKEN = new RegExp(
  [
    String.raw`(?<space>\s+|--[^\n]*)`,
    String.raw`(?<comment>/\*)`,
    String.raw`(?<dollar>\$(?:[A-Za-z_\x80-\uffff][\w\x80-\uffff]*)?\$)`,
    // Only an E-string knows backslashes; a word that merely ends in e is taken by `word`, which comes later but starts earlier.
    String.raw`(?<quoted>[eE]'(?:[^'\\]|\\[^]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*")`,
    String.raw`(?<word>[A-Za-z_\x80-\uffff][\w$\x80-\uffff]*|\d[\w.]*)`,
    String.raw`(?<sign>[^])`,
  ].join('|'),
  'y',
);

/** The statements in order, without the `;` and without comments before or after them. Empty ones do not count. */
export function splitStatements(sql: string): StatementPlace[] {
  const statements: StatementPlace[] = [];
  let start = -1;
  let end = 0;
  let parentheses = 0;
  let words: string[] = [];
  let bodyDepth = 0;

  const finish = () => {
    if (start >= 0) {
      statements.push({
        number: statements.length + 1,
        line: lineAt(sql, start),
        text: sql.slice(start, end),
      });
    }
    start = -1;
    parentheses = 0;
    words = [];
    bodyDepth = 0;
  };

  let at = 0;
  while (at < sql.length) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(sql);
    // Never null: `sign` takes any character.
    const { space, comment, dollar, word, sign } = token?.groups ?? {};
    let next = at + (token?.[0].length ?? 1);
    if (comment !== undefined) next = endOfComment(sql, at);
    if (dollar !== undefined) next = endOfDollarQuote(sql, at, dollar);

    if (sign === ';' && parentheses === 0 && bodyDepth === 0) {
      finish();
    } else if (space === undefined && comment === undefined) {
      if (start < 0) start = at;
      end = next;
      if (sign === '(') parentheses += 1;
      if (sign === ')') parentheses = Math.max(0, parentheses - 1);
      if (word !== undefined) {
        bodyDepth = depthAfter(word.toUpperCase(), words, bodyDepth);
        words.push(word.toUpperCase());
      }
    }
    at = next;
  }
  finish();
  return statements;
}

/** How deep in the `BEGIN ATOMIC … END` body of a function: the one place where a bare `;` does not end a statement. */
function depthAfter(word: string, before: readonly string[], depth: number): number {
  const previous = before.at(-1);
  const makesRoutine =
    before[0] === 'CREATE' && (before.includes('FUNCTION') || before.includes('PROCEDURE'));
  if (word === 'ATOMIC' && previous === 'BEGIN' && makesRoutine) return depth + 1;
  if (depth > 0 && word === 'CASE') return depth + 1;
  if (depth > 0 && word === 'END') return depth - 1;
  return depth;
}

/** Comments nest in Postgres. */
function endOfComment(sql: string, from: number): number {
  const marks = /\/\*|\*\//g;
  marks.lastIndex = from;
  let depth = 0;
  for (let mark = marks.exec(sql); mark !== null; mark = marks.exec(sql)) {
    depth += mark[0] === '/*' ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  return sql.length;
}

function endOfDollarQuote(sql: string, from: number, tag: string): number {
  const close = sql.indexOf(tag, from + tag.length);
  return close < 0 ? sql.length : close + tag.length;
}

function lineAt(sql: string, offset: number): number {
  return sql.slice(0, offset).split('\n').length;
}
