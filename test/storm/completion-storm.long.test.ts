// Owns the one sentence about staleness in running systems: two API processes and a worker on one Redis and one Postgres,
// thousands of writes and reads, processes killed between commit and invalidation, Redis paused, refusing, killed and
// emptied: no answer is older than an acknowledged write for longer than the recovery bound, and none at all where nothing
// is at fault; at the end every cached completion equals a fresh one.
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiClient } from '../../src/client/client.ts';
import { graphql } from '../../src/client/generated/index.ts';
import { loadCompletions } from '../completion/load-completions.ts';
import { completionOf } from '../../src/completion/compute.ts';
import { createDatabase, type Database } from '../../src/database/client.ts';
import { createLogger } from '../../src/observability/logger.ts';
import { openCache } from '../../src/services/cache.ts';
import { profileCompletionTag } from '../../src/profiles/completion-tag.ts';
import type { Slot } from '../support/fleet.ts';
import { withoutRedis } from '../support/redis.ts';
import { createChecker } from './completion-storm-checker.ts';
import { createStorm, type Storm } from './completion-storm-lanes.ts';
import { startParts, type Parts } from './completion-storm-parts.ts';
import { eventually, until } from '../support/eventually.ts';

const OPERATIONS = Number(process.env['VITAE_TEST_OPERATIONS'] ?? 10_000);
/** As docs/architecture.md states it; the machine that tests may be slow. */
const BOUND_MS = 5000;
/** How long after a fault a process may take to be connected again. */
const RECOVERY_MS = 2500;

const seed = Number(process.env['VITAE_TEST_SEED'] ?? Date.now() % 1_000_000);

describe('the checker', () => {
  it('finds an answer older than a write known before it, and tells how late it was', () => {
    const checker = createChecker();
    for (const [shown, at] of [
      ['one', 0],
      ['two', 100],
      ['three', 200],
    ] as const)
      checker.wrote('r', shown, at);
    checker.answered('r', 'two', 150);
    checker.answered('r', 'one', 90);
    checker.answered('r', 'three', 90);
    expect(checker.verdict()).toMatchObject({ judged: 3, longest: 0, staleInCalm: [], neverWritten: [] });
    checker.answered('r', 'one', 250);
    checker.answered('r', 'four', 250);
    const { longest, staleInCalm, neverWritten } = checker.verdict();
    expect(longest).toBe(150);
    expect(staleInCalm).toHaveLength(1);
    expect(neverWritten).toHaveLength(1);
  });

  it('tells what a fault excuses from what it does not', () => {
    const checker = createChecker();
    checker.wrote('r', 'one', 0);
    const end = checker.fault(50);
    checker.wrote('r', 'two', 100);
    end(150, 20);
    checker.answered('r', 'one', 400);
    expect(checker.verdict()).toMatchObject({ stale: 1, longest: 300, staleInCalm: [] });
    checker.wrote('r', 'three', 171);
    checker.answered('r', 'two', 171);
    expect(checker.verdict().staleInCalm).toHaveLength(1);
  });
});

