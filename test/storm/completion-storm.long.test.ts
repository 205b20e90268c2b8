// No answer of running systems is older than an acknowledged write, except during a fault and up to the recovery bound after
// it. Two API processes, a third of the next release with another rule, and a worker on one Redis and one Postgres serve
// thousands of writes and reads while processes are killed and Redis and the network to it fail. At the end every cached
// completion equals a fresh one.
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiClient } from '../../src/client/client.ts';
import { graphql } from '../../src/client/generated/index.ts';
import { loadCompletions } from '../completion/load-completions.ts';
import { completionOf } from '../../src/completion/compute.ts';
import { createDatabase, type Database } from '../../src/database/client.ts';
import { auditRound } from '../../src/audit/contract.ts';
import { createJobs } from '../../src/jobs/jobs.ts';
import { jobContracts } from '../../src/server/jobs.ts';
import { createLogger } from '../../src/observability/logger.ts';
import { placeOf } from '../../src/database/incarnation.ts';
import { openCache } from '../../src/services/cache.ts';
import { randomFrom } from '../indexing/search-faults.ts';
import { countOpenJobs, sqlOver } from '../support/pgboss-tables.ts';
import { withoutRedis } from '../support/redis.ts';
import { createChecker, type Verdict } from './completion-storm-checker.ts';
import { faults } from './completion-storm-faults.ts';
import { createStorm, type Storm } from './completion-storm-lanes.ts';
import { startParts, type Parts } from './completion-storm-parts.ts';
import { eventually, until } from '../support/eventually.ts';

const WHOLE = 4000;
const OPERATIONS = Number(process.env['VITAE_TEST_OPERATIONS'] ?? WHOLE);
/** A fault is given so many answers in a storm of few operations. */
const LEAST_ANSWERS = 30;
const first = Number(process.env['VITAE_TEST_SEED'] ?? 20_261_127);
const seeds = Array.from({ length: Number(process.env['VITAE_TEST_SEEDS'] ?? 1) }, (_, n) => first + n);
/** The recovery bound of docs/operations.md, with a margin for slow machines. */
const BOUND_MS = 5000;
/** How long a process may take to be connected again after a fault. */
const RECOVERY_MS = 2500;

