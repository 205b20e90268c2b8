// Counts the signatures that are verified.
import { vi } from 'vitest';

/** @returns how many since this call */
export function countVerifications(): () => number {
  const verify = vi.spyOn(crypto.subtle, 'verify');
  return () => verify.mock.calls.length;
}
