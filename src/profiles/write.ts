// Writes profiles. One transaction holds the change, the new revision, the job that indexes the profile, and the record
// of what to invalidate: all of it is committed, or nothing. The caller does not wait for the index.
import { v7 as uuidv7 } from 'uuid';
import { isWriteConflict, Prisma, writable, type Transaction } from '../database/client.ts';
import { insertMany } from '../database/insert-many.ts';
import type { Context } from '../graphql/context.ts';
import { ConflictError, NotFoundError } from '../graphql/errors.ts';
import { profileChanged } from './changed-job.ts';
import { profileCompletionTag } from './completion-tag.ts';
import { bytesOf, ProfileTooLargeError, readBytes } from './size.ts';

export type WriteServices = Pick<Context, 'db' | 'jobs' | 'invalidations' | 'profileBytes'>;

export interface WriteOptions {
  /** The argument that holds the content, for the error of a profile that is too large. @default profileId */
  readonly path?: string | undefined;
  /** The revision that the profile must have. @default any */
  readonly expectedRevision?: number | null | undefined;
}

/**
 * Changes a profile or one of its sections. The new revision is written first, which locks the row: the writers of one
 * profile run one after the other, and what a change reads stays true until it commits.
 * @param profileId several ids: one change of all of them. Their rows are locked in the order of the ids.
 * @param change gets the new revisions, in the order of the ids. Runs again where it leaves a profile that is too large, or
 * Postgres ends the transaction for a deadlock
 * @throws NotFoundError where there is no such profile
 * @throws InvalidInputError where a profile would hold too many bytes, and more than before
 * @throws ConflictError where the revision is another one, or each try ended in a deadlock
 */
export async function writeProfile<Result>(
  services: WriteServices,
  profileId: string | readonly string[],
  change: (tx: Transaction, revisions: readonly number[]) => Promise<Result>,
  { path = 'profileId', expectedRevision = null }: WriteOptions = {},
): Promise<Result> {
  const profileIds = [...new Set([profileId].flat())].sort();
  const write = (mayShrink: boolean) =>
    writable(services.db).$transaction(async (tx) => {
      const revisions: number[] = [];
      for (const id of profileIds)
        revisions.push(await raiseRevision(tx, id, { profileIds, expectedRevision }));
      const before = new Map<string, number>();
      if (mayShrink) for (const id of profileIds) before.set(id, await readBytes(tx, id));
      const result = await change(tx, revisions);
      for (const id of profileIds)
        await recordChange(services, tx, id, { path, before: before.get(id) ?? 0 });
      return result;
    });
  try {
    return await unlessDeadlocked(() => write(false));
  } catch (error) {
    if (!(error instanceof ProfileTooLargeError)) throw error;
    return unlessDeadlocked(() => write(true));
  }
}

const MOST_TRIES = 4;

/** @throws ConflictError */
async function unlessDeadlocked<Result>(write: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    try {
      return await write();
    } catch (error) {
      if (!isWriteConflict(error)) throw error;
    }
  }
  throw new ConflictError('profileId', 'is written by others at the same time; try again');
}

/**
 * Declares the profiles that the transaction writes: the triggers of the database follow up what is not declared.
 * SQL: an expression that is never null.
 */
const declared = (profileIds: readonly string[]) =>
  Prisma.sql`set_config('vitae.declared', ${[...profileIds]}::uuid[]::text, true)`;

interface Raised {
  /** All that the transaction writes. */
  readonly profileIds: readonly string[];
  readonly expectedRevision: number | null;
}

/** The statement that raises the revision also compares it: the check holds until the commit. @returns the new one */
async function raiseRevision(
  tx: Transaction,
  profileId: string,
  { profileIds, expectedRevision }: Raised,
): Promise<number> {
  const isExpected =
    expectedRevision === null ? Prisma.empty : Prisma.sql`AND revision = ${expectedRevision}`;
  // Not now(), which is the start of the transaction: a writer that waited for the lock is as recent as the others.
  const [raised] = await tx.$queryRaw<{ revision: number }[]>`
    UPDATE profile SET revision = revision + 1, updated_at = clock_timestamp()
    WHERE id = ${profileId}::uuid ${isExpected} AND ${declared(profileIds)} IS NOT NULL
    RETURNING revision`;
  if (raised) return raised.revision;
  const found =
    expectedRevision === null
      ? null
      : await tx.profile.findUnique({ where: { id: profileId }, select: { revision: true } });
  throw found ? anotherRevision(found.revision) : new NotFoundError('profile', profileId, 'profileId');
}

