// Handles: their rule, and how to make one from a name.
import { randomBytes } from 'node:crypto';
import { z } from 'zod';

const MIN = 3;
const MAX = 60;
const LETTERS = 'letters a to z and digits, joined by single hyphens';

export const handleRule = z
  .string()
  .trim()
  .toLowerCase()
  .min(MIN, `must hold at least ${MIN} characters`)
  .max(MAX, `must hold at most ${MAX} characters`)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, `may hold ${LETTERS}`)
  .describe(`${MIN} to ${MAX} characters: ${LETTERS}.`);

/** As in `ada-lovelace-3f9c2b41a0`. The random suffix makes it unique without a query. */
export function handleFrom(fullName: string, suffix = randomBytes(5).toString('hex')): string {
  const words = fullName
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX - suffix.length - 1)
    .replace(/^-+|-+$/g, '');
  return words ? `${words}-${suffix}` : `profile-${suffix}`;
}
