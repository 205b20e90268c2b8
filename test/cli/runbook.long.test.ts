// Plants each trouble of the runbook in a running Vitae, sees it as its page says, does what the page says, types its commands, and waits
// until it is over as the page says. `restore.long.test.ts` has the backup; test/server/upgrades has the release that is rolled back.
import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { KINDS } from '../../src/admin/troubles.ts';
import { migrate } from '../../src/database/migrate/migrate.ts';
import { defaultMigrationsFolder } from '../../src/database/migrate/migration-folder.ts';
import { applyIndexSettings } from '../../src/indexing/settings.ts';
import { handOver } from '../../src/indexing/target.ts';
import { createSearchGateway } from '../../src/search/gateway.ts';
import { withoutConnections } from '../support/backup.ts';
import { eventually } from '../support/eventually.ts';
import { SEARCH_KEYS } from '../support/fleet.ts';
import { expectIndexEqualsDatabase } from '../support/index-equals-database.ts';
import { deleteIndex, setFaults } from '../support/local-faults.ts';
import { insertDeadLetter, sqlOver } from '../support/pgboss-tables.ts';
import { createEmptyDatabase } from '../support/postgres.ts';
import { withoutRedis } from '../support/redis.ts';
import { startServerProcess } from '../support/vitae-process.ts';
import { readPages } from './runbook-pages.ts';
import { useTroubledVitae } from './troubled-vitae.ts';

/** What stands for the words of a page, what its commands do not do, and what shows that its trouble is there and over. */
interface Trouble {
  readonly words?: Record<string, string>;
  readonly seen?: () => Promise<unknown>;
  /** Before the commands. */
  readonly mend?: () => Promise<unknown>;
  readonly over: () => Promise<unknown>;
}

const elsewhere = ['Restore a backup'];
const pages = (await readPages()).filter(({ title }) => !elsewhere.includes(title));

