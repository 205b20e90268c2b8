// Replaces each process of the deployment in compose.yaml under load: two API processes and two workers. No accepted request
// fails, no job is lost, and a subscriber continues at another process.
import { randomBytes } from 'node:crypto';
import { createClient, type Client } from 'graphql-sse';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createDatabase, type Database } from '../../../src/database/client.ts';
import { createSearchGateway } from '../../../src/search/gateway.ts';
import { startLocalSearchServer } from '../../../src/dev/search/server.ts';
import { expectIndexEqualsDatabase } from '../../support/index-equals-database.ts';
import { countOpenJobs, DEAD_LETTERS, readJobs, sqlOverPrisma } from '../../support/pgboss-tables.ts';
import { createEmptyDatabase, createRole, createTestDatabase } from '../../support/postgres.ts';
import { startPgBouncerBy, withoutPgBouncer } from '../../support/pgbouncer.ts';
import { startRedis, withoutRedis } from '../../support/redis.ts';
import { runCommand, startServerProcess, type ServerProcess } from '../../support/vitae-process.ts';
import { buildImage, composeServices, type Image } from './image.ts';
import { eventually } from '../../support/eventually.ts';

const SECRETS = {
  POSTGRES_PASSWORD: ` of "the" tests' $HOME \\ %41 ü@:/?#&;= `,
  JWT_SECRET: randomBytes(32).toString('hex'),
  ALGOLIA_APP_ID: 'VITAETEST',
  ALGOLIA_API_KEY: randomBytes(16).toString('hex'),
};
const WRITERS = 4;

const createdRule = z.object({
  data: z.object({ createProfile: z.object({ profile: z.object({ id: z.string() }) }) }),
});
const savedRule = z.object({
  data: z.object({ saveBio: z.object({ profile: z.object({ revision: z.number() }) }) }),
});
const pushedRule = z.object({ completionChanged: z.object({ percentage: z.number() }) });

/** Owns nothing, so the files are read-only to it. Only root can become it. */
const NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
const MAX_MEGABYTES = 120;
const MAX_PACKAGES = 250;

