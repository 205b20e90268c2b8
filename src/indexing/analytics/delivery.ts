// Delivers analytics events to a target. The table is the outbox; a job is enqueued in the transaction that writes to it.
// A row is marked as delivered after the target has accepted it; after a failure it is sent again with the same id. The queue
// pauses while the target cannot be reached. A permanent refusal becomes a dead letter, and the rows stay.
import { writable } from '../../database/client.ts';
import type { Services } from '../../graphql/context.ts';
import { createPostgresAnalytics, type Analytics } from './analytics.ts';
import { analyticsDelivery } from './delivery-job.ts';

/** A committed event. */
export interface AnalyticsEvent {
  /** The same on every attempt. */
  readonly id: string;
  readonly name: string;
  readonly profileId: string;
  /** Later than that of the profile's previous event. */
  readonly occurredAt: Date;
}

export interface AnalyticsTarget {
  /**
   * Resolves once the target has accepted all events. The target must ignore an id that it has already accepted.
   * @throws WaitError if it cannot be reached or asks to wait, PermanentError if a retry cannot help
   */
  send(events: readonly AnalyticsEvent[]): Promise<void>;
}

type DeliveryServices = Pick<Services, 'db' | 'jobs'> & { readonly target: AnalyticsTarget };

/** Events per job, sent in one request. */
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
      // Rows from before a target was configured.
      await jobs.enqueue(analyticsDelivery, {});
    },
  };
}

async function deliverNext({ db, jobs, target }: DeliveryServices): Promise<void> {
  const events = await db.analyticsEvent.findMany({
    where: { deliveredAt: null },
    // The order of the table's index.
    orderBy: [{ deliveredAt: 'asc' }, { occurredAt: 'asc' }],
    take: BATCH,
  });
  if (events.length === 0) return;
  await target.send(events);
  const ids = events.map(({ id }) => id);
  await writable(db).analyticsEvent.updateMany({
    where: { id: { in: ids } },
    data: { deliveredAt: new Date() },
  });
  if (events.length === BATCH) await jobs.enqueue(analyticsDelivery, {});
}
