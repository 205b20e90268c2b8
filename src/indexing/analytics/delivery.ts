// Owns handing on to a target what was tracked: the table is the outbox, and a job in the transaction that writes it
// empties it. A row is marked only after the target has accepted it, so whatever fails in between, it is sent again under
// the same id. A target that is away makes the queue wait; one that refuses for good leaves a dead letter and the rows.
import type { Database } from '../../database/client.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import { createPostgresAnalytics, type Analytics } from './analytics.ts';
import { analyticsDelivery } from './delivery-job.ts';

/** One that was committed. */
export interface AnalyticsEvent {
  /** The same each time it is sent. */
  readonly id: string;
  readonly name: string;
  readonly profileId: string;
  /** Later than that of the profile's event before. */
  readonly occurredAt: Date;
}

export interface AnalyticsTarget {
  /**
   * Resolves once the target has accepted all of them. It must take one that comes twice, by its id, for one.
   * @throws WaitError where it is away or asks for time, PermanentError where no retry can help
   */
  send(events: readonly AnalyticsEvent[]): Promise<void>;
}

export interface DeliveryServices {
  readonly db: Database;
  readonly jobs: Jobs;
  readonly target: AnalyticsTarget;
}

/** Events of one job, which are one request. */
const BATCH = 500;

export function createDeliveredAnalytics(services: DeliveryServices): Analytics {
  const { jobs } = services;
  const table = createPostgresAnalytics();
  return {
    async track(tx, events) {
      if (events.length === 0) return;
      await table.track(tx, events);
      await jobs.enqueue(analyticsDelivery, {}, { tx });
    },
    async startDelivery() {
      await jobs.work(analyticsDelivery, () => deliverNext(services));
      // Rows of a time, or of a version, that had no target.
      await jobs.enqueue(analyticsDelivery, {});
    },
  };
}

async function deliverNext({ db, jobs, target }: DeliveryServices): Promise<void> {
  const events = await db.analyticsEvent.findMany({
    where: { deliveredAt: null },
    // As the index has them.
    orderBy: [{ deliveredAt: 'asc' }, { occurredAt: 'asc' }],
    take: BATCH,
  });
  if (events.length === 0) return;
  await target.send(events);
  const ids = events.map(({ id }) => id);
  await db.analyticsEvent.updateMany({ where: { id: { in: ids } }, data: { deliveredAt: new Date() } });
  if (events.length === BATCH) await jobs.enqueue(analyticsDelivery, {});
}
