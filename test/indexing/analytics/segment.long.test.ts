// Every transition into and out of the index reaches Segment once: the real client over HTTP, against a server that loses
// responses, refuses and is down.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { analyticsDelivery } from '../../../src/indexing/analytics/delivery-job.ts';
import { seedProfiles } from '../../../src/dev/demo/seed.ts';
import { endDelays } from '../../support/delays.ts';
import { mutated } from '../../support/mutations.ts';
import { readRun, startRun } from '../../reindex/runs-of-tests.ts';
import { expectIndexEqualsDatabase } from '../../support/index-equals-database.ts';
import {
  startSegmentServer,
  WRITE_KEY,
  type SegmentFault,
  type SegmentServer,
} from '../../support/segment-server.ts';
import { readJobs } from '../../support/pgboss-tables.ts';
import { startVitae, type Vitae } from '../../support/vitae.ts';

let segment: SegmentServer;
let vitae: Vitae;

beforeEach(async () => {
  segment = await startSegmentServer();
  vitae = await startVitae({ segment: { writeKey: WRITE_KEY, host: segment.url, timeoutMs: 2000 } });
});
afterEach(async () => {
  await vitae.close();
  await segment.close();
});

async function newProfile(fullName: string): Promise<string> {
  const { profile } = await mutated(vitae, 'createProfile', { input: { fullName } }, 'admin');
  return profile?.id ?? '';
}

const setVisibility = (profileId: string, visibility: 'PUBLIC' | 'PRIVATE') =>
  mutated(vitae, 'updateProfile', { profileId, input: { visibility } }, 'admin');

const rows = () => vitae.db.analyticsEvent.findMany({ orderBy: [{ occurredAt: 'asc' }] });

/** Segment has every event of the table, and each row is marked. */
async function expectAllDelivered(): Promise<void> {
  const table = await rows();
  expect(table.filter(({ deliveredAt }) => deliveredAt === null)).toEqual([]);
  const expected = table.map(({ id, name, profileId, occurredAt }) => ({
    messageId: id,
    event: name,
    userId: profileId,
    timestamp: occurredAt.toISOString(),
  }));
  const byId = (a: { messageId: string }, b: { messageId: string }) => (a.messageId < b.messageId ? -1 : 1);
  expect(segment.events().toSorted(byId)).toMatchObject(expected.toSorted(byId));
  expect(segment.events()).toHaveLength(expected.length);
}

const letters = () => vitae.services.jobs.deadLetters.page(analyticsDelivery, { limit: 10 });

async function catchUp(): Promise<void> {
  await expect
    .poll(
      async () => {
        await endDelays(vitae);
        return vitae.openJobs(analyticsDelivery.name);
      },
      { interval: 100 },
    )
    .toBe(0);
}

it('each transition is sent once, in order, with nothing but id, transition and time', async () => {
  const id = await newProfile('Told Once');
  await vitae.idle();
  await mutated(vitae, 'saveBio', { profileId: id, input: { summary: 'no transition' } }, 'admin');
  await vitae.idle();
  for (const visibility of ['PRIVATE', 'PUBLIC'] as const) {
    await setVisibility(id, visibility);
    await vitae.idle();
  }
  await mutated(vitae, 'deleteProfile', { profileId: id }, 'admin');
  await vitae.idle();
  expect(segment.received.map(({ event, userId }) => [event, userId])).toEqual(
    ['created', 'deleted', 'created', 'deleted'].map((event) => [event, id]),
  );
  const times = segment.received.map(({ timestamp }) => timestamp);
  expect(times).toEqual([...new Set(times)].sort());
  expect(JSON.stringify(segment.received)).not.toContain('Told');
  await expectAllDelivered();
});

it('after an event from a clock that was ahead, later events still have a later time', async () => {
  const id = await newProfile('Ahead Of Time');
  await vitae.idle();
  await vitae.sql(`UPDATE analytics_event SET occurred_at = occurred_at + interval '1 hour'`);
  await mutated(vitae, 'deleteProfile', { profileId: id }, 'admin');
  await vitae.idle();
  expect((await rows()).map(({ name }) => name)).toEqual(['created', 'deleted']);
});

describe('a temporary failure of Segment', () => {
  const AWAY: readonly [string, SegmentFault][] = [
    ['resets every connection', { kind: 'reset' }],
    ['answers 500', { kind: 'status', status: 500 }],
    ['answers 429 and says how long', { kind: 'status', status: 429, headers: { 'retry-after': '600' } }],
    ['accepts and loses the answer', { kind: 'lostAnswer' }],
    ['accepts and never answers', { kind: 'silence' }],
  ];

  it.each(AWAY)('%s: afterwards each event is there once, and no try was used', async (_name, fault) => {
    segment.fault(fault);
    const first = await newProfile('During The Outage');
    await expect.poll(() => segment.requests).toBeGreaterThan(0);
    const paused = () => vitae.sql<{ reason: string; until: Date }>('SELECT reason, until FROM queue_pause');
    await expect.poll(paused).toHaveLength(1);
    await mutated(vitae, 'deleteProfile', { profileId: first }, 'admin');
    await newProfile('Also During It');
    await expect.poll(async () => (await rows()).length).toBe(3);
    expect((await rows()).filter(({ deliveredAt }) => deliveredAt !== null)).toEqual([]);
    const [pause] = await paused();
    if (fault.kind === 'status')
      expect(pause?.reason).toContain(`Segment answered ${fault.status}: as asked`);
    else expect(pause?.reason).toContain('Segment does not respond');
    if (fault.kind === 'status' && fault.headers)
      expect(pause?.until.getTime()).toBeGreaterThan(Date.now() + 300_000);
    segment.fault(null);
    await catchUp();
    await expectAllDelivered();
    expect(await letters()).toEqual([]);
  });

  it('a lost response: the same event is sent twice with one id', async () => {
    segment.fault({ kind: 'lostAnswer' });
    await newProfile('Twice');
    await expect.poll(() => segment.received.length).toBeGreaterThan(0);
    segment.fault(null);
    await catchUp();
    expect(segment.received.length).toBeGreaterThan(1);
    expect(new Set(segment.received.map(({ messageId }) => messageId)).size).toBe(1);
    await expectAllDelivered();
  });
});

