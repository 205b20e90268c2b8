// Deletes old analytics events. An event that waits for its delivery is kept, however old it is. A
// transition is tracked once without its event, by search_state.tracked.
import { writable, type DatabaseLike } from '../database/client.ts';
import { BATCH, inBatches } from './batches.ts';

/** @param delivers whether events are delivered to a target */
export async function pruneEvents(db: DatabaseLike, before: Date, delivers: boolean): Promise<number> {
  const delivered = await inBatches(
    () => writable(db).$executeRaw`
      DELETE FROM analytics_event WHERE id = ANY(ARRAY(
        SELECT id FROM analytics_event WHERE delivered_at < ${before}
        ORDER BY delivered_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED))`,
  );
  if (delivers) return delivered;
  const stored = await inBatches(
    () => writable(db).$executeRaw`
      DELETE FROM analytics_event WHERE id = ANY(ARRAY(
        SELECT id FROM analytics_event WHERE delivered_at IS NULL AND occurred_at < ${before}
        ORDER BY occurred_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED))`,
  );
  return delivered + stored;
}
