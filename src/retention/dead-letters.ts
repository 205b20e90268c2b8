// Discards the dead letters of deleted profiles whose document is removed: their retry would do nothing, and their reason may
// name the person. One whose document may still be in the index stays, since its retry removes it.
import type { Services } from '../graphql/context.ts';
import type { DeadLetters, ListedDeadLetter } from '../jobs/dead-letters.ts';
import { UnknownDeadLetterError } from '../jobs/dead-letters.ts';
import { profileChanged } from '../profiles/changed-job.ts';

const PAGE = 100;

/** @returns how many were discarded */
export async function pruneDeadLetters({ db, jobs }: Pick<Services, 'db' | 'jobs'>): Promise<number> {
  const { deadLetters } = jobs;
  let total = 0;
  let page: ListedDeadLetter[] = [];
  do {
    const newerThan = page.at(-1)?.position;
    page = await deadLetters.page(profileChanged, { oldestFirst: true, limit: PAGE, newerThan });
    total += await discard(deadLetters, await ofNobody(db, page));
  } while (page.length === PAGE);
  return total;
}

/** @returns the ids of those whose profile is gone, in the database and in the index */
async function ofNobody(db: Services['db'], letters: readonly ListedDeadLetter[]): Promise<string[]> {
  const about = letters.flatMap(({ id, payload }) => {
    const parsed = profileChanged.payload.safeParse(payload);
    return parsed.success ? [{ id, profileId: parsed.data.profileId }] : [];
  });
  const gone = await db.$queryRaw<{ id: string }[]>`
    SELECT about.id FROM unnest(${about.map(({ profileId }) => profileId)}::uuid[]) AS about (id)
    WHERE NOT EXISTS (SELECT FROM profile WHERE profile.id = about.id)
      AND NOT EXISTS (SELECT FROM search_state WHERE profile_id = about.id AND indexed)`;
  const ids = new Set(gone.map(({ id }) => id));
  return about.flatMap(({ id, profileId }) => (ids.has(profileId.toLowerCase()) ? [id] : []));
}

async function discard(deadLetters: DeadLetters, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0;
  try {
    return await deadLetters.discard(profileChanged, ids);
  } catch (error) {
    // An administrator took one of them meanwhile. The next sweep finds the others.
    if (error instanceof UnknownDeadLetterError) return 0;
    throw error;
  }
}
