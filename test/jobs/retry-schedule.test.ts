// Owns when a failed job is tried again: after 1, 3, 9 and 27 minutes, a fifth longer at most, and then no more.
import { describe, expect, it } from 'vitest';
import { RETRY_LIMIT, retryDelaySeconds } from '../../src/jobs/retry-schedule.ts';

const MINUTES = [1, 3, 9, 27];

describe('the delay before a retry', () => {
  it.each(MINUTES.map((minutes, index) => ({ minutes, failed: index + 1 })))(
    'is $minutes minutes after $failed failed tries, and at most a fifth more',
    ({ minutes, failed }) => {
      expect(retryDelaySeconds(failed, 0)).toBe(minutes * 60);
      expect(retryDelaySeconds(failed, 0.5)).toBe(minutes * 66);
      expect(retryDelaySeconds(failed, 1)).toBe(minutes * 72);
    },
  );

  it('differs from job to job', () => {
    const delays = new Set(Array.from({ length: 100 }, () => retryDelaySeconds(4)));
    expect(delays.size).toBeGreaterThan(10);
    for (const delay of delays) {
      expect(delay).toBeGreaterThanOrEqual(27 * 60);
      expect(delay).toBeLessThanOrEqual(27 * 72);
    }
  });

  it('is never more than an hour', () => {
    for (const failed of MINUTES.keys()) expect(retryDelaySeconds(failed + 1, 1)).toBeLessThanOrEqual(3600);
  });

  it('is none once the tries are used up', () => {
    expect(RETRY_LIMIT).toBe(4);
    expect(retryDelaySeconds(RETRY_LIMIT + 1)).toBeNull();
    expect(retryDelaySeconds(99)).toBeNull();
  });
});
