// Owns the changes that no write makes: a section turns stale, and the document with it. The search state knows when;
// a look every minute enqueues those whose moment has come. One row lock less than a delayed job per profile, nothing to
// cancel when a profile is written before, and a moment that passed while nobody ran is found at the next look.
import type { Database } from '../database/client.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { profileChanged } from '../profiles/changed-job.ts';

const PAGE = 500;

export async function sweepStale({ db, jobs }: { db: Database; jobs: Jobs }): Promise<void> {
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
