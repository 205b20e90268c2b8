// The merge of three resumes, with generated values and with the edits that people make.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { merge } from '../../src/resume/merge.ts';
import type { JsonValue } from '../../src/search/json.ts';

const text = fc.constantFrom('', 'Go', 'SQL', 'Acme', 'Hooli', '2014', '2015-06', 'x'.repeat(80), 'é');
const item = fc.dictionary(
  fc.constantFrom('name', 'position', 'startDate', 'url', 'level', 'summary', '__proto__', 'constructor'),
  text,
  { noNullPrototype: true, maxKeys: 5 },
);
const leaf = fc.oneof(text, fc.integer({ min: 0, max: 3 }), fc.boolean(), fc.constant(null));
const list = fc.oneof(fc.array(item, { maxLength: 6 }), fc.array(text, { maxLength: 6 }));
const value: fc.Arbitrary<JsonValue> = fc.dictionary(
  fc.constantFrom('work', 'skills', 'basics', 'label', 'volunteer'),
  fc.oneof(leaf, list, item, fc.dictionary(fc.constantFrom('profiles', 'location'), fc.oneof(list, item))),
  { noNullPrototype: true },
);
const LETTERS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const RUNS = { seed: 13, numRuns: 3000 } as const;

describe('of generated values', () => {
  it('keeps what only one side changed', () => {
    fc.assert(
      fc.property(value, value, (base, side) => {
        expect(merge(base, base, side)).toEqual({ value: side, conflicts: [] });
        expect(merge(base, side, base)).toEqual({ value: side, conflicts: [] });
        expect(merge(base, side, side)).toEqual({ value: side, conflicts: [] });
      }),
      RUNS,
    );
  });

  const single = fc.dictionary(
    fc.constantFrom('work', 'skills'),
    fc.uniqueArray(fc.constantFrom(...LETTERS), { maxLength: 8 }),
    { noNullPrototype: true },
  );

  it('of lists without duplicates has exactly what both left, and what either added', () => {
    fc.assert(
      fc.property(single, single, single, (base, theirs, ours) => {
        const { value: merged, conflicts } = merge(base, theirs, ours);
        expect(conflicts).toEqual([]);
        for (const name of ['work', 'skills']) {
          const [b, t, o] = [base, theirs, ours].map((side) => new Set(side[name]));
          const expected = LETTERS.filter((one) =>
            b?.has(one) ? t?.has(one) && o?.has(one) : t?.has(one) || o?.has(one),
          );
          const found = (merged as Record<string, string[]> | undefined)?.[name] ?? [];
          expect([...found].sort()).toEqual(expected);
        }
      }),
      RUNS,
    );
  });

  it('loses no value that both sides left unchanged', () => {
    fc.assert(
      fc.property(value, value, value, (base, theirs, ours) => {
        const merged = leaves(merge(base, theirs, ours).value);
        const kept = [...leaves(base)].filter((one) => leaves(theirs).has(one) && leaves(ours).has(one));
        expect(kept.filter((one) => !merged.has(one) && !one.includes('/*/'))).toEqual([]);
      }),
      RUNS,
    );
  });

  /** Each value with its path, where the places in lists do not count. */
  function leaves(of: JsonValue | undefined, path = ''): Set<string> {
    if (of === undefined) return new Set();
    if (typeof of !== 'object' || of === null) return new Set([`${path}=${JSON.stringify(of)}`]);
    const inner = Array.isArray(of)
      ? of.map((one) => ['*', one] as const)
      : Object.entries(of).map(([name, one]) => [name, one] as const);
    return new Set(inner.flatMap(([name, one]) => [...leaves(one, `${path}/${name}`)]));
  }
});

describe('of edits', () => {
  const acme = { name: 'Acme', position: 'Engineer', startDate: '2015' };
  const hooli = { name: 'Hooli', position: 'Lead', startDate: '2018' };

  it('combines two changes of one item', () => {
    const theirs = { work: [hooli, { ...acme, endDate: '2018' }] };
    const ours = { work: [{ ...acme, summary: 'By hand' }] };
    expect(merge({ work: [acme] }, theirs, ours)).toEqual({
      value: { work: [hooli, { ...acme, endDate: '2018', summary: 'By hand' }] },
      conflicts: [],
    });
  });

  it('finds an item whose name has changed by the rest of it', () => {
    const theirs = { work: [{ ...acme, name: 'Acme Holding' }, hooli] };
    const ours = { work: [{ ...acme, summary: 'By hand' }, hooli] };
    expect(merge({ work: [acme, hooli] }, theirs, ours).value).toEqual({
      work: [{ ...acme, name: 'Acme Holding', summary: 'By hand' }, hooli],
    });
  });

  it('keeps ours where both changed the same value, and tells it', () => {
    const side = (label: string) => ({ basics: { label } });
    expect(merge(side('a'), side('b'), side('c'))).toEqual({
      value: side('c'),
      conflicts: [{ path: 'basics.label', theirs: 'b', ours: 'c' }],
    });
  });

  it('tells where one side deleted what the other changed', () => {
    const changed = { ...acme, endDate: '2018' };
    expect(merge({ work: [acme] }, { work: [changed] }, {})).toEqual({
      value: undefined,
      conflicts: [{ path: 'work.0', theirs: changed, ours: undefined }],
    });
    expect(merge({ work: [acme] }, {}, { work: [changed] })).toMatchObject({ value: { work: [changed] } });
  });

  it('joins two lists without a base, and does not take two things for one', () => {
    const theirs = {
      skills: [
        { name: 'Go', keywords: ['x'] },
        { name: 'SQL', level: 'Master' },
      ],
    };
    const ours = {
      skills: [
        { name: 'Rust', level: 'Master' },
        { name: 'Go', level: 'Expert' },
      ],
    };
    expect(merge({}, theirs, ours).value).toEqual({
      skills: [
        { name: 'Rust', level: 'Master' },
        { name: 'Go', keywords: ['x'], level: 'Expert' },
        { name: 'SQL', level: 'Master' },
      ],
    });
  });

  it.each([
    ['theirs', ['c', 'a', 'b'], ['a', 'b', 'x', 'c'], ['c', 'a', 'b', 'x']],
    ['ours', ['a', 'new', 'b', 'c'], ['c', 'b', 'a'], ['c', 'b', 'a', 'new']],
  ])('keeps the order that %s made', (_side, theirs, ours, expected) => {
    expect(merge(['a', 'b', 'c'], theirs, ours).value).toEqual(expected);
  });

  it('is done at once for lists with very many items of one name', () => {
    const many = (level: string) =>
      Array.from({ length: 20_000 }, (_, index) => ({ name: 'Go', level, index }));
    const before = process.cpuUsage();
    merge({ skills: many('a').slice(0, 100) }, { skills: many('b') }, { skills: many('c').slice(0, 100) });
    const { user } = process.cpuUsage(before);
    expect(user / 1000).toBeLessThan(5000);
  });
});
