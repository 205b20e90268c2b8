// A deployment of the next release, which fills and shows the bio by other rules. While both versions run, each answers by its
// own rules, from one Redis. Afterwards CHANGED builds every document anew and writes only those that differ. A release that
// changes no rule keeps its cache and its documents.
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startLocalSearchServer } from '../../../src/dev/search/server.ts';
import { changedCopy } from '../../support/changed-source.ts';
import { eventually } from '../../support/eventually.ts';
import { SEARCH_KEYS, startFleet, type Fleet, type Slot } from '../../support/fleet.ts';
import { countOpenJobs, sqlOver } from '../../support/pgboss-tables.ts';
import { createTestDatabase } from '../../support/postgres.ts';
import { startRedis, withoutRedis, type TestRedis } from '../../support/redis.ts';

const SECTION = 'src/sections/bio/section.ts';
const NEXT_RULES = {
  [SECTION]: [
    ['([{ summary }]) => summary !== null', '([{ label }]) => label !== null'],
    ['label: bio?.label ?? null', 'label: bio?.label?.toUpperCase() ?? null'],
  ],
} as const;
const SAME_RULES = { 'src/server/app.ts': [['Opens no port', 'It opens no port']] } as const;

/** By profile: what is written, and whether the rules of each version see a filled bio. */
const BIOS = [
  { bio: { label: 'engineer', summary: 'Builds.' }, filled: [true, true] },
  { bio: { label: 'painter', summary: null }, filled: [false, true] },
  { bio: { label: null, summary: 'Rests.' }, filled: [true, false] },
  { bio: { label: 'ALREADY SO', summary: 'Shouts.' }, filled: [true, true] },
  { bio: null, filled: [false, false] },
];
/** The label or the status of the bio differs in three of them, and in the four samples of a first start. */
const DIFFERENT_DOCUMENTS = 3 + 4;
/** Equal under both rules. */
const EQUAL_DOCUMENTS = 2;

const answerRule = z.object({ data: z.record(z.string(), z.unknown()), errors: z.undefined().optional() });
const profileRule = z.object({ completion: z.object({ percentage: z.number() }) });
const runRule = z.object({
  status: z.string(),
  upserted: z.number(),
  skipped: z.number(),
  failed: z.number(),
});