describe.skipIf(withoutRedis() || withoutPgBouncer())('a deployment as compose.yaml describes it', () => {
  const opened = new AsyncDisposableStack();
  const running: { role: string; process: ServerProcess }[] = [];
  let image: Image;
  let environmentOf: (role: string) => Record<string, string>;
  let start: (role: string) => Promise<ServerProcess>;
  let replicas: (role: string) => number;
  let db: Database;
  let search: ReturnType<typeof createSearchGateway>;
  let token: string;

  beforeAll(async () => {
    image = opened.adopt(await buildImage(), (built) => built.remove());
    const services = await composeServices(SECRETS);
    const redisCommand = services.get('redis')?.command.slice(1);
    const redis = opened.adopt(await startRedis(redisCommand), (started) => started.stop());
    const role = opened.adopt(await createRole(SECRETS.POSTGRES_PASSWORD), (made) => made.drop());
    const database = opened.adopt(await createTestDatabase(), (made) => made.drop());
    const keys = { appId: SECRETS.ALGOLIA_APP_ID, apiKey: SECRETS.ALGOLIA_API_KEY };
    const server = opened.adopt(
      await startLocalSearchServer({ appId: keys.appId, adminKey: keys.apiKey }),
      (started) => started.close(),
    );
    search = createSearchGateway({ ...keys, indexName: 'profiles', hosts: [server.url] });
    db = opened.adopt(createDatabase(database.url), (connected) => connected.$disconnect());
    // In place of compose's network. Ports are free ones, since all processes share a machine.
    const url = Object.assign(new URL(database.url), { username: role.name, password: '' });
    const withPassword = Object.assign(new URL(url), {
      password: encodeURIComponent(SECRETS.POSTGRES_PASSWORD),
    });
    const { environment: ofPooler, command } = services.get('pgbouncer') ?? { environment: {}, command: [] };
    const place = { PGHOST: url.hostname, PGPORT: url.port, PGUSER: role.name };
    const pooler = opened.adopt(
      await startPgBouncerBy(command, { ...ofPooler, ...place }, withPassword.href),
      (started) => started.stop(),
    );
    const here = {
      DATABASE_URL: pooler.through(url.href),
      DIRECT_DATABASE_URL: url.href,
      REDIS_URL: redis.url,
      ALGOLIA_HOSTS: server.url,
      PORT: '0',
      LIMIT_REQUESTS_PER_MINUTE: '1000000',
    };
    replicas = (role) => services.get(role)?.replicas ?? 0;
    environmentOf = (role) => {
      const { environment } = services.get(role) ?? {};
      expect(Object.keys(environment ?? {})).toEqual(
        expect.arrayContaining(['DATABASE_URL', 'DIRECT_DATABASE_URL', 'PGPASSWORD', 'REDIS_URL']),
      );
      return { ...image.environment, ...environment, ...here, DRAIN_SECONDS: '1' };
    };
    start = (role) => startServerProcess(environmentOf(role), undefined, image.script, image.folder, NOBODY);
    const printed = await runCommand('cli/token.ts', ['--admin'], environmentOf('api'));
    token = printed.stdout.trim();
    expect(token).toMatch(/^ey/);
    for (const role of ['api', 'worker'])
      for (let count = 0; count < replicas(role); count += 1)
        running.push({ role, process: await start(role) });
  });

  afterAll(async () => {
    await Promise.all(running.map(({ process }) => process.stop()));
    await opened.disposeAsync();
  });

  let turn = 0;
  const nextUrl = () => {
    const apis = running.filter(({ role }) => role === 'api');
    turn += 1;
    return `${apis[turn % apis.length]?.process.origin}/graphql`;
  };

  /** Like a load balancer: asks the next process if one refuses a connection or closes an idle one. */
  async function send(query: string): Promise<unknown> {
    for (;;) {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
      try {
        const answer = await fetch(nextUrl(), {
          method: 'POST',
          headers,
          body: JSON.stringify({ query }),
        });
        expect(answer.status).toBe(200);
        return await answer.json();
      } catch (error) {
        if (!isConnectionGone(error)) throw error;
      }
    }
  }

  it('has packages of a bounded number and size', async () => {
    const { packages, bytes } = await image.measure();
    expect(packages).toBeLessThan(MAX_PACKAGES);
    expect(bytes / 1e6).toBeLessThan(MAX_MEGABYTES);
  });

  it('says what is missing where it is started with the embedded parts or generated people, which it does not have', async () => {
    const embedded = { DATA_DIR: path.join(image.folder, 'data'), PORT: '0' };
    const started = (env: Record<string, string>) =>
      startServerProcess(env, undefined, image.script, image.folder);
    await expect(started(embedded)).rejects.toThrow(/is not installed.*set DATABASE_URL/);
    const { url } = opened.adopt(await createTestDatabase(), (made) => made.drop());
    await expect(started({ ...embedded, DATABASE_URL: url })).rejects.toThrow(
      /a package of development is missing.*NODE_ENV=production/,
    );
  });

  it('migrates an empty database by the command of the Kubernetes job', async () => {
    const { url } = opened.adopt(await createEmptyDatabase(), (made) => made.drop());
    const env = { ...environmentOf('worker'), DATABASE_URL: url, DIRECT_DATABASE_URL: url };
    const { code, stdout } = await runCommand('cli/vitae.mjs', ['migrate'], env, undefined, image.folder);
    expect([code, stdout]).toEqual([0, expect.stringContaining('The database is up to date.')]);
  });

  it('has two API processes and two workers with the settings of production', () => {
    expect([replicas('api'), replicas('worker')]).toEqual([2, 2]);
    expect(running.map(({ process }) => process.output())).toEqual([
      expect.stringContaining('(api)'),
      expect.stringContaining('(api)'),
      expect.stringContaining('(worker)'),
      expect.stringContaining('(worker)'),
    ]);
  });

  it(
    'replaces each process under load: no accepted request fails, nothing is lost',
    { timeout: 600_000 },
    async () => {
      const profiles: string[] = [];
      for (let number = 0; number < WRITERS; number += 1) {
        const answer = await send(
          `mutation { createProfile(input: { fullName: "Person ${number}" }) { ... on ProfilePayload { profile { id } } } }`,
        );
        profiles.push(createdRule.parse(answer).data.createProfile.profile.id);
      }
      let stopping = false;
      const failures: unknown[] = [];
      const revisions = new Map<string, number>();
      const write = async (id: string) => {
        for (let count = 0; !stopping; count += 1) {
          try {
            const answer = await send(
              `mutation { saveBio(profileId: "${id}", input: { label: "Label ${count}", summary: "A summary." }) {
              ... on ProfilePayload { profile { revision } } } }`,
            );
            const { revision } = savedRule.parse(answer).data.saveBio.profile;
            // A write that was committed without an answer would leave a gap.
            expect(revision).toBe((revisions.get(id) ?? 1) + 1);
            revisions.set(id, revision);
          } catch (error) {
            failures.push(error);
          }
        }
      };
      const pushed: number[] = [];
      const subscriber = subscribe(profiles[0] ?? '', pushed);
      const load = profiles.map(write);
      await eventually(() => expect(pushed.length).toBeGreaterThan(2));

      for (const entry of [...running]) {
        const before = pushed.length;
        expect(await entry.process.stop()).toBe(0);
        entry.process = await start(entry.role);
        await eventually(() => expect(pushed.length).toBeGreaterThan(before + 2));
      }

      stopping = true;
      await Promise.all(load);
      subscriber.dispose();
      expect(failures).toEqual([]);
      const stored = await db.profile.findMany({ select: { id: true, revision: true } });
      expect(new Map(stored.map(({ id, revision }) => [id, revision]))).toEqual(revisions);
      await eventually(async () => expect(await expectIndexEqualsDatabase({ db, search })).toBe(WRITERS));
      await eventually(async () => {
        expect(await countOpenJobs(sqlOverPrisma(db))).toEqual([]);
        expect(await readJobs(sqlOverPrisma(db), DEAD_LETTERS)).toEqual([]);
      });
    },
  );

  /** A subscriber that reconnects whenever its connection is cut. */
  function subscribe(profileId: string, pushed: number[]): Client {
    const client = createClient({
      url: nextUrl,
      headers: { authorization: `Bearer ${token}` },
      retryAttempts: 1000,
      retry: () => new Promise((resolve) => setTimeout(resolve, 100)),
    });
    client.subscribe(
      { query: `subscription { completionChanged(profileId: "${profileId}") { percentage } }` },
      {
        next: ({ data }) => void pushed.push(pushedRule.parse(data).completionChanged.percentage),
        error: () => undefined,
        complete: () => undefined,
      },
    );
    return client;
  }
});

function isConnectionGone(error: unknown): boolean {
  const cause = error instanceof TypeError ? error.cause : null;
  return cause instanceof Error && /ECONNREFUSED|ECONNRESET|UND_ERR_SOCKET/.test(JSON.stringify(cause));
}