describe('a permanent failure of Segment', () => {
  it.each([400, 401, 403, 301])(
    'with %i: a dead letter says why, the rows stay, and a retry brings them',
    async (status) => {
      segment.fault({ kind: 'status', status, headers: { location: 'http://127.0.0.1:9/' } });
      await newProfile('Refused');
      await expect
        .poll(letters)
        .toMatchObject([{ reason: `Segment answered ${status}: as asked`, tries: 1 }]);
      // Later events make no second dead letter.
      await newProfile('Refused Too');
      await vitae.idle();
      expect(await letters()).toHaveLength(1);
      expect((await rows()).map(({ deliveredAt }) => deliveredAt)).toEqual([null, null]);
      segment.fault(null);
      await vitae.services.jobs.deadLetters.retry(analyticsDelivery, null);
      await vitae.idle();
      await expectAllDelivered();
      expect(await letters()).toEqual([]);
    },
  );

  it('a wrong write key', async () => {
    await using other = await startVitae({ segment: { writeKey: 'another', host: segment.url } });
    await mutated(other, 'createProfile', { input: { fullName: 'Wrong Key' } }, 'admin');
    await other.idle();
    const found = await other.services.jobs.deadLetters.page(analyticsDelivery, { limit: 10 });
    expect(found).toMatchObject([{ reason: 'Segment answered 401: wrong key' }]);
  });
});

describe('the outbox', () => {
  it('has each transition once during runs and many writes with lost responses, and so has Segment', async () => {
    segment.fault({ kind: 'lostAnswer' });
    await seedProfiles({ url: vitae.url, count: 60 });
    const ids = (await vitae.db.profile.findMany({ select: { id: true } })).map(({ id }) => id);
    const runs = [
      startRun(vitae, { mode: 'FULL', batchSize: 5 }),
      startRun(vitae, { mode: 'VERIFY', batchSize: 7 }),
    ];
    const hidden = ids.filter((_id, n) => n % 3 === 0);
    await Promise.all(hidden.map((id) => setVisibility(id, 'PRIVATE')));
    await Promise.all(hidden.map((id) => setVisibility(id, 'PUBLIC')));
    const gone = ids.filter((_id, n) => n % 4 === 0);
    await Promise.all(gone.map((profileId) => mutated(vitae, 'deleteProfile', { profileId }, 'admin')));
    for (const run of runs) {
      const { id } = await run;
      const finished = { status: 'COMPLETED', failed: 0 };
      await expect.poll(() => readRun(vitae, id)).toMatchObject(finished);
    }
    segment.fault(null);
    await catchUp();
    await vitae.idle();
    await expectIndexEqualsDatabase(vitae);
    await expectAllDelivered();
    const byProfile = Map.groupBy(await rows(), ({ profileId }) => profileId);
    for (const id of ids) {
      const names = (byProfile.get(id) ?? []).map(({ name }) => name);
      expect(names).toEqual(names.map((_name, n) => (n % 2 === 0 ? 'created' : 'deleted')));
      expect(names.length % 2).toBe((await vitae.search.getObject(id)) ? 1 : 0);
    }
  });

  it('from before Segment was configured is sent completely, in several requests', async () => {
    const COUNT = 1201;
    await vitae.close();
    vitae = await startVitae({ workers: false, segment: { writeKey: WRITE_KEY, host: segment.url } });
    // As written without Segment.
    await vitae.sql(
      `INSERT INTO analytics_event (id, name, profile_id)
        SELECT gen_random_uuid(), 'created', gen_random_uuid() FROM generate_series(1, $1)`,
      [COUNT],
    );
    expect(await vitae.openJobs(analyticsDelivery.name)).toBe(0);
    await vitae.startWorkers();
    await vitae.idle();
    await expectAllDelivered();
    expect(segment.received).toHaveLength(COUNT);
    expect(segment.requests).toBe(3);
  });

  it('of a transaction that is rolled back sends nothing', async () => {
    const { db, services } = vitae;
    await expect(
      db.$transaction(async (tx) => {
        const profileId = '01a20d53-9972-7372-91cc-d91b131d29e6';
        await services.analytics.track(tx, [{ name: 'created', profileId }]);
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    await vitae.idle();
    expect(await rows()).toEqual([]);
    expect(segment.requests).toBe(0);
  });
});

it('without Segment there is no job', async () => {
  await using plain = await startVitae({ workers: false });
  const { db, services } = plain;
  const profileId = '01a20d53-9972-7372-91cc-d91b131d29e6';
  await db.$transaction((tx) => services.analytics.track(tx, [{ name: 'created', profileId }]));
  await plain.startWorkers();
  expect(await readJobs(plain, 'analytics-%')).toEqual([]);
  expect(await db.analyticsEvent.findMany()).toMatchObject([
    { name: 'created', profileId, deliveredAt: null },
  ]);
});
