// The checker of the completion storm finds stale answers, and tells those that a fault excuses from the others.
import { expect, it } from 'vitest';
import { createChecker } from './completion-storm-checker.ts';

it('finds an answer older than a write that was known before it, and how late it was', () => {
  const checker = createChecker();
  for (const [state, knownAt] of [
    ['one', 0],
    ['two', 100],
    ['three', 200],
  ] as const)
    checker.wrote('r', state, knownAt);
  checker.answered('r', 'two', 150);
  checker.answered('r', 'one', 90);
  checker.answered('r', 'three', 90);
  expect(checker.verdict(200)).toMatchObject({
    ...{ judged: 3, withoutFault: 3, longest: 0, staleWithoutFault: [], neverWritten: [] },
  });
  checker.answered('r', 'one', 250);
  checker.answered('r', 'four', 250);
  const { longest, staleWithoutFault, neverWritten } = checker.verdict(200);
  expect(longest).toBe(150);
  expect(staleWithoutFault).toHaveLength(1);
  expect(neverWritten).toHaveLength(1);
});

it('excuses a stale answer only if its write was during a fault', () => {
  const checker = createChecker();
  checker.wrote('r', 'one', 0);
  const end = checker.fault(50);
  checker.wrote('r', 'two', 100);
  end(150, 20);
  checker.answered('r', 'one', 400);
  expect(checker.verdict(200)).toMatchObject({ stale: 1, beyond: 1, longest: 300, staleWithoutFault: [] });
  expect(checker.verdict(300).beyond).toBe(0);
  checker.wrote('r', 'three', 171);
  checker.answered('r', 'two', 171);
  expect(checker.verdict(200).staleWithoutFault).toHaveLength(1);
});
