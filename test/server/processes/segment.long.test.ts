// A worker that is killed or stopped after Segment accepted an event and before the event is marked as delivered: the next
// process sends it again with the same id.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDatabase, type Database } from '../../../src/database/client.ts';
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts';
import { startSegmentServer, WRITE_KEY, type SegmentServer } from '../../support/segment-server.ts';
import { startVitaeProcess, temporaryDataDir, type VitaeProcess } from '../../support/vitae-process.ts';

let segment: SegmentServer;
let database: TestDatabase;
let db: Database;
let data: Awaited<ReturnType<typeof temporaryDataDir>>;
let vitae: VitaeProcess;

const start = () =>
  startVitaeProcess({
    PORT: '0',
    DATA_DIR: data.dataDir,
    DATABASE_URL: database.url,
    SEED_PROFILES: '10',
    SEGMENT_WRITE_KEY: WRITE_KEY,
    SEGMENT_HOST: segment.url,
  });

beforeAll(async () => {
  segment = await startSegmentServer();
  database = await createTestDatabase();
  db = createDatabase(database.url);
  data = await temporaryDataDir();
});

afterAll(async () => {
  await vitae.stop();
  await segment.close();
  await db.$disconnect();
  await database.drop();
  await data.remove();
});

/** Another worker takes over the job of a killed one within twenty seconds. */
const patient = { interval: 100 };

async function expectAllDelivered(): Promise<void> {
  const profiles = await db.profile.count({ where: { visibility: 'PUBLIC' } });
  const unmarked = () => db.analyticsEvent.count({ where: { deliveredAt: null } });
  const entered = () => db.searchState.count({ where: { tracked: true } });
  await expect.poll(entered, patient).toBe(profiles);
  await expect.poll(unmarked, patient).toBe(0);
  const rows = await db.analyticsEvent.findMany({ select: { id: true } });
  const sent = segment.events().map(({ messageId }) => messageId);
  expect(sent.toSorted()).toEqual(rows.map(({ id }) => id).toSorted());
}

it('killed after Segment accepted: the next process sends the same event again', async () => {
  segment.fault({ kind: 'silence' });
  vitae = await start();
  await expect.poll(() => segment.received.length, patient).toBeGreaterThan(0);
  await vitae.kill();
  expect(await db.analyticsEvent.count({ where: { NOT: { deliveredAt: null } } })).toBe(0);
  const before = segment.received.map(({ messageId }) => messageId);
  segment.fault(null);
  vitae = await start();
  await expectAllDelivered();
  const after = segment.received.slice(before.length).map(({ messageId }) => messageId);
  expect(after).toEqual(expect.arrayContaining(before));
});

it('stopped while Segment does not answer: the process ends, and the next one sends the rest', async () => {
  segment.fault({ kind: 'silence' });
  const known = segment.received.length;
  const answer = await fetch(vitae.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${vitae.administratorToken}` },
    body: JSON.stringify({ query: 'mutation { createProfile(input: { fullName: "Late" }) { __typename } }' }),
  });
  expect(await answer.json()).toEqual({ data: { createProfile: { __typename: 'ProfilePayload' } } });
  await expect.poll(() => segment.received.length, patient).toBe(known + 1);
  expect(await vitae.stop()).toBe(0);
  expect(vitae.output()).not.toMatch(/unhandled|cannot go on/i);
  segment.fault(null);
  vitae = await start();
  await expectAllDelivered();
  expect(segment.received.length).toBeGreaterThan(known + 1);
});
