// Restores a backup as the runbook says, by a real pg_dump and pg_restore: what was written after the backup is gone from Postgres, the cache
// and the index; and the triggers are back.
import { readFile } from 'node:fs/promises';
import { afterAll, describe, expect, it } from 'vitest';
import pg from 'pg';
import { createDatabase } from '../../src/database/client.ts';
import { startLocalSearchServer } from '../../src/dev/search/server.ts';
import { applyIndexSettings } from '../../src/indexing/settings.ts';
import { createSearchGateway } from '../../src/search/gateway.ts';
import { startDebianPostgres, withoutDebianPostgres } from '../support/debian-postgres.ts';
import { eventually } from '../support/eventually.ts';
import { SEARCH_KEYS } from '../support/fleet.ts';
import { expectIndexEqualsDatabase } from '../support/index-equals-database.ts';
import { startRedis, withoutRedis } from '../support/redis.ts';
import { runShell, startVitaeProcess, temporaryDataDir } from '../support/vitae-process.ts';
import { readPages } from './runbook/pages.ts';

describe.skipIf(withoutDebianPostgres() || withoutRedis())('a backup', () => {
  const stack = new AsyncDisposableStack();
  afterAll(() => stack.disposeAsync());

  it('that is restored as the runbook says leaves nothing of what came after it', async () => {
    const postgres = stack.adopt(await startDebianPostgres(), (started) => started.stop());
    const redis = stack.adopt(await startRedis(), (started) => started.stop());
    const server = stack.adopt(await startLocalSearchServer(SEARCH_KEYS), (started) => started.close());
    const { dataDir } = stack.adopt(await temporaryDataDir(), (data) => data.remove());
    const { appId, adminKey: apiKey } = SEARCH_KEYS;
    const search = createSearchGateway({ appId, apiKey, indexName: 'profiles', hosts: [server.url] });
    await applyIndexSettings(search);
    let env: Record<string, string> = {
      PORT: '0',
      DATA_DIR: dataDir,
      DATABASE_URL: postgres.url,
      REDIS_URL: redis.url,
      ALGOLIA_APP_ID: appId,
      ALGOLIA_API_KEY: apiKey,
      ALGOLIA_HOSTS: server.url,
      SEED_PROFILES: '20',
    };
    let vitae = await startVitaeProcess(env);
    stack.defer(async () => {
      await vitae.stop();
    });
    const open = (url: string) => stack.adopt(createDatabase(url), (opened) => opened.$disconnect());
    let db = open(postgres.url);
    const restoredUrl = Object.assign(new URL(postgres.url), { pathname: '/vitae_restored' }).href;
    const type = async (line: string) => {
      const PATH = `${postgres.programs}:${process.env['PATH'] ?? ''}`;
      const { origin, port } = new URL(vitae.url);
      const typed = line
        .replaceAll('vitae.dump', `${dataDir}/vitae.dump`)
        .replaceAll('http://localhost:4000', origin);
      const { code, ...said } = await runShell(typed, {
        ...env,
        PATH,
        PORT: port,
        RESTORED_URL: restoredUrl,
      });
      expect(code, `${line}: ${JSON.stringify(said)}`).toBe(0);
    };
    const send = async (query: string) => {
      const headers = {
        'content-type': 'application/json',
        authorization: `Bearer ${vitae.administratorToken}`,
      };
      const answer = await fetch(vitae.url, { method: 'POST', headers, body: JSON.stringify({ query }) });
      return answer.text();
    };
    const indexIsWhole = () =>
      eventually(async () => expect(await expectIndexEqualsDatabase({ db, search })).toBeGreaterThan(10));
    const profiles = () =>
      db.profile.findMany({ select: { id: true, fullName: true, revision: true }, orderBy: { id: 'asc' } });

    await indexIsWhole();
    const before = await profiles();
    const [first, second] = before;
    const score = () => send(`{ profile(id: "${first?.id}") { completion { percentage } } }`);
    const scoreBefore = await score();
    const [, dump = ''] = /`(pg_dump [^`]+)`/.exec(await readFile('docs/runbook.md', 'utf8')) ?? [];
    await type(dump);

    await send(`mutation { savePhoneNumber(profileId: "${first?.id}", input: { number: "+14155552671" }) { __typename }
      saveBio(profileId: "${first?.id}", input: { label: "After the backup", summary: "${'x'.repeat(200)}" }) { __typename } }`);
    await send(`mutation { deleteProfile(profileId: "${second?.id}") { __typename } }`);
    await send(
      'mutation { createProfile(input: { fullName: "After the backup", visibility: PUBLIC }) { __typename } }',
    );
    await indexIsWhole();
    await score();

    const page = (await readPages()).find(({ title }) => title === 'Restore a backup');
    const isOfPostgres = (command: string) => /^(createdb|pg_restore) /.test(command);
    const [restore, afterwards] = [true, false].map((of) =>
      page?.commands.filter((command) => isOfPostgres(command) === of),
    );
    expect([restore?.length, afterwards?.length]).toEqual([2, 2]);
    await vitae.stop();
    for (const command of restore ?? []) await type(command);
    env = { ...env, DATABASE_URL: restoredUrl };
    db = open(restoredUrl);
    vitae = await startVitaeProcess(env);
    const answer = await eventually(async () => {
      const text = await send('{ queues { pause { reason } } }');
      expect(text).toContain('take-over');
      return text;
    });
    env = { ...env, DEPLOYMENT: /take-over ([\w-]+)/.exec(answer)?.[1] ?? '' };
    for (const command of afterwards ?? []) await type(command);

    await indexIsWhole();
    expect((await profiles()).map(({ id, fullName }) => ({ id, fullName }))).toEqual(
      before.map(({ id, fullName }) => ({ id, fullName })),
    );
    expect(await score()).toBe(scoreBefore);
    const client = stack.adopt(new pg.Client(restoredUrl), (opened) => opened.end());
    await client.connect();
    await client.query('UPDATE profile SET full_name = $1 WHERE id = $2', ['Followed', first?.id]);
    await eventually(async () => {
      const found = await search.getObject(first?.id ?? '');
      expect(found).toMatchObject({ fullName: 'Followed' });
    });
  });
});
