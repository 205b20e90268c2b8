// Deletes what the audit found long ago and what is no longer there, and its old counts.
import { writable, type DatabaseLike } from '../database/client.ts';
import { BATCH, inBatches } from './batches.ts';

export async function pruneAudit(db: DatabaseLike, before: Date): Promise<number> {
  const { count } = await writable(db).auditTally.deleteMany({ where: { hour: { lt: before } } });
  const ended = await inBatches(
    () => writable(db).$executeRaw`
      DELETE FROM audit_difference WHERE id = ANY(ARRAY(
        SELECT id FROM audit_difference WHERE ended_at < ${before}
        ORDER BY ended_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED))`,
  );
  return count + ended;
}
