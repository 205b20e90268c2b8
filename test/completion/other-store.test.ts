// A Redis that lacks invalidations, since another one was used meanwhile or is used by another process: what it holds counts no more.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { peekCompletions } from '../../src/completion/cached.ts';
import { startRestoredSweep } from '../../src/completion/restored.ts';
import { placeOf } from '../../src/database/incarnation.ts';
import { openCache, type OpenCache } from '../../src/services/cache.ts';
import { eventually } from '../support/eventually.ts';
import { mutated } from '../support/mutations.ts';
import { startRedis, withoutRedis, type TestRedis } from '../support/redis.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';
import { loadCompletions } from './load-completions.ts';

describe.skipIf(withoutRedis())('a process whose cache is in', () => {
  let redises: readonly TestRedis[];
  let vitae: Vitae;
  let id: string;
  beforeAll(async () => {
    redises = await Promise.all([startRedis(), startRedis()]);
    vitae = await startVitae({ workers: false, sweeps: false, redisUrl: redises[0]?.url ?? '' });
    const { profile } = await mutated(vitae, 'createProfile', { input: { fullName: 'Somebody' } }, 'admin');
    id = profile?.id ?? '';
  });
  afterAll(async () => {
    await vitae.close();
    for (const redis of redises) await redis.stop();
  });

  const services = ({ cache }: Pick<OpenCache, 'cache'>) => ({ ...vitae.services, cache });
  const open = async (redisUrl: string) =>
    openCache({ redisUrl }, vitae.services.log, await placeOf(vitae.services.db));
  const peek = async (process: OpenCache) =>
    (await peekCompletions(services(process), [id])).map((completion) => completion?.percentage ?? null);

  async function cacheIn(process: OpenCache): Promise<void> {
    await eventually(async () => {
      await loadCompletions(services(process), [id]);
      await process.cache.whenStored();
      expect(await peek(process)).not.toEqual([null]);
    });
  }
  async function sweepOnce(process: OpenCache): Promise<void> {
    const sweep = startRestoredSweep(services(process));
    await sweep.first;
    await sweep.stop();
  }

  it('the Redis of before a failover, once it fails back', async () => {
    const [first, second] = redises.map(({ url }) => url);
    const before = await open(first ?? '');
    await sweepOnce(before);
    await cacheIn(before);
    await sweepOnce(before);
    expect(await peek(before), 'kept while nothing fails over').not.toEqual([null]);
    const meanwhile = await open(second ?? '');
    await sweepOnce(meanwhile);
    await sweepOnce(before);
    expect(await peek(before)).toEqual([null]);
    await before.close();
    await meanwhile.close();
  });

  it('a database of Redis that was swapped with another, and back', async () => {
    const [redis] = redises;
    const process = await open(redis?.url ?? '');
    const swap = () => redis?.command('SWAPDB', '0', '1');
    await sweepOnce(process);
    await cacheIn(process);
    await swap();
    await sweepOnce(process);
    await cacheIn(process);
    await sweepOnce(process);
    expect(await peek(process), 'kept while nothing is swapped').not.toEqual([null]);
    await swap();
    await sweepOnce(process);
    expect(await peek(process)).toEqual([null]);
    await process.close();
  });

  it('another database of the Redis than that of the writer, by mistake', async () => {
    const other = await open(`${redises[0]?.url}/1`);
    const sweeps = [startRestoredSweep(vitae.services), startRestoredSweep(services(other))];
    await Promise.all(sweeps.map(({ first }) => first));
    await cacheIn(other);
    await mutated(
      vitae,
      'savePhoto',
      { profileId: id, input: { url: 'https://example.com/a.jpg' } },
      'admin',
    );
    await eventually(async () =>
      expect((await loadCompletions(services(other), [id])).get(id)?.percentage).toBe(11),
    );
    await eventually(() => expect(vitae.logged.join()).toContain('Another process uses another Redis'));
    await Promise.all(sweeps.map((sweep) => sweep.stop()));
    await other.close();
  });
});
