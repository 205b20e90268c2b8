// Prints the results of a bench as a table, and writes them as JSON.
import { writeFile } from 'node:fs/promises';
import type { Spread } from './spread.ts';

export const formatCount = (value: number) => Math.round(value).toLocaleString('en');

export function formatSpread({ median, lowest, highest }: Spread, format = formatCount): string {
  return `${format(median)} (${format(lowest)} to ${format(highest)})`;
}

/** The first column is aligned to the left, all others to the right. */
export function printTable(head: readonly string[], body: readonly (readonly string[])[]): void {
  const widths = head.map((_, column) =>
    Math.max(...[head, ...body].map((cells) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (column ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[0] ?? 0)))
      .join('  ');
  process.stdout.write(`${[head, ...body].map(line).join('\n')}\n\n`);
}

/** Adds the platform. */
export async function writeResults(file: string, quick: boolean, results: object): Promise<void> {
  const at = { node: process.version, platform: `${process.platform} ${process.arch}`, quick };
  await writeFile(file, `${JSON.stringify({ at, ...results }, null, 2)}\n`);
}