describe.skipIf(withoutRedis())('a release', () => {
  const opened = new AsyncDisposableStack();
  let redis: TestRedis;
  let fleet: Fleet;
  let pool: pg.Pool;
  let ids: string[];

  beforeAll(async () => {
    const database = opened.adopt(await createTestDatabase(), (made) => made.drop());
    redis = opened.adopt(await startRedis(), (started) => started.stop());
    const search = opened.adopt(await startLocalSearchServer(SEARCH_KEYS), (started) => started.close());
    pool = opened.adopt(new pg.Pool({ connectionString: database.url, max: 2 }), (made) => made.end());
    fleet = opened.use(
      await startFleet({ databaseUrl: database.url, redisUrl: redis.url, search, workers: 1 }),
    );
    ids = [];
    for (const [nth, { bio }] of BIOS.entries()) {
      const id = await ask(
        fleet.apis[0],
        `mutation { createProfile(input: { fullName: "Person ${nth}" }) {
        ... on ProfilePayload { profile { id } } } }`,
      );
      ids.push(z.object({ profile: z.object({ id: z.string() }) }).parse(id).profile.id);
      if (bio) await saveBio(fleet.apis[0], ids[nth] ?? '', bio);
    }
    await settled();
  });
  afterAll(() => opened.disposeAsync());

  /** @returns the value of its one field */
  async function ask(slot: Slot, query: string, variables: object = {}): Promise<unknown> {
    const response = await fetch(slot.url() ?? '', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${fleet.token}` },
      body: JSON.stringify({ query, variables }),
    });
    return Object.values(answerRule.parse(await response.json()).data)[0];
  }
  const saveBio = (slot: Slot, id: string, bio: object) =>
    ask(
      slot,
      'mutation ($id: ID!, $bio: BioInput!) { saveBio(profileId: $id, input: $bio) { __typename } }',
      { id, bio },
    );
  const settled = () => eventually(async () => expect(await countOpenJobs(sqlOver(pool))).toEqual([]));
  const isFilled = async (slot: Slot, id: string) => {
    const found = await ask(
      slot,
      'query ($id: ID!) { profile(id: $id) { completion(sections: [bio]) { percentage } } }',
      { id },
    );
    return profileRule.parse(found).completion.percentage === 100;
  };
  const filledBy = (slot: Slot) => Promise.all(ids.map((id) => isFilled(slot, id)));

  async function changedRun(slot: Slot) {
    const started = await ask(slot, 'mutation { startReindex(input: { mode: CHANGED }) { id } }');
    const { id } = z.object({ id: z.string() }).parse(started);
    return eventually(async () => {
      const run = await ask(
        slot,
        'query ($id: ID!) { reindexRun(id: $id) { status upserted skipped failed } }',
        { id },
      );
      expect(run).toMatchObject({ status: 'COMPLETED', failed: 0 });
      return runRule.parse(run);
    });
  }

  it('with the same rules keeps the cache and the documents', async () => {
    const [one] = fleet.apis;
    await filledBy(one);
    await eventually(async () => expect(await entries()).toBe(ids.length));
    const folder = await changedCopy(SAME_RULES);
    const [next, worker] = [
      await fleet.startApi('same', folder),
      await fleet.startWorker('same worker', folder),
    ];
    expect(await filledBy(next)).toEqual(BIOS.map(({ filled }) => filled[0]));
    expect(await entries()).toBe(ids.length);
    expect(await changedRun(next)).toMatchObject({ upserted: 0 });
    await next.kill();
    await worker.kill();
  });

  /** Cached completions of the bio. */
  async function entries(): Promise<number> {
    const keys: unknown = JSON.parse(await redis.command('KEYS', '*:e2:*completion*:bio'));
    return z.array(z.string()).parse(keys).length;
  }

  it('with other rules: each version answers by its own, and neither sees an old score', async () => {
    const [old] = fleet.apis;
    const folder = await changedCopy(NEXT_RULES);
    const next = await fleet.startApi('next', folder);
    const expectOwn = async () => {
      for (let times = 0; times < 3; times += 1) {
        expect(await filledBy(next)).toEqual(BIOS.map(({ filled }) => filled[1]));
        expect(await filledBy(old)).toEqual(BIOS.map(({ filled }) => filled[0]));
      }
    };
    await expectOwn();
    const [id = ''] = ids;
    for (const writer of [old, next, old]) {
      await saveBio(writer, id, { label: 'engineer', summary: null });
      expect([await isFilled(old, id), await isFilled(next, id)]).toEqual([false, true]);
      await saveBio(writer, id, { label: 'engineer', summary: 'Builds.' });
      await expectOwn();
    }
    await settled();
  });

  it('with other rules: CHANGED writes the documents that differ, once', async () => {
    const folder = await changedCopy(NEXT_RULES);
    for (const slot of [...fleet.apis, ...fleet.workers]) await slot.kill();
    const [next] = [
      await fleet.startApi('released', folder),
      await fleet.startWorker('released worker', folder),
    ];
    const before = await pool.query<{ pushed: number }>(PUSHED);
    const run = await changedRun(next);
    expect(run.upserted).toBe(DIFFERENT_DOCUMENTS);
    expect(run.skipped).toBe(EQUAL_DOCUMENTS);
    expect((await pool.query(PUSHED)).rows).toEqual(before.rows);
    const hashes = await pool.query<{ shape: string }>(
      `SELECT DISTINCT split_part(document_hash, ':', 1) AS shape FROM search_state WHERE indexed`,
    );
    expect(hashes.rows).toHaveLength(1);
    expect(await changedRun(next)).toMatchObject({ upserted: 0 });
  });

  /** Documents that are in the index. */
  const PUSHED = 'SELECT count(*)::int AS pushed FROM search_state WHERE indexed';
});