/** @param current the revision of the profile */
export const anotherRevision = (current: number) =>
  new ConflictError('expectedRevision', `the profile has the revision ${current}`, {
    currentRevision: current,
    code: 'OTHER_REVISION',
    params: { currentRevision: current },
  });

/**
 * Raises the revisions of profiles that were written without it. Waits for no lock.
 * @returns the profiles whose row another transaction has locked, without a new revision
 */
export async function raiseFreeRevisions(tx: Transaction, profileIds: readonly string[]): Promise<string[]> {
  const ids = [...profileIds];
  const rows = await tx.$queryRaw<{ id: string }[]>`
    WITH free AS (SELECT id FROM profile WHERE id = ANY(${ids}::uuid[]) FOR NO KEY UPDATE SKIP LOCKED),
    raised AS (
      UPDATE profile SET revision = revision + 1, updated_at = clock_timestamp() FROM free
      WHERE profile.id = free.id AND ${declared(ids)} IS NOT NULL RETURNING profile.id)
    SELECT id FROM profile WHERE id = ANY(${ids}::uuid[]) EXCEPT SELECT id FROM raised`;
  return rows.map(({ id }) => id);
}

/**
 * Creates a profile in the same way.
 * @param also writes what belongs to it, in the same transaction
 * @param path as for `writeProfile`. @default profileId
 * @returns its id
 * @throws Prisma's unique violation where id, handle or import key is taken
 * @throws InvalidInputError where it would hold too many bytes
 */
export async function createProfile(
  services: WriteServices,
  data: Prisma.ProfileCreateInput,
  also: (tx: Transaction, profileId: string) => Promise<void> = () => Promise.resolve(),
  path = 'profileId',
): Promise<string> {
  const id = data.id ?? uuidv7();
  const create = () =>
    writable(services.db).$transaction(async (tx) => {
      await tx.$executeRaw`SELECT ${declared([id])}`;
      await tx.profile.create({ data: { ...data, id }, select: { id: true } });
      await also(tx, id);
      await recordChange(services, tx, id, { path, before: 0 });
      return id;
    });
  return unlessDeadlocked(create);
}

/**
 * Creates several in one transaction, all or none. The jobs wait for those of single changes.
 * @param rowsOf runs at the start of the transaction
 * @param also writes what belongs to them
 * @returns their ids, in the order of the rows
 * @throws where Postgres refuses a row
 * @throws InvalidInputError where one would hold too many bytes
 */
export async function createProfiles(
  services: WriteServices,
  rowsOf: (tx: Transaction) => Promise<readonly Omit<Prisma.ProfileCreateManyInput, 'id' | 'updatedAt'>[]>,
  also: (tx: Transaction, profileIds: readonly string[]) => Promise<void>,
  path = 'profileId',
): Promise<string[]> {
  const create = () =>
    writable(services.db).$transaction(async (tx) => {
      const updatedAt = new Date();
      const data = (await rowsOf(tx)).map((row) => ({ ...row, id: uuidv7(), updatedAt }));
      const profileIds = data.map(({ id }) => id);
      await tx.$executeRaw`SELECT ${declared(profileIds)}`;
      await insertMany(tx, 'profile', data);
      await also(tx, profileIds);
      const payloads = profileIds.map((profileId) => ({ profileId }));
      await services.jobs.enqueueMany(profileChanged, payloads, { tx });
      await recordTags(services, tx, profileIds, { path, before: 0 });
      return profileIds;
    });
  return unlessDeadlocked(create);
}

interface SizeBefore {
  /** The argument that holds the content. */
  readonly path: string;
  /** The size of the profile, 0 where it was not read. */
  readonly before: number;
}

/** Every write enqueues the job and records the tag in its own transaction. */
async function recordChange(
  services: WriteServices,
  tx: Transaction,
  profileId: string,
  size: SizeBefore,
): Promise<void> {
  await services.jobs.enqueue(profileChanged, { profileId }, { tx, urgent: true });
  await recordTags(services, tx, [profileId], size);
}

/** The statement also answers the size. */
async function recordTags(
  { invalidations, profileBytes }: WriteServices,
  tx: Transaction,
  profileIds: readonly string[],
  { path, before }: SizeBefore,
): Promise<void> {
  const bytes = await invalidations.record(tx, profileIds.map(profileCompletionTag), bytesOf(profileIds));
  if (typeof bytes !== 'number' || bytes <= Math.max(profileBytes, before)) return;
  throw new ProfileTooLargeError(path, bytes, profileBytes);
}
