// The rows of a generated person, whole.
import type { GeneratedRow } from '../../../src/dev/demo/define-demo.ts';
import { generatePerson } from '../../../src/dev/demo/generate.ts';

/** By the table's name in the code. */
export function personRows(number: number, now: Date): Readonly<Record<string, readonly GeneratedRow[]>> {
  return Object.fromEntries(
    generatePerson(number, now).map(({ table, contents, others }) => [
      table,
      contents.map((row, at) => ({ ...row, ...others[at] })),
    ]),
  );
}
