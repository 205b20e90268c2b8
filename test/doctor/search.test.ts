// The doctor on the index: keys, settings, owner and size.
import { randomUUID } from 'node:crypto';
import { algoliasearch, type Acl } from 'algoliasearch';
import { Pool } from 'pg';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { checkIndex } from '../../src/doctor/search.ts';
import { applyIndexSettings, indexSettings } from '../../src/indexing/settings.ts';
import { openTarget } from '../../src/indexing/target.ts';
import { startLocalSearchServer } from '../../src/dev/search/server.ts';
import { createSearchGateway, toHost, type SearchGateway } from '../../src/search/gateway.ts';
import { createDatabase } from '../../src/database/client.ts';
import { SEARCH_KEYS } from '../support/fleet.ts';
import { createTestDatabase } from '../support/postgres.ts';

const { appId, adminKey } = SEARCH_KEYS;
let client: Pool;
let hosts: readonly string[];
let search: SearchGateway;
let url: string;
beforeAll(async () => {
  await using opening = new AsyncDisposableStack();
  const database = opening.adopt(await createTestDatabase(), (made) => made.drop());
  url = database.url;
  client = opening.adopt(new Pool({ connectionString: url, max: 1 }), (pool) => pool.end());
  ({ urls: hosts } = opening.adopt(await startLocalSearchServer(SEARCH_KEYS), (server) => server.close()));
  search = createSearchGateway({ appId, apiKey: adminKey, indexName: 'profiles', hosts });
  const opened = opening.move();
  return () => opened.disposeAsync();
});

async function found(changes: NodeJS.ProcessEnv = {}) {
  const config = readConfig({
    ALGOLIA_APP_ID: appId,
    ALGOLIA_API_KEY: adminKey,
    ALGOLIA_HOSTS: hosts.join(','),
    ...changes,
  });
  const findings = await checkIndex(config, client);
  return findings.map(
    ({ state, message, next }) => `${state}: ${message}${next === null ? '' : ` -> ${next}`}`,
  );
}

async function keyWith(acl: Acl[]): Promise<string> {
  const { key } = await algoliasearch(appId, adminKey, { hosts: hosts.map(toHost) }).addApiKey({ acl });
  return key;
}

it('an index that is not there yet', async () => {
  expect(await found()).toContainEqual(
    expect.stringMatching(/^warning: there is no index "profiles"/) as string,
  );
});

it('an index in order: keys, settings, owner and size', async () => {
  const db = createDatabase(url, { refuseUndeclared: true });
  onTestFinished(() => db.$disconnect());
  await openTarget({ db, search });
  const told = await found({ ALGOLIA_SEARCH_KEY: await keyWith(['search']) });
  expect(told).toEqual([
    expect.stringMatching(/^ok: VITAETEST answers/),
    'ok: ALGOLIA_SEARCH_KEY may search and nothing else',
    'ok: its settings match the code',
    'ok: it belongs to this deployment',
    'ok: 0 documents',
  ]);
});

it.each([
  [
    'a key that lacks a right',
    async () => ({ ALGOLIA_API_KEY: await keyWith(['search', 'browse', 'settings']) }),
    /^failure: ALGOLIA_API_KEY lacks the rights addObject, deleteObject, editSettings, seeUnretrievableAttributes/,
  ],
  [
    'a key that is refused',
    () => ({ ALGOLIA_API_KEY: 'no such key' }),
    /^failure: .* refuses ALGOLIA_API_KEY/,
  ],
  [
    'a search key that may do more',
    async () => ({ ALGOLIA_SEARCH_KEY: await keyWith(['search', 'addObject']) }),
    /^failure: ALGOLIA_SEARCH_KEY: .*may do more/,
  ],
  [
    'a server that is away',
    () => ({ ALGOLIA_HOSTS: 'http://127.0.0.1:1' }),
    /^failure: .*127\.0\.0\.1:1 \(ALGOLIA_HOSTS\) does not answer/,
  ],
])('%s', async (_what, changes, words) => {
  expect(await found(await changes())).toContainEqual(expect.stringMatching(words) as string);
});

it('other settings, another owner, and another number of documents', async () => {
  await search.setSettings({ ...indexSettings, customRanking: [] });
  const deployment = randomUUID();
  const { taskID } = await search.setSettings({
    userData: { vitae: { deployment, database: 'other', incarnation: null } },
  });
  await search.waitForTask(taskID);
  const objects = Array.from({ length: 20 }, (_, i) => ({ objectID: `stray-${i}`, version: 1 }));
  await search.write(
    objects.map((object) => ({ type: 'upsert', object })),
    { wait: true },
  );
  const told = await found();
  expect(told).toContainEqual(
    expect.stringMatching(
      /^warning: its settings differ.*customRanking -> .*search:settings -- apply/,
    ) as string,
  );
  expect(told).toContainEqual(
    expect.stringMatching(
      /^failure: it belongs to the deployment .*database other.* -> .*take-over/,
    ) as string,
  );
  expect(told).toContainEqual(
    'warning: 20 documents, where the database expects 0 -> Compare and mend: npm run reindex -- --mode VERIFY --watch',
  );
  await applyIndexSettings(search);
});
