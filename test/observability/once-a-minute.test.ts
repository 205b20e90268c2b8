// What fails all the time is told once a minute.
import { expect, it } from 'vitest';
import { onceAMinute } from '../../src/observability/once-a-minute.ts';

it('passes on the first call at once, and then one a minute', () => {
  const told: number[] = [];
  let now = 5;
  const tell = onceAMinute(
    (second: number) => told.push(second),
    () => now,
  );
  for (let second = 0; second < 180; second += 1, now += 1000) tell(second);
  expect(told).toEqual([0, 60, 120]);
});
