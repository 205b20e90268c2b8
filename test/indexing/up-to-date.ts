// Owns profiles that are in line without a push: the search state of each says what a push of it would have left.
import { shapeHash } from '../../src/indexing/document.ts';
import type { Vitae } from '../support/vitae.ts';

/** All that have no state yet. */
export async function markUpToDate(vitae: Vitae): Promise<void> {
  await vitae.sql(
    `INSERT INTO search_state (profile_id, indexed, revision, document_hash, profile_created_at)
      SELECT id, true, revision, $1, created_at FROM profile ON CONFLICT DO NOTHING`,
    [shapeHash],
  );
}