describe.skipIf(withoutRedis())('the runbook', () => {
  const troubled = useTroubledVitae();
  let profileId: string;
  beforeEach(async () => {
    const { rows } = await troubled.side.query<{ id: string }>(
      'SELECT profile_id AS id FROM search_state WHERE indexed ORDER BY 1 LIMIT 1',
    );
    profileId = rows[0]?.id ?? '';
  });

  const partIs = (part: string, state: string) => async () =>
    expect(await troubled.parts()).toMatchObject({ [part]: state });
  const metricIs =
    (value: number, ...which: Parameters<typeof troubled.metric>) =>
    async () =>
      expect(await troubled.metric(...which)).toBe(value);
  const listSays = (words: RegExp) => async () =>
    expect((await troubled.type('npm run -s jobs -- list')).stdout).toMatch(words);
  const listSaysNot = (words: RegExp) => async () =>
    expect((await troubled.type('npm run -s jobs -- list')).stdout).not.toMatch(words);
  const indexIsWhole = async () => {
    await metricIs(0, 'vitae_index_lag_seconds')();
    expect(await expectIndexEqualsDatabase(troubled)).toBeGreaterThan(20);
  };
  const statusOf = async (id: string) => {
    const { rows } = await troubled.side.query<{ status: string }>(
      'SELECT status FROM reindex_run WHERE id = $1',
      [id],
    );
    return rows[0]?.status;
  };
  const latestRun = async () => {
    const { rows } = await troubled.side.query<{ id: string }>(
      'SELECT id FROM reindex_run ORDER BY id DESC LIMIT 1',
    );
    return rows[0]?.id ?? '';
  };

  async function fail(status: number): Promise<() => Promise<void>> {
    await setFaults(troubled.server.url, [{ kind: 'status', status }]);
    const mend = () => setFaults(troubled.server.url, []);
    onTestFinished(mend);
    return mend;
  }

  /** The index refuses what is written: a queue is paused with the reason. */
  async function refuse(status: number): Promise<Trouble> {
    const mend = await fail(status);
    await troubled.rename(`Refused ${status}`, 3);
    return {
      seen: async () => {
        await partIs('search', 'down')();
        await listSays(/profile-changed was paused .*: \S+/)();
      },
      mend,
      over: async () => {
        await metricIs(0, 'vitae_queue_paused', 'profile-changed')();
        await indexIsWhole();
      },
    };
  }

  async function withoutWorker(): Promise<() => Promise<void>> {
    await troubled.restart({ ROLE: 'api' });
    return async () => {
      const worker = await startServerProcess({ ...troubled.env, ROLE: 'worker' });
      await eventually(metricIs(0, 'vitae_index_lag_seconds'));
      await worker.stop();
      await troubled.restart({ ROLE: 'all' });
    };
  }

  const troubles: Record<string, () => Promise<Trouble>> = {
    VitaeProcessDown: async () => {
      await troubled.vitae.kill();
      return { mend: () => troubled.restart(), over: partIs('database', 'up') };
    },
    VitaeDatabaseDown: async () => {
      await withoutConnections(troubled.databaseUrl, () => eventually(partIs('database', 'down')));
      return { over: async () => expect((await fetch(`${troubled.vitae.origin}/ready`)).status).toBe(200) };
    },
    VitaeCacheDown: async () => {
      await troubled.redis.kill();
      return {
        seen: partIs('cache', 'down'),
        mend: () => troubled.redis.start(),
        over: partIs('cache', 'up'),
      };
    },
    VitaeSearchDown: () => refuse(503),
    VitaeQueuePaused: () => refuse(402),
    VitaeNoWorker: async () => {
      const start = await withoutWorker();
      await troubled.rename('Without a worker', 2);
      return {
        seen: async () => {
          await metricIs(0, 'vitae_worker_processes', 'state="live"')();
          expect(await troubled.metric('vitae_index_lag_seconds')).toBeGreaterThan(0);
          expect((await troubled.type('npm run -s doctor')).stdout).toContain('Start one: npm start');
        },
        mend: start,
        over: indexIsWhole,
      };
    },
    VitaeIndexLag: async () => {
      const start = await withoutWorker();
      const renamed = await troubled.rename('In a full queue', 200);
      await troubled.type('npm run reindex -- --mode FULL');
      const run = await latestRun();
      return {
        words: { RUN: run },
        seen: async () =>
          expect(await troubled.metric('vitae_queue_jobs', 'queue="profile-changed",state="waiting"')).toBe(
            renamed,
          ),
        over: async () => {
          expect(await statusOf(run)).toBe('PAUSED');
          await start();
          await indexIsWhole();
          expect(await statusOf(run)).toBe('PAUSED');
          expect(await troubled.type(`npm run reindex -- resume ${run}`)).toMatchObject({ code: 0 });
          await eventually(async () => expect(await statusOf(run)).toBe('COMPLETED'));
        },
      };
    },
    VitaeDeadLetters: async () => {
      const queue = 'profile-changed';
      const letter = { payload: { profileId }, output: { reason: 'it was too large', tries: 5 } };
      const id = await insertDeadLetter(sqlOver(troubled.side), queue, letter);
      return {
        words: { QUEUE: queue, ID: id },
        seen: listSays(/profile-changed/),
        over: async () =>
          expect((await troubled.type('npm run -s jobs -- list profile-changed')).stdout).toMatch(/no dead/),
      };
    },
    VitaeIndexNeedsFill: async () => {
      await deleteIndex(troubled.server.url, 'profiles');
      return { seen: metricIs(1, 'vitae_index_needs_fill'), over: indexIsWhole };
    },
    VitaeRunWaits: async () => {
      // With the index away no batch of it is carried out.
      const mend = await fail(503);
      await troubled.type('npm run reindex -- --mode FULL');
      const run = await latestRun();
      await troubled.type(`npm run reindex -- pause ${run}`);
      await mend();
      return {
        words: { RUN: run },
        seen: metricIs(1, 'vitae_reindex_runs', 'status="PAUSED"'),
        over: async () => expect(await statusOf(run)).toBe('COMPLETED'),
      };
    },
    VitaeUndeclaredWrites: async () => {
      await troubled.rename('Undeclared', 4, 'a nightly script');
      return {
        seen: async () => {
          expect(troubled.vitae.output()).toContain('"applications":["a nightly script"]');
          expect(await troubled.metric('vitae_undeclared_writes_total', 'table="profile"')).toBeGreaterThan(
            0,
          );
        },
        over: indexIsWhole,
      };
    },
    VitaeAuditDifferences: async () => {
      await troubled.side.query(`UPDATE profile SET full_name = 'Past all' WHERE id = $1`, [profileId]);
      return {
        words: { ID: profileId },
        seen: async () => expect(indexIsWhole()).rejects.toThrow(),
        over: indexIsWhole,
      };
    },
    VitaeInvalidationsFail: async () => {
      const setTo = (...settings: string[]) => troubled.redis.command('CONFIG', 'SET', ...settings);
      await setTo('maxmemory-policy', 'noeviction', 'maxmemory', '1');
      const failed = () => troubled.metric('vitae_cache_invalidations_failed_total');
      return {
        seen: async () => {
          await troubled.rename(`No room ${randomUUID()}`, 1);
          await eventually(async () => expect(await failed()).toBeGreaterThan(0));
        },
        mend: async () => {
          await setTo('maxmemory', '256mb');
          await troubled.rename(`Room ${randomUUID()}`, 1);
        },
        over: async () => {
          const before = await failed();
          await indexIsWhole();
          expect(await failed()).toBe(before);
        },
      };
    },
    'A start that is refused': () => {
      const wrong = { DATABASE_URL: 'postgres://localhost:1/vitae', REDIS_ULR: 'redis://localhost' };
      return Promise.resolve({
        words: wrong,
        seen: async () => {
          const { code, stdout, stderr } = await troubled.type('npm run -s start', wrong);
          expect(code).toBe(2);
          expect(stdout + stderr).toMatch(/PORT: \d+ is taken by another program/);
          expect((await troubled.type('npm run -s doctor', wrong)).stdout).toContain(
            'did you mean REDIS_URL?',
          );
        },
        over: partIs('database', 'up'),
      });
    },
    'A run that failed': async () => {
      await troubled.db.reindexRun.create({
        data: {
          mode: 'FULL',
          batchSize: 500,
          total: 1,
          status: 'FAILED',
          error: 'gone',
          finishedAt: new Date(),
        },
      });
      return {
        seen: metricIs(1, 'vitae_reindex_runs', 'status="FAILED"'),
        over: async () => {
          expect(await statusOf(await latestRun())).toBe('COMPLETED');
          await indexIsWhole();
        },
      };
    },
    'Profiles that a run could not index': async () => {
      const failure = { profileId, code: 'RECORD_TOO_LARGE', reason: 'it was too large' };
      const { id } = await troubled.db.reindexRun.create({
        data: {
          ...{ mode: 'FULL', batchSize: 500, total: 1, failed: 1, status: 'COMPLETED_WITH_FAILURES' },
          ...{ startedAt: new Date(), finishedAt: new Date(), dispatchedAt: new Date(), dispatched: 1 },
          failures: { create: failure },
        },
      });
      return {
        words: { RUN: id },
        over: async () => {
          expect(await statusOf(id)).toBe('COMPLETED');
          await indexIsWhole();
        },
      };
    },
    'A schema that is behind': async () => {
      const { url, last } = await olderDatabase();
      const doctor = () => troubled.type('npm run -s doctor', { DATABASE_URL: url });
      return {
        words: { DATABASE_URL: url },
        seen: async () => expect((await doctor()).stdout).toContain(`not applied: ${last}`),
        over: async () => expect((await doctor()).stdout).toMatch(/migrations +all \d+ are applied/),
      };
    },
    'A lost Redis': async () => {
      await troubled.redis.restartEmpty();
      return { over: partIs('cache', 'up') };
    },
    'A revoked key': async () => {
      await troubled.revokeKey('a new key of the tests');
      await troubled.rename('With a revoked key', 3);
      return {
        seen: listSays(/profile-changed was paused .*Invalid Application-ID or API key/),
        mend: () => troubled.restart({ ALGOLIA_API_KEY: 'a new key of the tests' }),
        over: async () => {
          await listSaysNot(/API key/)();
          await indexIsWhole();
        },
      };
    },
    'Another index or application': async () => {
      const { ALGOLIA_API_KEY: apiKey = '', ALGOLIA_HOSTS: host = '' } = troubled.env;
      const other = createSearchGateway({
        appId: SEARCH_KEYS.appId,
        apiKey,
        indexName: 'other',
        hosts: [host],
      });
      await applyIndexSettings(other);
      const { rows } = await troubled.side.query<{ incarnation: string }>(
        'SELECT incarnation FROM search_target ORDER BY id LIMIT 1',
      );
      const own = rows[0]?.incarnation ?? '';
      const foreign = randomUUID();
      await handOver(other, foreign);
      await troubled.restart({ ALGOLIA_INDEX: 'other' });
      await troubled.rename('In another index', 3);
      return {
        words: { DEPLOYMENT: own },
        seen: listSays(new RegExp(`${foreign}[\\s\\S]*${own}|${own}[\\s\\S]*${foreign}`)),
        over: indexIsWhole,
      };
    },
    'Rolling back a release': () => Promise.resolve({ over: indexIsWhole }),
    'A profile must be deleted': () => {
      const found = async () => (await troubled.search.getObjects([profileId])).filter((one) => one !== null);
      return Promise.resolve({
        words: { ID: profileId },
        seen: async () => expect(await found()).toHaveLength(1),
        over: async () => {
          expect(await found()).toEqual([]);
          expect(await troubled.db.profile.count({ where: { id: profileId } })).toBe(0);
          await indexIsWhole();
        },
      });
    },
  };

  it.each(pages.filter(({ title, commands }) => commands.length > 0 || Object.hasOwn(troubles, title)))(
    '$title',
    async ({ title, commands }) => {
      const { words = {}, seen, mend, over } = (await troubles[title]?.()) ?? {};
      if (seen) await eventually(seen);
      await mend?.();
      for (const command of commands) {
        const { code, ...said } = await troubled.type(command, words);
        // The doctor has something to say about the rest.
        const fine = command === 'npm run doctor' ? [0, 1] : [0];
        expect(fine, `${command}: ${JSON.stringify(said)}`).toContain(code);
      }
      if (over) await eventually(over);
    },
  );

  it('has a page for each trouble', () => {
    expect(pages.map(({ title }) => title)).toEqual(expect.arrayContaining(Object.keys(troubles)));
  });
});

