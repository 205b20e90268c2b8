// Vitae's processes behind a real PgBouncer in transaction mode: refused without DIRECT_DATABASE_URL, complete with it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiClient, type Client } from '../../../src/client/client.ts';
import { graphql } from '../../../src/client/generated/index.ts';
import { seedProfiles } from '../../../src/dev/demo/seed.ts';
import { startLocalSearchServer } from '../../../src/dev/search/server.ts';
import { applyIndexSettings } from '../../../src/indexing/settings.ts';
import { createSearchGateway } from '../../../src/search/gateway.ts';
import { SEARCH_KEYS, startFleet, type Fleet, type Slot } from '../../support/fleet.ts';
import { startPgBouncer, withoutPgBouncer } from '../../support/pgbouncer.ts';
import { createTestDatabase } from '../../support/postgres.ts';
import { startRedis, withoutRedis } from '../../support/redis.ts';
import { runCommand, temporaryDataDir } from '../../support/vitae-process.ts';

const CreatePooled = graphql(`
  mutation CreatePooled($handle: String!) {
    createProfile(input: { handle: $handle, fullName: "Ada Pooled", visibility: PUBLIC }) {
      ... on ProfilePayload {
        profile {
          id
        }
      }
    }
  }
`);

const SavePooledBio = graphql(`
  mutation SavePooledBio($profileId: ID!, $summary: String!) {
    saveBio(profileId: $profileId, input: { summary: $summary }) {
      ... on ProfilePayload {
        profile {
          completion {
            percentage
          }
        }
      }
    }
  }
`);

const PooledPercentage = graphql(`
  query PooledPercentage($id: ID!) {
    profile(id: $id) {
      completion {
        percentage
      }
    }
  }
`);

const PooledChanges = graphql(`
  subscription PooledChanges($id: ID!) {
    completionChanged(profileId: $id) {
      percentage
    }
  }
`);

const StartPooledRun = graphql(`
  mutation StartPooledRun {
    startReindex(input: { mode: FULL, batchSize: 5 }) {
      id
    }
  }
`);

const WatchPooledRun = graphql(`
  subscription WatchPooledRun($id: ID!) {
    reindexProgress(runId: $id) {
      status
      processed
      total
    }
  }
`);

