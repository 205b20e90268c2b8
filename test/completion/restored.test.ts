// A restored database lacks writes that completions were cached after. Nothing of what was cached counts then.
import { beforeAll, expect, it } from 'vitest';
import { peekCompletions } from '../../src/completion/cached.ts';
import { startRestoredSweep } from '../../src/completion/restored.ts';
import { seedProfiles } from '../../src/dev/demo/seed.ts';
import { backUp } from '../support/backup.ts';
import { eventually } from '../support/eventually.ts';
import { useVitae } from '../support/vitae.ts';
import { loadCompletions } from './load-completions.ts';

const vitae = useVitae({ workers: false });
let ids: string[];
beforeAll(async () => {
  await seedProfiles({ url: vitae.url, count: 3 });
  ids = (await vitae.db.profile.findMany({ select: { id: true } })).map(({ id }) => id);
});

async function cacheAll(): Promise<void> {
  await loadCompletions(vitae.services, ids);
  await vitae.services.cache.whenStored();
  expect(await cached()).not.toContain(null);
}
const cached = () => peekCompletions(vitae.services, ids);
const noneIsCached = () => eventually(async () => expect(await cached()).toEqual(ids.map(() => null)));

it('a process that starts beside the same database keeps what is cached', async () => {
  await cacheAll();
  const sweep = startRestoredSweep(vitae.services);
  await sweep.first;
  await sweep.stop();
  expect(await cached()).not.toContain(null);
});

it('a dump that is restored in place is noticed within moments', async () => {
  await vitae.sql('CREATE TABLE backup AS TABLE database_incarnation');
  await cacheAll();
  await vitae.sql('DELETE FROM database_incarnation; INSERT INTO database_incarnation SELECT * FROM backup');
  await noneIsCached();
});

it('a backup in the place of the database is noticed within moments', async () => {
  const backup = await backUp(vitae.url);
  await eventually(cacheAll);
  await backup.restore();
  await noneIsCached();
});
