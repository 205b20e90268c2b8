// Invalidates every cached completion once the database was restored or restarted: those that were cached since the backup are
// newer than the rows. Likewise once the cache has another store: one that was used before, or by some processes only, lacks the
// invalidations since. The search index has its own check, in indexing/versions.ts.
import { writable } from '../database/client.ts';
import { noteKnown, readKnown } from '../database/incarnation.ts';
import { createInvalidations } from '../database/invalidations.ts';
import { startSweep, type Sweep } from '../database/sweep.ts';
import type { Services } from '../graphql/context.ts';
import { onceAMinute } from '../observability/once-a-minute.ts';
import { completionSetTags } from './set-tags.ts';

type RestoredServices = Pick<Services, 'db' | 'cache' | 'log'>;

/** Looks every second. Await `first` before anything is read from the cache. */
export function startRestoredSweep(services: RestoredServices): Sweep {
  const { cache, log } = services;
  const failure = 'Whether the database was restored could not be read; the next look is in a second';
  let noted: string | null = null;
  const tellOther = onceAMinute((store: string) =>
    log.warn({ store }, 'Another process uses another Redis, or another database of it: see REDIS_URL'),
  );
  return startSweep(
    async () => {
      const store = await cache.storeIdentity();
      const known = await readKnown(services.db, store);
      if (!known.store && store !== null && store === noted) tellOther(store);
      if (!known.database || !known.store) await invalidateAll(services, store);
      noted = store;
    },
    log,
    failure,
  );
}

async function invalidateAll(services: RestoredServices, store: string | null): Promise<void> {
  const { db, log } = services;
  const tags = completionSetTags(null);
  const invalidations = createInvalidations(services);
  await writable(db).$transaction(async (tx) => {
    await noteKnown(tx, store);
    await invalidations.record(tx, tags);
  });
  await invalidations.carryOut(tags);
  log.debug('Postgres or the store of the cache is another, so the cached completions were invalidated');
}
