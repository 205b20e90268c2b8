// Makes the text of COPY for some thousand generated people.
import { setImmediate } from 'node:timers/promises';
import { copyLine, type CopyFields } from './copy-text.ts';
import { generatePerson, type TableRows } from './generate.ts';

/** Generating yields to the event loop after this number of people, so that the COPY continues. */
const PEOPLE_PER_TURN = 100;

interface Table {
  readonly fields: CopyFields;
  /** Of the people of this turn. */
  lines: string[];
  /** Of the turns before. Strings that live as long as a chunk would keep the garbage collector busy. */
  readonly text: Buffer[];
}

/** By the table's name in the code: the profiles first. */
export type Chunk = ReadonlyMap<string, Table>;

/** Of `size` people from the number `first` on. */
export async function makeChunk(first: number, size: number, now: Date): Promise<Chunk> {
  const tables = new Map<string, Table>();
  for (let index = 0; index < size; index += 1) {
    for (const rows of generatePerson(first + index, now)) addRows(tables, rows);
    if (index % PEOPLE_PER_TURN > 0) continue;
    endTurn(tables);
    await setImmediate();
  }
  endTurn(tables);
  return tables;
}

function endTurn(tables: Chunk): void {
  for (const table of tables.values()) {
    table.text.push(Buffer.from(table.lines.join('')));
    table.lines = [];
  }
}

function addRows(tables: Map<string, Table>, { table, contents, others }: TableRows): void {
  const [content] = contents;
  const [other] = others;
  if (!content || !other) return;
  const rows = tables.get(table) ?? {
    fields: { first: Object.keys(content), second: Object.keys(other) },
    lines: [],
    text: [],
  };
  tables.set(table, rows);
  for (let at = 0; at < contents.length; at += 1)
    rows.lines.push(copyLine(rows.fields, contents[at] ?? content, others[at] ?? other));
}