/** A database without the newest migration. */
async function olderDatabase(): Promise<{ url: string; last: string }> {
  const database = await createEmptyDatabase();
  onTestFinished(() => database.drop());
  const { url } = database;
  const folder = await mkdtemp(path.join(tmpdir(), 'vitae-migrations-'));
  await cp(defaultMigrationsFolder, folder, { recursive: true });
  const last =
    (await readdir(folder))
      .filter((name) => /^\d/.test(name))
      .sort()
      .at(-1) ?? '';
  await rm(path.join(folder, last), { recursive: true });
  await migrate({ url, folder });
  await rm(folder, { recursive: true });
  return { url, last };
}

it('has the page that the dashboard names at each of its troubles', async () => {
  const titles = (await readPages()).map(({ title }) => title);
  const [, table = ''] = (await readFile('src/admin/page/troubles.js', 'utf8')).split('export const RUNBOOK');
  const named = [...table.matchAll(/: '(.+)'/g)].map(([, title]) => title);
  expect(named.length).toBe(Object.keys(KINDS).length);
  expect(titles).toEqual(expect.arrayContaining(named));
});

it('names no script that does not exist', async () => {
  const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as { scripts: object };
  const text = await readFile('docs/runbook.md', 'utf8');
  for (const [, name] of text.matchAll(/npm run (?:-s )?([\w:]+)/g))
    expect(Object.keys(scripts)).toContain(name);
});