describe.skipIf(withoutPgBouncer() || withoutRedis())('behind PgBouncer in transaction mode', () => {
  const stack = new AsyncDisposableStack();
  let databaseUrl: string;
  let pooledUrl: string;

  beforeAll(async () => {
    databaseUrl = stack.adopt(await createTestDatabase(), (made) => made.drop()).url;
    const pooler = stack.adopt(await startPgBouncer(databaseUrl, 'transaction'), (started) => started.stop());
    pooledUrl = pooler.through(databaseUrl);
  });
  afterAll(() => stack.disposeAsync());

  describe('a start that lacks a way past the pooler', () => {
    const start = async (environment: Record<string, string>, script = 'main.ts', args: string[] = []) => {
      const { dataDir, remove } = await temporaryDataDir();
      try {
        return await runCommand(script, args, { PORT: '0', DATA_DIR: dataDir, ...environment });
      } finally {
        await remove();
      }
    };

    it.each([
      ['the server', 'main.ts', []],
      ['a migration', 'cli/migrate.ts', []],
      ['the comparison of migrations', 'cli/migrate.ts', ['--check']],
      ['the seed', 'cli/seed.ts', ['--profiles', '1']],
      ['an export', 'cli/export.ts', ['01a00000-0000-7000-8000-000000000000']],
    ])('%s ends and names both variables', async (_name, script, args) => {
      const { code, stderr } = await start({ DATABASE_URL: pooledUrl }, script, args);
      expect(stderr).toContain('DATABASE_URL: leads through a pooler in transaction mode');
      expect(stderr).toContain('Set DIRECT_DATABASE_URL to a URL of the same database');
      expect(code).not.toBe(0);
    });

    it('is told that DIRECT_DATABASE_URL leads through the pooler, or to another database', async () => {
      const through = await start({ DATABASE_URL: pooledUrl, DIRECT_DATABASE_URL: `${pooledUrl}?again=` });
      expect(through).toMatchObject({ code: 2 });
      expect(through.stderr).toContain('- DIRECT_DATABASE_URL: leads through a pooler in transaction mode');
      const other = await createTestDatabase();
      const elsewhere = await start({ DATABASE_URL: pooledUrl, DIRECT_DATABASE_URL: other.url });
      await other.drop();
      expect(elsewhere).toMatchObject({ code: 2 });
      expect(elsewhere.stderr).toContain('DIRECT_DATABASE_URL: must lead to the same database');
    });
  });

  it('a pooler in session mode needs DATABASE_URL alone', async () => {
    const pooler = await startPgBouncer(databaseUrl, 'session', 60);
    const { dataDir, remove } = await temporaryDataDir();
    const { code, stdout } = await runCommand(
      'main.ts',
      [],
      { DATABASE_URL: pooler.through(databaseUrl), DATA_DIR: dataDir, PORT: '0', SEED_PROFILES: '0' },
      (text, child) => {
        if (text.includes('Stop it with Ctrl-C')) child.kill('SIGTERM');
      },
    );
    expect(stdout).toContain('Vitae is running');
    expect(code).toBe(0);
    await remove();
    await pooler.stop();
  });

  describe('two API processes and a worker with DIRECT_DATABASE_URL', () => {
    let fleet: Fleet;
    const clientOf = (slot: Slot): Client => createApiClient(slot.url() ?? '', fleet.token);

    beforeAll(async () => {
      await seedProfiles({ url: databaseUrl, count: 60 });
      const redis = stack.adopt(await startRedis(), (started) => started.stop());
      const search = stack.adopt(await startLocalSearchServer(SEARCH_KEYS), (started) => started.close());
      const { appId, adminKey } = SEARCH_KEYS;
      await applyIndexSettings(
        createSearchGateway({ appId, apiKey: adminKey, indexName: 'profiles', hosts: search.urls }),
      );
      const urls = { databaseUrl: pooledUrl, directDatabaseUrl: databaseUrl, redisUrl: redis.url };
      fleet = stack.use(await startFleet({ ...urls, search, workers: 1 }));
    });

    it('a write at one is read at the other, and told to its subscriber', async () => {
      const [writer, reader] = fleet.apis.map(clientOf) as [Client, Client];
      const { createProfile } = await writer.request(CreatePooled, { handle: 'ada-pooled' });
      const id = 'profile' in createProfile ? createProfile.profile.id : '';
      const told = reader.subscribe(PooledChanges, { id });
      const first = await told.next();
      expect(first.value?.completionChanged.percentage).toBe(0);
      const saved = await writer.request(SavePooledBio, { profileId: id, summary: 'x'.repeat(200) });
      const { percentage } =
        'profile' in saved.saveBio ? saved.saveBio.profile.completion : { percentage: 0 };
      expect(percentage).toBeGreaterThan(0);
      expect((await reader.request(PooledPercentage, { id })).profile?.completion.percentage).toBe(
        percentage,
      );
      expect((await told.next()).value?.completionChanged.percentage).toBe(percentage);
      await told.return();
    });

    it('a reindex shows its progress live, also at the process that did not start it', async () => {
      const [starter, watcher] = fleet.apis.map(clientOf) as [Client, Client];
      const { startReindex } = await starter.request(StartPooledRun, {});
      const seen = [];
      for await (const { reindexProgress } of watcher.subscribe(WatchPooledRun, { id: startReindex.id }))
        seen.push(reindexProgress);
      const last = seen.at(-1);
      expect(last).toMatchObject({ status: 'COMPLETED', processed: last?.total });
      expect(last?.total).toBeGreaterThan(50);
      expect(seen.length).toBeGreaterThan(2);
    });

    it('later starts do not hang, after a stop and after a kill', async () => {
      const [, second] = fleet.apis;
      await second.kill();
      await second.start();
      await fleet.workers[0]?.kill();
      await fleet.workers[0]?.start();
      const { createProfile } = await clientOf(second).request(CreatePooled, { handle: 'eve-pooled' });
      expect(createProfile).toHaveProperty('profile');
      expect(fleet.deaths()).toEqual([]);
      expect(fleet.outputs().join('\n')).not.toMatch(/LISTEN|prepared statement|unsupported startup/);
    });
  });
});
