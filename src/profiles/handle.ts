// Handles: their rule, and how to make one from a name. A name of any script is written in Latin letters. Its handle is
// the name alone where that is free; else a short random suffix follows.
import { randomBytes } from 'node:crypto';
import anyAscii from 'any-ascii';
import { z } from 'zod';
import { isUniqueViolation, type DatabaseLike } from '../database/client.ts';
import { broken } from '../graphql/faults.ts';
import { showsNothing } from '../graphql/input-rules.ts';
import { isUuid } from '../graphql/uuid.ts';

const MIN = 3;
const MAX = 60;
const LETTERS = 'letters a to z and digits, joined by single hyphens';

export const handleRule = z
  .string()
  .trim()
  .toLowerCase()
  .min(MIN, `must hold at least ${MIN} characters`)
  .max(MAX, `must hold at most ${MAX} characters`)
  .refine(
    (handle) => showsNothing(handle) || /^[a-z0-9]+(-[a-z0-9]+)*$/.test(handle),
    broken('INVALID_FORMAT', `may hold ${LETTERS}`),
  )
  .describe(`${MIN} to ${MAX} characters: ${LETTERS}.`);

/** Paths that a site, or Vitae, has for itself. */
const RESERVED = new Set(
  (
    'about account admin api assets graphql health help login logout metrics new null profile profiles search settings ' +
    'signup static support undefined vitae www'
  ).split(' '),
);

/** Of a handle that is chosen now. An older one may be reserved. */
export const newHandleRule = handleRule
  .refine((handle) => !RESERVED.has(handle), broken('NOT_ALLOWED_VALUE', 'is reserved'))
  .refine((handle) => !isUuid(handle), broken('NOT_ALLOWED_VALUE', 'must not look like an id'))
  .describe(handleRule.description ?? '');

/** Bytes of the random suffixes, in the order of the tries. The last one is never taken in practice. */
const SUFFIX_BYTES = [2, 3, 5] as const;

/** As in `ada-lovelace-p17`. */
export function handleFrom(fullName: string, suffix: string): string {
  return `${wordsOf(fullName, MAX - suffix.length - 1) || 'profile'}-${suffix}`;
}

/** The handle that is the name alone, where the rule allows it, then some with a suffix. */
function handlesFrom(fullName: string): string[] {
  const alone = wordsOf(fullName, MAX);
  const suffixed = SUFFIX_BYTES.map((bytes) => handleFrom(fullName, randomBytes(bytes).toString('hex')));
  return newHandleRule.safeParse(alone).success ? [alone, ...suffixed] : suffixed;
}

/** In Latin letters, with hyphens between the words. Empty for a name without letters and digits. */
function wordsOf(fullName: string, length: number): string {
  const letters = fullName
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    // The sign repeats the character before it, as in 佐々木.
    .replace(/(\p{Script=Han})々/gu, '$1$1')
    // An emoji has a name in ASCII, too.
    .replace(/[^\p{L}\p{M}\p{N}\p{P}]/gu, ' ');
  return anyAscii(letters)
    .toLowerCase()
    .replace(/['`"]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, length)
    .replace(/-$/, '');
}

/**
 * Creates with the first handle that is free. Each try is a transaction of its own: Postgres ends one that violates.
 * @param create throws Prisma's unique violation where the handle is taken
 */
export async function withFreeHandle<Result>(
  fullName: string,
  create: (handle: string) => Promise<Result>,
): Promise<Result> {
  let taken: unknown;
  for (const handle of handlesFrom(fullName)) {
    try {
      return await create(handle);
    } catch (error) {
      if (!isHandleTaken(error)) throw error;
      taken = error;
    }
  }
  throw taken;
}

/**
 * A handle for each name, in one query. All of them differ. Another transaction may take one meanwhile: then the caller's
 * own violates, and asks again.
 */
export async function freeHandles(db: DatabaseLike, fullNames: readonly string[]): Promise<string[]> {
  const wanted = fullNames.map(handlesFrom);
  const rows = await db.$queryRaw<{ handle: string }[]>`
    SELECT handle FROM profile WHERE handle = ANY(${wanted.flat()})
    UNION ALL SELECT handle FROM former_handle WHERE handle = ANY(${wanted.flat()})`;
  const taken = new Set(rows.map(({ handle }) => handle));
  return wanted.map((handles) => {
    const free = handles.find((handle) => !taken.has(handle)) ?? handles.at(-1) ?? '';
    taken.add(free);
    return free;
  });
}

/** Whether a write was refused because another profile has the handle, or had it. */
export function isHandleTaken(error: unknown): boolean {
  return isUniqueViolation(error) && JSON.stringify(error).includes('profile_handle_key');
}
