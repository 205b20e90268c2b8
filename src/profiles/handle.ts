// Owns handles: their rule, and how one is made from a name.
import { randomBytes } from 'node:crypto';
import { z } from 'zod';

const MAX = 60;

export const handleRule = z
  .string()
  .trim()
  .toLowerCase()
  .min(3, 'must hold at least 3 characters')
  .max(MAX, `must hold at most ${MAX} characters`)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'may hold letters a to z and digits, joined by single hyphens');

/** As in `ada-lovelace-3f9c2b41a0`: readable, and unique without asking, so that many can be made in bulk. */
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
