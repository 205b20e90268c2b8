// Enqueues the profiles whose document changes without a write, because a section turns stale. Runs every minute. Unlike a
// delayed job per profile, it needs no cancelling after a write, and finds what turned stale while no worker ran.
import type { Services } from '../graphql/context.ts';
import { profileChanged } from '../profiles/changed-job.ts';

const PAGE = 500;

export async function sweepStale({ db, jobs }: Pick<Services, 'db' | 'jobs'>): Promise<void> {
  const now = new Date();
  let afterId: string | null = null;
  for (;;) {
    const due: { profileId: string }[] = await db.searchState.findMany({
      where: { nextChangeAt: { lte: now }, ...(afterId && { profileId: { gt: afterId } }) },
      orderBy: { profileId: 'asc' },
      select: { profileId: true },
      take: PAGE,
    });
    for (const { profileId } of due) await jobs.enqueue(profileChanged, { profileId });
    afterId = due.at(-1)?.profileId ?? null;
    if (due.length < PAGE) return;
  }
}
