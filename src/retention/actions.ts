// Deletes what administrators did long ago.
import { writable, type DatabaseLike } from '../database/client.ts';
import { BATCH, inBatches } from './batches.ts';

export function pruneActions(db: DatabaseLike, before: Date): Promise<number> {
  return inBatches(
    () => writable(db).$executeRaw`
      DELETE FROM administrator_action WHERE id = ANY(ARRAY(
        SELECT id FROM administrator_action WHERE at < ${before} ORDER BY id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED))`,
  );
}
