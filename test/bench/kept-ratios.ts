// The ratios of a quiet run are kept in docs/benchmarks.md, in one table between two marks. Another run compares its own with them:
// a ratio within one run is what a busy machine changes least.
import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { printTable } from './table.ts';

export interface Ratio {
  /** The measured path and what it is compared to. No vertical bar. */
  readonly name: string;
  readonly ratio: number;
}

export interface KeptOptions {
  readonly keep: boolean;
  readonly compare: boolean;
}

/** A ratio is a fault where it is more than this many times the kept one. The spread of quick rounds is below. */
const TOLERANCE = 1.3;
const FILE = 'docs/benchmarks.md';
const BEGIN = '<!-- kept ratios -->';
const END = '<!-- end of the kept ratios -->';

/** Ratios by name, by bench. */
type Kept = Map<string, Map<string, number>>;

function divide(text: string): readonly [before: string, table: string, after: string] {
  const [before, rest, ...more] = text.split(BEGIN);
  const [table, after, ...others] = (rest ?? '').split(END);
  if (before === undefined || table === undefined || after === undefined || more.length + others.length > 0)
    throw new Error(`${FILE}: expected ${BEGIN} and ${END} once each`);
  return [before, table, after];
}

/** @throws if the marks are missing */
export function readKept(text: string): Kept {
  const kept: Kept = new Map();
  for (const line of divide(text)[1].split('\n')) {
    const [, bench, name, ratio] = line.split('|').map((cell) => cell.trim());
    if (bench === undefined || name === undefined || !Number(ratio)) continue;
    kept.set(bench, (kept.get(bench) ?? new Map<string, number>()).set(name, Number(ratio)));
  }
  return kept;
}

/** @returns the text with these ratios of the bench instead of those before */
export async function writeKept(text: string, bench: string, ratios: readonly Ratio[]): Promise<string> {
  const kept = readKept(text).set(bench, new Map(ratios.map(({ name, ratio }) => [name, ratio])));
  const rows = [...kept].flatMap(([of, found]) =>
    [...found].map(([name, ratio]) => `| ${of} | ${name} | ${ratio.toFixed(2)} |`),
  );
  const [before, , after] = divide(text);
  const table = ['| bench | path | ratio |', '| --- | --- | --- |', ...rows].join('\n');
  const config = await resolveConfig(FILE);
  return format(`${before}${BEGIN}\n\n${table}\n\n${END}${after}`, { ...config, parser: 'markdown' });
}

export interface Compared extends Ratio {
  readonly kept: number | undefined;
  readonly isFault: boolean;
}

/** A ratio that is not kept is no fault. */
export function compareWithKept(text: string, bench: string, ratios: readonly Ratio[]): readonly Compared[] {
  const kept = readKept(text).get(bench);
  return ratios.map(({ name, ratio }) => {
    const before = kept?.get(name);
    return { name, ratio, kept: before, isFault: before !== undefined && !(ratio <= TOLERANCE * before) };
  });
}

/** Does what the options of a bench say. Sets the exit code 1 where a ratio is a fault. */
export async function settleRatios(
  bench: string,
  { keep, compare }: KeptOptions,
  ratios: readonly Ratio[],
): Promise<void> {
  if (!keep && !compare) return;
  const text = await readFile(FILE, 'utf8');
  if (compare) {
    const compared = compareWithKept(text, bench, ratios);
    printTable(
      ['ratio', 'kept', 'now', 'now ÷ kept', ''],
      compared.map(({ name, ratio, kept, isFault }) => [
        name,
        kept?.toFixed(2) ?? 'none',
        ratio.toFixed(2),
        kept === undefined ? '' : (ratio / kept).toFixed(2),
        isFault ? `more than ${TOLERANCE}` : '',
      ]),
    );
    if (compared.some(({ isFault }) => isFault)) process.exitCode = 1;
  }
  if (keep) await writeFile(FILE, await writeKept(text, bench, ratios));
}
