// Invalidates every cached completion once the database was restored or restarted: those that were cached since the backup are
// newer than the rows. The search index has its own check, in indexing/versions.ts.
import { writable } from '../database/client.ts';
import { isKnownDatabase, noteDatabase } from '../database/incarnation.ts';
import { createInvalidations } from '../database/invalidations.ts';
import { startSweep, type Sweep } from '../database/sweep.ts';
import type { Services } from '../graphql/context.ts';
import { completionSetTags } from './set-tags.ts';

type RestoredServices = Pick<Services, 'db' | 'cache' | 'log'>;

/** Looks every second. Await `first` before anything is read from the cache. */
export function startRestoredSweep(services: RestoredServices): Sweep {
  const failure = 'Whether the database was restored could not be read; the next look is in a second';
  return startSweep(() => invalidateIfRestored(services), services.log, failure);
}

async function invalidateIfRestored(services: RestoredServices): Promise<void> {
  const { db, log } = services;
  if (await isKnownDatabase(db)) return;
  const tags = completionSetTags(null);
  const invalidations = createInvalidations(services);
  await writable(db).$transaction(async (tx) => {
    await noteDatabase(tx);
    await invalidations.record(tx, tags);
  });
  await invalidations.carryOut(tags);
  log.debug('Postgres was restarted or restored, so the cached completions were invalidated');
}
