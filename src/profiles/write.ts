// Owns the write path: one transaction for the change, the profile's revision, the job that brings it to the index, and
// the record of what must be invalidated. Rolled back means nothing is enqueued; committed means nothing is lost. The
// caller never waits for the index.
import type { Database, Prisma, Transaction } from '../database/client.ts';
import { NotFoundError } from '../graphql/errors.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Invalidations } from '../database/invalidations.ts';
import { profileChanged } from './changed-job.ts';
import { profileCompletionTag } from './completion-tag.ts';

export interface WriteServices {
  readonly db: Database;
  readonly jobs: Jobs;
  readonly invalidations: Invalidations;
}

/**
 * Changes a profile or one of its sections. Raising the revision first also locks the profile, so writers of one
 * profile come one after the other, and what a change counts or reads stays true until it commits.
 * @throws NotFoundError where there is no such profile
 */
export async function writeProfile<Result>(
  services: WriteServices,
  profileId: string,
  change: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  return services.db.$transaction(async (tx) => {
    // The clock of the moment at which the lock was granted: writers that waited for each other were one burst.
    const count = await tx.$executeRaw`
      UPDATE profile SET revision = revision + 1, updated_at = clock_timestamp() WHERE id = ${profileId}::uuid`;
    if (count === 0) throw new NotFoundError('profile', profileId, 'profileId');
    const result = await change(tx);
    await follow(services, tx, profileId);
    return result;
  });
}

/**
 * Makes a profile, and what belongs to it, by the same path.
 * @returns its id
 * @throws Prisma's unique violation where id, handle or import key is taken
 */
export async function createProfile(
  services: WriteServices,
  data: Prisma.ProfileCreateInput,
  also: (tx: Transaction, profileId: string) => Promise<void> = () => Promise.resolve(),
): Promise<string> {
  return services.db.$transaction(async (tx) => {
    const { id } = await tx.profile.create({ data, select: { id: true } });
    await also(tx, id);
    await follow(services, tx, id);
    return id;
  });
}

/** What every write to a profile sets off, in its own transaction. */
async function follow(
  { jobs, invalidations }: WriteServices,
  tx: Transaction,
  profileId: string,
): Promise<void> {
  await jobs.enqueue(profileChanged, { profileId }, { tx, urgent: true });
  await invalidations.record(tx, [profileCompletionTag(profileId)]);
}
