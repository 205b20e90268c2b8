// Plants each trouble of the runbook that has no alert.
import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { migrate } from '../../../src/database/migrate/migrate.ts';
import { defaultMigrationsFolder } from '../../../src/database/migrate/migration-folder.ts';
import { applyIndexSettings } from '../../../src/indexing/settings.ts';
import { handOver } from '../../../src/indexing/target.ts';
import { createSearchGateway } from '../../../src/search/gateway.ts';
import { SEARCH_KEYS } from '../../support/fleet.ts';
import { createEmptyDatabase } from '../../support/postgres.ts';
import type { TroubledVitae } from './troubled-vitae.ts';
import type { Checks, Troubles } from './checks.ts';

export function withoutAlert(
  troubled: TroubledVitae,
  {
    partIs,
    metricIs,
    listSays,
    listSaysNot,
    indexIsWhole,
    statusOf,
    latestRun,
    indexedProfile,
    deployment,
  }: Checks,
): Troubles {
  return {
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
      const profileId = await indexedProfile();
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
      const own = await deployment();
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
    'A profile must be deleted': async () => {
      const profileId = await indexedProfile();
      const found = async () => (await troubled.search.getObjects([profileId])).filter((one) => one !== null);
      return {
        words: { ID: profileId },
        seen: async () => expect(await found()).toHaveLength(1),
        over: async () => {
          expect(await found()).toEqual([]);
          expect(await troubled.db.profile.count({ where: { id: profileId } })).toBe(0);
          await indexIsWhole();
        },
      };
    },
  };
}

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
