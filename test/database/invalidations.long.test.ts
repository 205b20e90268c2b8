// Every committed write is invalidated: recorded with the write, invalidated before the answer, and where that fails by the sweep
// of any process. A second process is a second cache on the same Redis and database.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { loadCompletions } from '../completion/load-completions.ts';
import { percentageWith } from '../completion/percentage.ts';
import {
  createInvalidations,
  recordedInvalidations,
  startInvalidationSweep,
  sweepInvalidations,
} from '../../src/database/invalidations.ts';
import { placeOf } from '../../src/database/incarnation.ts';
import { openCache, type OpenCache } from '../../src/services/cache.ts';
import { profileCompletionTag } from '../../src/profiles/completion-tag.ts';
import { writeProfile } from '../../src/profiles/write.ts';
import { mutate, mutated } from '../support/mutations.ts';
import { startRedis, withoutRedis, type TestRedis } from '../support/redis.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';
import { eventually } from '../support/eventually.ts';

const WITH_BIO = percentageWith(['bio']);

describe.skipIf(withoutRedis())('an invalidation', () => {
  let redis: TestRedis;
  let vitae: Vitae;
  let others: OpenCache[];

  beforeAll(async () => {
    redis = await startRedis();
    vitae = await startVitae({ workers: false, sweeps: false, redisUrl: redis.url });
  });
  afterAll(async () => {
    await vitae.close();
    await redis.stop();
  });
  beforeEach(() => {
    others = [];
  });
  afterEach(async () => {
    await redis.command('CONFIG', 'SET', 'maxmemory', '0');
    // After a failure the cache does not call its store for a moment.
    await eventually(() => vitae.services.cache.invalidate(['any-tag']));
    await vitae.db.cacheInvalidation.deleteMany();
    for (const other of others) await other.close();
  });

  async function otherProcess() {
    const opened = await openCache(
      { redisUrl: redis.url },
      vitae.services.log,
      await placeOf(vitae.services.db),
    );
    others.push(opened);
    const services = { ...vitae.services, cache: opened.cache };
    return {
      cache: opened.cache,
      sweep: () => sweepInvalidations(services),
      startSweep: () => startInvalidationSweep(services),
      async percentages(ids: readonly string[]) {
        const found = await loadCompletions(services, ids);
        await opened.cache.whenStored();
        return ids.map((id) => found.get(id)?.percentage);
      },
    };
  }
  type OtherProcess = Awaited<ReturnType<typeof otherProcess>>;

  async function newProfile(): Promise<string> {
    const { profile } = await mutated(vitae, 'createProfile', { input: { fullName: 'One' } }, 'admin');
    await noneRecorded();
    return profile?.id ?? '';
  }

  const recorded = () => vitae.db.cacheInvalidation.count();
  const noneRecorded = () => eventually(async () => expect(await recorded()).toBe(0));
  const saveBio = (id: string) => mutated(vitae, 'saveBio', { input: { summary: 'A summary.' } }, id);
  /** As the sweep sees a record once its time has come. */
  const aged = () => vitae.sql(`UPDATE cache_invalidation SET created_at = now() - interval '2 seconds'`);

  /** A write by a process that ends after its commit and before anything else. */
  const writeAndDie = (id: string) =>
    writeProfile({ ...vitae.services, invalidations: recordedInvalidations }, id, (tx) =>
      tx.bio.create({ data: { profileId: id, summary: 'A summary.' } }),
    );

  it('reaches the shared store before the write is answered, and its record is deleted', async () => {
    const id = await newProfile();
    const other = await otherProcess();
    expect(await other.percentages([id])).toEqual([0]);
    await saveBio(id);
    expect(await other.percentages([id])).toEqual([WITH_BIO]);
    await noneRecorded();
  });

  it('costs the write one statement, and one after the answer', async () => {
    const id = await newProfile();
    const sent = await vitae.countSql(async () => {
      await saveBio(id);
      await noneRecorded();
    });
    const own = (list: string[]) =>
      list.filter((sql) => /cache_invalidation/.test(sql) && !/count/i.test(sql));
    const committed = sent.findIndex((sql) => sql.startsWith('COMMIT'));
    expect(own(sent.slice(0, committed))).toEqual([expect.stringContaining('INSERT')]);
    expect(own(sent.slice(committed))).toEqual([expect.stringContaining('DELETE')]);
  });

  it('of a write that is rolled back is neither recorded nor applied', async () => {
    const id = await newProfile();
    const other = await otherProcess();
    await other.percentages([id]);
    const args = { id: uuidv7(), input: { name: 'Nowhere' } };
    expect(await mutate(vitae, 'editExperience', args, id)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await recorded()).toBe(0);
    const { hits } = other.cache.counters();
    await other.percentages([id]);
    expect(other.cache.counters().hits).toBe(hits + 1);
  });

  it('of a process that died after its commit is applied by the sweep of another', async () => {
    const id = await newProfile();
    const [reader, sweeper] = [await otherProcess(), await otherProcess()];
    await reader.percentages([id]);
    await writeAndDie(id);
    expect(await reader.percentages([id])).toEqual([0]);
    // The sweep waits a second, because the write may still apply it.
    await sweeper.sweep();
    expect(await recorded()).toBe(1);
    await aged();
    await sweeper.sweep();
    expect(await recorded()).toBe(0);
    expect(await reader.percentages([id])).toEqual([WITH_BIO]);
  });

  it('of a store whose last one failed holds no answer up until the end of its tries, and the others hear of it before', async () => {
    const tries: (() => void)[] = [];
    let refuses = true;
    const cache = {
      invalidate: () =>
        refuses ? Promise.reject(new Error('refused')) : new Promise<void>((done) => tries.push(done)),
    };
    const told: (string | null)[] = [];
    const unsubscribe = await vitae.services.notifications.subscribe('vitae_unacknowledged', (id) =>
      told.push(id),
    );
    const write = async () => {
      const invalidations = createInvalidations({ ...vitae.services, cache });
      await vitae.db.$transaction((tx) => invalidations.record(tx, ['any-tag']));
      await invalidations.carryOut(['any-tag']);
    };
    await write();
    refuses = false;
    await write();
    expect(tries).toHaveLength(1);
    const rows = await vitae.db.cacheInvalidation.findMany({ orderBy: { id: 'desc' } });
    await eventually(() => expect(told).toContain(rows[0]?.id));
    unsubscribe();
    tries[0]?.();
  });

  it('is swept without a request', async () => {
    const id = await newProfile();
    const [reader, sweeper] = [await otherProcess(), await otherProcess()];
    await reader.percentages([id]);
    await using stack = new AsyncDisposableStack();
    stack.defer(await sweeper.startSweep());
    await writeAndDie(id);
    await noneRecorded();
    expect(await reader.percentages([id])).toEqual([WITH_BIO]);
  });

  it('that was left recorded is applied before a new process serves', async () => {
    const id = await newProfile();
    const reader = await otherProcess();
    await reader.percentages([id]);
    await writeAndDie(id);
    await aged();
    const starting = await otherProcess();
    const stop = await starting.startSweep();
    expect(await starting.percentages([id])).toEqual([WITH_BIO]);
    await stop();
  });

  it('stays recorded when the next mutation of the same request has other tags', async () => {
    const id = uuidv7();
    const request = createInvalidations(vitae.services);
    await vitae.db.$transaction((tx) => request.record(tx, [profileCompletionTag(id)]));
    // The mutation itself fails after its commit; the next one succeeds.
    await vitae.db.$transaction((tx) => request.record(tx, ['another tag']));
    await request.carryOut(['another tag']);
    await eventually(async () => expect(await recorded()).toBe(1));
    const [left] = await vitae.db.cacheInvalidation.findMany();
    expect(left?.tags).toEqual([profileCompletionTag(id)]);
  });

  it('may be applied by two sweeps at once', async () => {
    const ids = [await newProfile(), await newProfile()];
    const sweepers = [await otherProcess(), await otherProcess()];
    const reader = await otherProcess();
    await reader.percentages(ids);
    for (const id of ids) await writeAndDie(id);
    await aged();
    await Promise.all(sweepers.map((sweeper) => sweeper.sweep()));
    expect(await recorded()).toBe(0);
    expect(await reader.percentages(ids)).toEqual([WITH_BIO, WITH_BIO]);
  });

  describe('while Redis', () => {
    it('is down: the write succeeds, stays recorded, and is applied once Redis is up', async () => {
      const id = await newProfile();
      const sweeper = await otherProcess();
      await redis.kill();
      await saveBio(id);
      expect(await recorded()).toBe(1);
      await aged();
      await expect(sweeper.sweep()).rejects.toMatchObject({ code: 'CACHE_NOT_INVALIDATED' });
      expect(await recorded()).toBe(1);
      await redis.start();
      await eventually(() => sweeper.sweep());
      expect(await recorded()).toBe(0);
      expect(await sweeper.percentages([id])).toEqual([WITH_BIO]);
    });

    it('refuses writes and answers reads: no process that sweeps serves a value from before', async () => {
      const id = await newProfile();
      const [one, two] = [await otherProcess(), await otherProcess()];
      await one.percentages([id]);
      await refusing();
      await saveBio(id);
      expect(await apiPercentage(id)).toBe(WITH_BIO);
      // The store still has the old completion under the old nonces. The sweep must end that.
      expect(await two.percentages([id])).toEqual([0]);
      await aged();
      await Promise.all([one, two].map((process) => expectRefused(process)));
      expect(await one.percentages([id])).toEqual([WITH_BIO]);
      expect(await two.percentages([id])).toEqual([WITH_BIO]);
      expect(await recorded()).toBe(1);
      await redis.command('CONFIG', 'SET', 'maxmemory', '0');
      await eventually(() => two.sweep());
      expect(await recorded()).toBe(0);
      const late = await otherProcess();
      expect(await late.percentages([id])).toEqual([WITH_BIO]);
    });

    it('refuses writes: thousands of records are all applied afterwards', async () => {
      const id = await newProfile();
      const reader = await otherProcess();
      await reader.percentages([id]);
      await vitae.db.cacheInvalidation.createMany({
        data: Array.from({ length: 3000 }, (_, n) => ({ id: uuidv7(), tags: [`another-${n}`] })),
      });
      await writeAndDie(id);
      await aged();
      await refusing();
      await expectRefused(reader);
      expect(await reader.percentages([id])).toEqual([WITH_BIO]);
      await redis.command('CONFIG', 'SET', 'maxmemory', '0');
      const sweeper = await otherProcess();
      await sweeper.sweep();
      expect(await recorded()).toBe(0);
    });

    const refusing = () => redis.command('CONFIG', 'SET', 'maxmemory', '1');
    const expectRefused = (process: OtherProcess) =>
      expect(process.sweep()).rejects.toMatchObject({ code: 'CACHE_NOT_INVALIDATED' });
    async function apiPercentage(id: string): Promise<number> {
      const { text } = await vitae.send(`{ profile(id: "${id}") { completion { percentage } } }`, {}, null);
      return Number(/"percentage":(\d+)/.exec(text)?.[1]);
    }
  });
});
