// When a failed job is tried again.
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineJob, retryDelaysOf } from '../../src/jobs/contract.ts';
import { retryDelaySeconds, STANDARD_RETRY_DELAYS } from '../../src/jobs/retry-schedule.ts';

const OWN = [5, 20];

it.each([
  ['standard', STANDARD_RETRY_DELAYS],
  ['own', OWN],
])('the %s delays come one after another, each at most 20 % longer, and then no more', (_name, delays) => {
  for (const [index, delay] of delays.entries()) {
    expect(retryDelaySeconds(delays, index + 1, 0)).toBe(delay);
    expect(retryDelaySeconds(delays, index + 1, 0.5)).toBe(Math.round(delay * 1.1));
    expect(retryDelaySeconds(delays, index + 1, 1)).toBe(delay * 1.2);
  }
  for (const failed of [delays.length + 1, 99]) expect(retryDelaySeconds(delays, failed)).toBeNull();
});

it('the standard delays are 1, 3, 9 and 27 minutes', () => {
  expect(STANDARD_RETRY_DELAYS).toEqual([60, 180, 540, 1620]);
});

it('the delay differs from job to job', () => {
  const delays = new Set(Array.from({ length: 100 }, () => retryDelaySeconds(STANDARD_RETRY_DELAYS, 4)));
  expect(delays.size).toBeGreaterThan(10);
});

describe('a contract', () => {
  const contract = { name: 'own', payload: z.object({}) };

  it('has the standard delays, delays of its own, or no retry', () => {
    expect(retryDelaysOf(defineJob(contract))).toBe(STANDARD_RETRY_DELAYS);
    expect(retryDelaysOf(defineJob({ ...contract, retryDelays: OWN }))).toBe(OWN);
    expect(retryDelaysOf(defineJob({ ...contract, retryDelays: [] }))).toEqual([]);
  });

  it.each([0, -1, Number.NaN, Infinity])('is refused with a delay of %d seconds', (delay) => {
    const define = () => defineJob({ ...contract, retryDelays: [60, delay] });
    expect(define).toThrow(`own: a retry delay must be a positive number of seconds, not ${delay}`);
  });
});
