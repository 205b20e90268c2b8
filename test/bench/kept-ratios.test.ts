// A figure that got worse fails a bench only if the kept table is read as it was written.
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { compareWithKept, readKept, writeKept } from './kept-ratios.ts';

const PAGE = '# Benchmarks\n\n<!-- kept ratios -->\n<!-- end of the kept ratios -->\n\nText.\n';
const SAVE = { name: 'saveBio: `ours`', ratio: 0.74 };

it('reads what it keeps, and leaves the other benches and the text as they are', async () => {
  const once = await writeKept(PAGE, 'paths', [SAVE, { name: 'gone', ratio: 2 }]);
  const twice = await writeKept(once, 'api', [{ name: '{ __typename } as nobody × bare Yoga', ratio: 1.4 }]);
  const again = await writeKept(twice, 'paths', [{ ...SAVE, ratio: 0.8 }]);
  expect(readKept(again)).toEqual(
    new Map([
      ['paths', new Map([[SAVE.name, 0.8]])],
      ['api', new Map([['{ __typename } as nobody × bare Yoga', 1.4]])],
    ]),
  );
  expect(again.startsWith('# Benchmarks\n')).toBe(true);
  expect(again.endsWith('\n\nText.\n')).toBe(true);
});

it.each([
  { ratio: 0.96, isFault: false },
  { ratio: 0.97, isFault: true },
  { ratio: NaN, isFault: true },
])('a ratio of $ratio where 0.74 is kept: a fault is $isFault', async ({ ratio, isFault }) => {
  const kept = await writeKept(PAGE, 'paths', [SAVE]);
  expect(compareWithKept(kept, 'paths', [{ ...SAVE, ratio }])).toEqual([
    { ...SAVE, ratio, kept: 0.74, isFault },
  ]);
});

it('takes a ratio that is not kept', () => {
  expect(compareWithKept(PAGE, 'paths', [SAVE])).toEqual([{ ...SAVE, kept: undefined, isFault: false }]);
});

it('refuses a page without the marks', () => {
  expect(() => readKept('# Benchmarks\n')).toThrow('expected <!-- kept ratios -->');
});

it('finds the marks in docs/benchmarks.md', async () => {
  expect(() => readKept('')).toThrow();
  expect(readKept(await readFile('docs/benchmarks.md', 'utf8'))).toBeInstanceOf(Map);
});