describe.skipIf(withoutRedis()).each(seeds)('three API processes and a worker, seed %i', (seed) => {
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

  async function answers(count: number): Promise<void> {
    const before = storm.answered();
    const wanted = Math.max(LEAST_ANSWERS, (count * OPERATIONS) / WHOLE);
    await until(() => storm.answered() >= before + wanted);
  }

  async function runFaults(): Promise<void> {
    const names = Object.keys(faults);
    const random = randomFrom(seed);
    for (const [nth, name] of names.entries()) {
      await until(() => storm.answered() >= (OPERATIONS * (nth + 0.5)) / (names.length + 1), 600_000);
      const end = checker.fault(performance.now());
      await faults[name]?.({ parts, storm, pool, random, answers });
      end(performance.now(), RECOVERY_MS);
    }
    await answers(WHOLE / 20);
  }

  function print(verdict: Verdict, seconds: number, unacknowledged: number): void {
    const { counts } = storm;
    const lines = [
      `${counts.writes} writes and ${counts.reads} reads in ${Math.round(seconds)} s`,
      `${unacknowledged} invalidations not acknowledged`,
      `${counts.unanswered} requests unanswered, ${counts.committedUnanswered} of them committed`,
      `${verdict.judged} sections in answers, ${verdict.withoutFault} of them last written without a fault`,
      `${verdict.stale} stale during a fault, ${verdict.beyond} of them beyond the bound, at most ${Math.round(verdict.longest)} ms`,
      `${verdict.staleWithoutFault.length} stale without a fault`,
    ];
    process.stdout.write(`completion storm, seed ${seed}:\n${lines.map((line) => `  ${line}\n`).join('')}`);
  }

  it('serve nothing older than an acknowledged write beyond the bound', { timeout: 900_000 }, async () => {
    process.stdout.write(`completion storm: VITAE_TEST_SEED=${seed} VITAE_TEST_OPERATIONS=${OPERATIONS}\n`);
    const startedAt = performance.now();
    let done = false;
    const running = storm.run(() => done && storm.answered() >= OPERATIONS);
    const failing = runFaults().finally(() => {
      done = true;
    });
    await Promise.all([running, failing]);
    // A mutation whose invalidation failed counts as a fault, and the bound applies to it.
    const unacknowledged = parts.failedInvalidations('mutation');
    for (const at of unacknowledged) checker.fault(at - 1000)(at, RECOVERY_MS);
    const verdict = checker.verdict(BOUND_MS);
    print(verdict, (performance.now() - startedAt) / 1000, unacknowledged.length);
    expect(verdict.neverWritten).toEqual([]);
    expect(verdict.staleWithoutFault).toEqual([]);
    expect(verdict.beyond).toBe(0);
    expect(storm.counts.committedUnanswered).toBeGreaterThan(0);
    expect(verdict.withoutFault).toBeGreaterThan(0);
    const recorded = async () => (await pool.query('SELECT 1 FROM cache_invalidation')).rowCount;
    await eventually(async () => expect(await recorded()).toBe(0));
    const noted = async () => (await pool.query('SELECT 1 FROM undeclared_write')).rowCount;
    await eventually(async () => expect(await noted()).toBe(0));
  });

  it('then have cached what a fresh computation returns, for every profile', async () => {
    const opened = await openCache({ redisUrl: parts.redis.url }, createLogger('fatal'), await placeOf(db));
    const { cache } = opened;
    try {
      for (const names of [null, ['bio', 'photo']]) {
        const read = () => loadCompletions({ cache, db }, storm.profiles, names);
        // A restart of Postgres invalidates all completions within moments.
        const cached = await eventually(async () => {
          await read();
          await cache.whenStored();
          const { hits } = cache.counters();
          const found = await read();
          expect(cache.counters().hits).toBe(hits + storm.profiles.length);
          return found;
        });
        const fresh = await completionOf(db, storm.profiles, names);
        for (const [id, completion] of fresh)
          expect({ ...cached.get(id), computedAt: null }).toMatchObject({ ...completion, computedAt: null });
      }
    } finally {
      await opened.close();
    }
  });

  it('then have nothing that the audit of the worker finds', async () => {
    const { sql } = sqlOver(pool);
    await eventually(async () => expect(await countOpenJobs({ sql })).toEqual([]));
    const comparisons = async () =>
      (await db.auditTally.aggregate({ _sum: { comparisons: true } }))._sum.comparisons ?? 0;
    const before = await comparisons();
    await db.auditDifference.deleteMany();
    const jobs = await createJobs(jobContracts, {
      url: parts.databaseUrl,
      log: createLogger('fatal'),
      supervise: false,
    });
    await jobs.enqueue(auditRound, {}, { urgent: true });
    await jobs.stop();
    // Of each profile its document and the completions that the test before has cached.
    await eventually(async () =>
      expect(await comparisons()).toBeGreaterThanOrEqual(before + 3 * storm.profiles.length),
    );
    expect(await db.auditDifference.findMany()).toEqual([]);
  });

  it('send each write of one process to the watchers of the other', async () => {
    const [profileId = ''] = storm.profiles;
    const [one, other] = parts.apis.map((slot) => createApiClient(slot.url() ?? '', parts.token));
    if (!one || !other) throw new Error('expected two API processes');
    const watchings = [one, other].map((client) => client.subscribe(WatchBio, { profileId }));
    const bothSee = async (filled: boolean) => {
      for (const watching of watchings) {
        for (;;) {
          const { value, done } = await watching.next();
          if (done) throw new Error('the subscription ended');
          const bio = value.completionChanged.sections.find(({ name }) => name === 'bio');
          if ((bio?.status === 'FILLED') === filled) break;
        }
      }
    };
    await one.request(WriteBio, { profileId, summary: 'A summary.' });
    await bothSee(true);
    await other.request(WriteBio, { profileId, summary: null });
    await bothSee(false);
    await one.request(WriteBio, { profileId, summary: 'Another.' });
    await bothSee(true);
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
