// Plants the trouble behind each alert.
import { randomUUID } from 'node:crypto';
import { expect, onTestFinished } from 'vitest';
import { withoutConnections } from '../../support/backup.ts';
import { eventually } from '../../support/eventually.ts';
import { deleteIndex, setFaults } from '../../support/local-faults.ts';
import { insertDeadLetter, sqlOver } from '../../support/pgboss-tables.ts';
import { startServerProcess } from '../../support/vitae-process.ts';
import type { TroubledVitae } from './troubled-vitae.ts';
import type { Checks, Trouble, Troubles } from './checks.ts';

export function alerts(
  troubled: TroubledVitae,
  { partIs, metricIs, listSays, indexIsWhole, statusOf, latestRun, indexedProfile }: Checks,
): Troubles {
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

  return {
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
      const profileId = await indexedProfile();
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
      const profileId = await indexedProfile();
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
  };
}
