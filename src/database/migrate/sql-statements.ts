// Owns taking SQL apart by Postgres's lexical rules: a file into statements, so that an error can name the one that failed,
// and a statement into tokens.
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

interface Token {
  readonly kind: 'blank' | 'dollar' | 'quoted' | 'word' | 'sign';
  /** Offsets in the text. */
  readonly start: number;
  readonly end: number;
}

/** Blanks are space and comments. */
function* tokensOf(sql: string): Generator<Token> {
  let start = 0;
  while (start < sql.length) {
    TOKEN.lastIndex = start;
    const token = TOKEN.exec(sql);
    // Never null: `sign` takes any character.
    const { space, comment, dollar, quoted, word } = token?.groups ?? {};
    let end = start + (token?.[0].length ?? 1);
    if (comment !== undefined) end = endOfComment(sql, start);
    if (dollar !== undefined) end = endOfDollarQuote(sql, start, dollar);
    if (space !== undefined || comment !== undefined) yield { kind: 'blank', start, end };
    else if (dollar !== undefined) yield { kind: 'dollar', start, end };
    else if (quoted !== undefined) yield { kind: 'quoted', start, end };
    else yield { kind: word === undefined ? 'sign' : 'word', start, end };
    start = end;
  }
}

/** What a statement says: its tokens without blanks, words in capitals, everything quoted as it is. */
export function wordsOf(statement: string): string[] {
  const words: string[] = [];
  for (const { kind, start, end } of tokensOf(statement)) {
    const text = statement.slice(start, end);
    if (kind !== 'blank') words.push(kind === 'word' ? text.toUpperCase() : text);
  }
  return words;
}

/** The statements in order, without the `;` and without comments before or after them. Empty ones do not count. */
export function splitStatements(sql: string): StatementPlace[] {
  const statements: StatementPlace[] = [];
  let first = -1;
  let last = 0;
  let parentheses = 0;
  let words: string[] = [];
  let bodyDepth = 0;

  const finish = () => {
    if (first >= 0) {
      statements.push({
        number: statements.length + 1,
        line: lineAt(sql, first),
        text: sql.slice(first, last),
      });
    }
    first = -1;
    parentheses = 0;
    words = [];
    bodyDepth = 0;
  };

  for (const { kind, start, end } of tokensOf(sql)) {
    const text = sql.slice(start, end);
    if (kind === 'blank') continue;
    if (text === ';' && parentheses === 0 && bodyDepth === 0) {
      finish();
      continue;
    }
    if (first < 0) first = start;
    last = end;
    if (text === '(') parentheses += 1;
    if (text === ')') parentheses = Math.max(0, parentheses - 1);
    if (kind === 'word') {
      bodyDepth = depthAfter(text.toUpperCase(), words, bodyDepth);
      words.push(text.toUpperCase());
    }
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
