// Deletes old analytics events, runs, figures and actions of administrators, and what is left of deleted profiles. Finished jobs and dead
// letters that nobody retried are deleted by pg-boss.
import type { Retention } from '../config/retention.ts';
import type { Services } from '../graphql/context.ts';
import type { Analytics } from '../indexing/analytics/analytics.ts';
import { DAY_MS } from '../sections/define.ts';
import { pruneActions } from './actions.ts';
import { pruneAudit } from './audit.ts';
import { pruneDeadLetters } from './dead-letters.ts';
import { pruneEvents } from './events.ts';
import { pruneFigures } from './figures.ts';
import { pruneRuns } from './runs.ts';
import { pruneStates } from './states.ts';

type SweepServices = Pick<Services, 'db' | 'jobs' | 'log'> & { readonly analytics: Analytics };

/** Of the search state of a deleted profile, after its document was removed. */
const STATE_DAYS = 1;
/** The longest chart shows a day. */
const FIGURE_DAYS = 2;

export async function sweepRetention(
  services: SweepServices,
  { events, runs }: Pick<Retention, 'events' | 'runs'>,
): Promise<void> {
  const { db, log, analytics } = services;
  const before = (days: number) => new Date(Date.now() - days * DAY_MS);
  const pruned = {
    deadLetters: await pruneDeadLetters(services),
    states: await pruneStates(db, before(STATE_DAYS)),
    events: await pruneEvents(db, before(events), analytics.startDelivery !== undefined),
    runs: await pruneRuns(db, before(runs)),
    actions: await pruneActions(db, before(runs)),
    audited: await pruneAudit(db, before(runs)),
    figures: await pruneFigures(db, before(FIGURE_DAYS)),
  };
  if (Object.values(pruned).some((count) => count > 0)) log.info(pruned, 'deleted what is no longer needed');
}
