// A document that is larger than a record may be leaves out the texts of the last positions, and nothing that others find it by.
import { expect, it } from 'vitest';
import { fitRecord } from '../../src/indexing/record-fit.ts';
import { recordSize } from '../../src/indexing/record-fault.ts';

const position = (nth: number) => ({
  name: `Company ${nth}`,
  position: 'Engineer',
  summary: 'é'.repeat(1000),
  highlights: ['x'.repeat(500), '"'.repeat(250)],
});
const document = {
  fullName: 'Ada Fairweather',
  searchWords: ['one', 'two'],
  experience: Array.from({ length: 5 }, (_, nth) => position(nth)),
};

it('stays as it is where it fits', () => {
  expect(fitRecord(document, 100_000)).toMatchObject({
    document,
    bytes: Buffer.byteLength(JSON.stringify(document)),
  });
});

it.each([14_000, 9000, 5000, 1000])(
  'fits a limit of %i bytes, and leaves out no more than it must',
  (limit) => {
    const { document: fitting, json, bytes } = fitRecord(document, limit);
    expect(JSON.parse(json)).toEqual(fitting);
    expect(recordSize({ bytes })).toBeLessThanOrEqual(limit);
    expect(fitting.experience.map(({ name }) => name)).toEqual(document.experience.map(({ name }) => name));
    const missing = fitting.experience.flatMap((one) =>
      ['summary', 'highlights'].map((name) => !Object.hasOwn(one, name)),
    );
    // The last ones.
    expect(missing).toEqual([...missing].sort());
    const longest = Buffer.byteLength(JSON.stringify(position(0).summary)) + 20;
    if (missing.includes(false)) expect(recordSize({ bytes })).toBeGreaterThan(limit - longest);
    expect(fitting.searchWords).toEqual(document.searchWords);
  },
);

it('leaves out the search words last, and cannot make everything fit', () => {
  const { document: fitting, bytes } = fitRecord(document, 300);
  expect(fitting.searchWords).toEqual([]);
  expect(recordSize({ bytes })).toBeGreaterThan(300);
});
