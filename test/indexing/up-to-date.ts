// Marks profiles as up to date without a push: their search state is as after a push.
import { shapeHash } from '../../src/indexing/document.ts';
import type { Vitae } from '../support/vitae.ts';

/** Marks all profiles without a search state. */
export async function markUpToDate(vitae: Vitae): Promise<void> {
  await vitae.sql(
    `INSERT INTO search_state (profile_id, indexed, revision, document_hash, profile_created_at)
      SELECT id, true, revision, $1, created_at FROM profile ON CONFLICT DO NOTHING`,
    [shapeHash],
  );
}
