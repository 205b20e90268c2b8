// Writes profiles. One transaction holds the change, the new revision, the job that indexes the profile, and the record
// of what to invalidate: all of it is committed, or nothing. The caller does not wait for the index.
import { writable, type Prisma, type Transaction } from '../database/client.ts';
import type { Context } from '../graphql/context.ts';
import { NotFoundError } from '../graphql/errors.ts';
import { profileChanged } from './changed-job.ts';
import { profileCompletionTag } from './completion-tag.ts';

export type WriteServices = Pick<Context, 'db' | 'jobs' | 'invalidations'>;

/**
 * Changes a profile or one of its sections. The new revision is written first, which locks the row: the writers of one
 * profile run one after the other, and what a change reads stays true until it commits.
 * @param profileId several ids: one change of all of them. Their rows are locked in the order of the ids.
 * @throws NotFoundError where there is no such profile
 */
export async function writeProfile<Result>(
  services: WriteServices,
  profileId: string | readonly string[],
  change: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  const profileIds = [...new Set([profileId].flat())].sort();
  return writable(services.db).$transaction(async (tx) => {
    for (const id of profileIds) await raiseRevision(tx, id);
    const result = await change(tx);
    for (const id of profileIds) await recordChange(services, tx, id);
    return result;
  });
}

async function raiseRevision(tx: Transaction, profileId: string): Promise<void> {
  // Not now(), which is the start of the transaction: a writer that waited for the lock is as recent as any other.
  const count = await tx.$executeRaw`
    UPDATE profile SET revision = revision + 1, updated_at = clock_timestamp() WHERE id = ${profileId}::uuid`;
  if (count === 0) throw new NotFoundError('profile', profileId, 'profileId');
}

/**
 * Creates a profile in the same way.
 * @param also writes what belongs to it, in the same transaction
 * @returns its id
 * @throws Prisma's unique violation where id, handle or import key is taken
 */
export async function createProfile(
  services: WriteServices,
  data: Prisma.ProfileCreateInput,
  also: (tx: Transaction, profileId: string) => Promise<void> = () => Promise.resolve(),
): Promise<string> {
  return writable(services.db).$transaction(async (tx) => {
    const { id } = await tx.profile.create({ data, select: { id: true } });
    await also(tx, id);
    await recordChange(services, tx, id);
    return id;
  });
}

/** Every write enqueues the job and records the tag in its own transaction. */
async function recordChange(
  { jobs, invalidations }: WriteServices,
  tx: Transaction,
  profileId: string,
): Promise<void> {
  await jobs.enqueue(profileChanged, { profileId }, { tx, urgent: true });
  await invalidations.record(tx, [profileCompletionTag(profileId)]);
}