describe.skipIf(withoutRedis())('two API processes and a worker', () => {
  let parts: Parts;
  let pool: pg.Pool;
  let db: Database;
  let storm: Storm;
  const checker = createChecker();

  beforeAll(async () => {
    parts = await startParts();
    pool = new pg.Pool({ connectionString: parts.databaseUrl, max: 10 });
    db = createDatabase(parts.databaseUrl);
    storm = await createStorm({ parts, pool, checker, seed, lanes: 8, profilesPerLane: 4 });
  });
  afterAll(async () => {
    await db.$disconnect();
    await pool.end();
    await parts[Symbol.asyncDispose]();
  });

  const answered = () => storm.counts.reads + storm.counts.writes;

  async function during(fault: () => Promise<void>): Promise<void> {
    const end = checker.fault(performance.now());
    await fault();
    end(performance.now(), RECOVERY_MS);
  }

  async function killAndStart(
    slot: Slot,
    when: () => boolean | Promise<boolean> = () => true,
  ): Promise<void> {
    await until(when);
    await slot.kill();
    await slot.start();
  }

  /** Whether a write is committed by this process, and neither invalidated nor answered yet. */
  async function isBetween(slot: Slot): Promise<boolean> {
    const writing = storm.writing(slot);
    const { rowCount } = await pool.query(
      `SELECT 1 FROM cache_invalidation JOIN unnest($1::text[], $2::timestamptz[]) AS writing (tag, since)
        ON tag = ANY (tags) AND created_at >= since`,
      [writing.map(({ id }) => profileCompletionTag(id)), writing.map(({ since }) => since)],
    );
    return (rowCount ?? 0) > 0;
  }

  /** It may have got through in the last moment; then again. */
  async function killBetween(slot: Slot): Promise<void> {
    const { committedUnanswered } = storm.counts;
    for (;;) {
      await until(() => isBetween(slot));
      await slot.kill();
      await until(() => storm.writing(slot).length === 0);
      if (storm.counts.committedUnanswered > committedUnanswered) return;
      await slot.start();
    }
  }

  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  const faults: Readonly<Record<string, () => Promise<void>>> = {
    'a kill while writes are under way': () =>
      killAndStart(parts.apis[0], () => storm.writing(parts.apis[0]).length > 1),
    'a kill between commit and invalidation, Redis holding writes back': async () => {
      await parts.redis.command('CLIENT', 'PAUSE', '600000', 'WRITE');
      await killBetween(parts.apis[1]);
      // The other answers on, from a Redis that would give it what was before.
      await pause(3500);
      await parts.redis.command('CLIENT', 'UNPAUSE');
      await parts.apis[1].start();
    },
    'Redis paused': async () => {
      parts.redis.pause();
      await pause(1500);
      parts.redis.resume();
    },
    'Redis restarted empty': () => parts.redis.restartEmpty(),
    'Redis out of memory, and a process started meanwhile': async () => {
      await parts.redis.command('CONFIG', 'SET', 'maxmemory', '1');
      await pause(2500);
      await killAndStart(parts.apis[0]);
      await pause(1000);
      await parts.redis.command('CONFIG', 'SET', 'maxmemory', '0');
    },
    'Redis killed and started later': async () => {
      await parts.redis.kill();
      await pause(1000);
      await parts.redis.start();
    },
    'a worker killed': () => killAndStart(parts.worker),
    'a kill while Redis is paused': async () => {
      parts.redis.pause();
      await until(() => storm.writing(parts.apis[1]).length > 0);
      await parts.apis[1].kill();
      parts.redis.resume();
      await parts.apis[1].start();
    },
  };

  it('serve nothing older than an acknowledged write beyond the bound', { timeout: 900_000 }, async () => {
    process.stdout.write(`completion storm: VITAE_TEST_SEED=${seed}\n`);
    const started = performance.now();
    let done = false;
    const running = storm.run(() => done && answered() >= OPERATIONS);
    const names = Object.keys(faults);
    const sabotage = (async () => {
      for (const [nth, name] of names.entries()) {
        await until(() => answered() >= (OPERATIONS * (nth + 0.5)) / (names.length + 1), 600_000);
        await during(faults[name] ?? (() => Promise.resolve()));
      }
      // And some of it with nothing at fault.
      const recovered = performance.now() + RECOVERY_MS;
      await until(() => performance.now() > recovered);
    })().finally(() => {
      done = true;
    });
    await Promise.all([running, sabotage]);
    const { counts } = storm;
    // What a process itself says it could not invalidate in time is a fault too, and the bound holds for it.
    const slow = parts.notAcknowledged();
    for (const at of slow) checker.fault(at - 1000)(at, RECOVERY_MS);
    const verdict = checker.verdict();
    process.stdout.write(
      `completion storm: ${counts.writes} writes and ${counts.reads} reads in ${Math.round((performance.now() - started) / 1000)} s, ` +
        `${slow.length} invalidations not acknowledged, ${counts.unanswered} requests unanswered, ${counts.committedUnanswered} of them committed; of ${verdict.judged} sections shown ` +
        `${verdict.stale} were old within the bound (at most ${Math.round(verdict.longest)} ms), ` +
        `${verdict.calm} were written with nothing at fault, of these ${verdict.staleInCalm.length} old\n`,
    );
    expect(verdict.neverWritten).toEqual([]);
    expect(verdict.staleInCalm).toEqual([]);
    expect(verdict.longest).toBeLessThan(BOUND_MS);
    expect(counts.committedUnanswered).toBeGreaterThan(0);
    expect(verdict.calm).toBeGreaterThan(0);
    const recorded = async () => (await pool.query('SELECT 1 FROM cache_invalidation')).rowCount;
    await eventually(async () => expect(await recorded()).toBe(0));
  });

  it('then have in their cache what a fresh computation gives, for every profile', async () => {
    const opened = await openCache({ redisUrl: parts.redis.url }, createLogger('fatal'));
    const { cache } = opened;
    try {
      for (const names of [null, ['bio', 'photo']]) {
        const read = () => loadCompletions({ cache, db }, storm.profiles, names);
        await read();
        await cache.settled();
        const { hits } = cache.counters();
        const [cached, fresh] = [await read(), await completionOf(db, storm.profiles, names)];
        expect(cache.counters().hits).toBe(hits + storm.profiles.length);
        for (const [id, completion] of fresh)
          expect({ ...cached.get(id), computedAt: null }).toEqual({ ...completion, computedAt: null });
      }
    } finally {
      await opened.close();
    }
  });

  it('each tell their watchers what the other wrote', async () => {
    const [profileId = ''] = storm.profiles;
    const [one, other] = parts.apis.map((slot) => createApiClient(slot.url() ?? '', parts.token));
    if (!one || !other) throw new Error('there are two');
    const watchings = [one, other].map((client) => client.subscribe(WatchBio, { profileId }));
    const show = async (wanted: boolean) => {
      for (const watching of watchings) {
        for (;;) {
          const { value, done } = await watching.next();
          if (done) throw new Error('it ended');
          const bio = value.completionChanged.sections.find(({ name }) => name === 'bio');
          if ((bio?.status === 'FILLED') === wanted) break;
        }
      }
    };
    await one.request(WriteBio, { profileId, summary: 'A summary.' });
    await show(true);
    await other.request(WriteBio, { profileId, summary: null });
    await show(false);
    await one.request(WriteBio, { profileId, summary: 'Another.' });
    await show(true);
    for (const watching of watchings) await watching.return();
  });
});

const WatchBio = graphql(`
  subscription WatchBio($profileId: ID) {
    completionChanged(profileId: $profileId) {
      sections {
        name
        status
      }
    }
  }
`);

const WriteBio = graphql(`
  mutation WriteBio($profileId: ID, $summary: String) {
    saveBio(profileId: $profileId, input: { summary: $summary }) {
      __typename
    }
  }
`);
