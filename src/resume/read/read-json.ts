// Parses the text of a JSON file and tells what JSON.parse loses: the first of two fields of one name, and the digits of a large
// number. Comments and trailing commas are read over.
import { FileFault, parseGivenJson } from '../../config/given-file.ts';
import { parseJson, type JsonValue } from '../../search/json.ts';
import { pathOf, quoted, type Note } from './note.ts';

export interface ReadJson {
  readonly json: JsonValue;
  readonly notes: readonly Note[];
}

/** The path of a note about the file as a whole. */
const FILE = '(the file)';

/** @throws FileFault with line and column, which quotes nothing of the text */
export function readJson(text: string): ReadJson {
  const scanner = new Scanner(text);
  const json = scanner.read();
  if (json !== undefined) return { json, notes: scanner.notes };
  const fault = faultOf(text);
  if (fault === null) return { json: parseJson(text), notes: [] };
  throw new FileFault(/\bline \d|end of/.test(fault) ? fault : `${fault}${scanner.place()}`);
}

/** Null where it is JSON. */
function faultOf(text: string): string | null {
  try {
    parseGivenJson(text);
    return null;
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    return error.message;
  }
}

const SPACE = /(?:[ \t\r\n]|\/\/[^\r\n]*|\/\*(?:(?!\*\/)[^])*\*\/)*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LITERAL = /true|false|null/y;
/** Deeper values are left to JSON.parse. No resume has any. */
const MAX_DEPTH = 200;

class NoJson extends Error {}

class Scanner {
  readonly #text: string;
  #at = 0;
  readonly notes: Note[] = [];
  #isExtended = false;

  constructor(text: string) {
    this.#text = text;
  }

  /** @returns undefined where the text is no JSON, or nested too deeply */
  read(): JsonValue | undefined {
    try {
      const json = this.#value('', 0);
      this.#skip();
      if (this.#at < this.#text.length) return undefined;
      if (this.#isExtended)
        this.#tell(FILE, null, null, 'it has comments or trailing commas, which JSON has not');
      return json;
    } catch (error) {
      // Expressions fail with a RangeError on texts of many megabytes.
      if (error instanceof NoJson || error instanceof RangeError) return undefined;
      throw error;
    }
  }

  /** Where reading ended. */
  place(): string {
    const before = this.#text.slice(0, this.#at).split('\n');
    return ` (line ${before.length} column ${(before.at(-1)?.length ?? 0) + 1})`;
  }

  #tell(path: string, written: JsonValue, read: JsonValue, message: string): void {
    this.notes.push({ path, written, read, message });
  }

  #match(expression: RegExp): string | null {
    expression.lastIndex = this.#at;
    const found = expression.exec(this.#text)?.[0] ?? null;
    this.#at += found?.length ?? 0;
    return found;
  }

  #skip(): void {
    if (this.#match(SPACE)?.includes('/')) this.#isExtended = true;
  }

  #take(character: string): boolean {
    this.#skip();
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #value(path: string, depth: number): JsonValue {
    if (depth > MAX_DEPTH) throw new NoJson();
    if (this.#take('{')) return this.#object(path, depth);
    if (this.#take('[')) return this.#list(path, depth);
    if (this.#text[this.#at] === '"') return this.#string();
    const literal = this.#match(LITERAL);
    if (literal !== null) return parseJson(literal);
    const number = this.#match(NUMBER);
    if (number === null) throw new NoJson();
    return this.#number(number, path);
  }

  /** After the bracket. @param item reads one */
  #items(end: string, item: () => void): void {
    for (let isFirst = true; !this.#take(end); isFirst = false) {
      if (!isFirst) {
        if (!this.#take(',')) throw new NoJson();
        if (this.#take(end)) {
          this.#isExtended = true;
          return;
        }
      }
      item();
    }
  }

  #list(path: string, depth: number): JsonValue {
    const list: JsonValue[] = [];
    this.#items(']', () => list.push(this.#value(pathOf(path, list.length), depth + 1)));
    return list;
  }

  #object(path: string, depth: number): JsonValue {
    const fields = new Map<string, JsonValue>();
    this.#items('}', () => {
      this.#skip();
      const key = this.#string();
      if (!this.#take(':')) throw new NoJson();
      const own = pathOf(path, key);
      const value = this.#value(own, depth + 1);
      const before = fields.get(key);
      if (before !== undefined)
        this.#tell(
          own,
          before,
          value,
          `${quoted(key)} stands twice, first with ${quoted(before)}; the last one is read`,
        );
      fields.set(key, value);
    });
    return Object.fromEntries(fields);
  }

  #string(): string {
    if (this.#text[this.#at] !== '"') throw new NoJson();
    let end = this.#at;
    do end = this.#text.indexOf('"', end + 1);
    while (end > 0 && isEscaped(this.#text, end));
    if (end < 0) throw new NoJson();
    try {
      const text = JSON.parse(this.#text.slice(this.#at, end + 1)) as string;
      this.#at = end + 1;
      return text;
    } catch (error) {
      if (error instanceof SyntaxError) throw new NoJson();
      throw error;
    }
  }

  #number(source: string, path: string): JsonValue {
    const number = Number(source);
    if (digitsOf(String(number)) === digitsOf(source)) return number;
    this.#tell(
      path,
      source,
      source,
      `${quoted(source)} has more digits than a number keeps; it is read as a text`,
    );
    return source;
  }
}

function isEscaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text[at - 1 - slashes] === '\\') slashes += 1;
  return slashes % 2 === 1;
}

/** That count, without sign, point, exponent and zeros at the ends. */
const digitsOf = (number: string) =>
  number
    .replace(/e.*/i, '')
    .replace(/[-.]/g, '')
    .replace(/^0+|(?<!0)0+$/g, '');
