// A worker reads and does the jobs that another version enqueued: payloads of older versions, frozen in
// released-payloads.json, and the same with one field more, as a newer version may enqueue them. Whoever changes a payload
// adds the new shape there and keeps the old ones.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PgBoss } from 'pg-boss';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { jobContracts } from '../../../src/server/jobs.ts';
import { startSegmentServer, WRITE_KEY, type SegmentServer } from '../../support/segment-server.ts';
import { startVitae, type Vitae } from '../../support/vitae.ts';

const FILE = 'test/server/upgrades/released-payloads.json';
const releasedRule = z.array(
  z.strictObject({ since: z.string(), queue: z.string(), payload: z.record(z.string(), z.unknown()) }),
);
const released = releasedRule.parse(
  JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../../..', FILE), 'utf8')),
);

/** In every frozen payload. */
const ID = '01a20d53-9972-7372-91cc-d91b131d29e6';
const fromTheFuture = { addedByALaterVersion: { any: 'thing' } };

describe.each(jobContracts)('$name', ({ name, payload }) => {
  const frozen = released.filter(({ queue }) => queue === name);

  it('has a frozen payload with each of its fields', () => {
    expect(frozen, `add to ${FILE} what this version enqueues on ${name}`).not.toEqual([]);
    const { properties = {} } = z.toJSONSchema(payload, { io: 'input' });
    const seen = new Set(frozen.flatMap((one) => Object.keys(one.payload)));
    const missing = Object.keys(properties).filter((field) => !seen.has(field));
    expect(
      missing,
      `add to ${FILE} a payload of ${name} with these fields, and leave the others in it`,
    ).toEqual([]);
  });

  it('reads them all, and those of a newer version', () => {
    for (const one of frozen) {
      const old = payload.safeParse(one.payload);
      expect(old.error, `${name} no longer reads what ${one.since} enqueued: it must`).toBeUndefined();
      const newer = payload.safeParse({ ...one.payload, ...fromTheFuture });
      expect(newer.error, `${name} must ignore fields that it does not have: use z.object`).toBeUndefined();
      expect(newer.data).toEqual(old.data);
    }
  });
});

it('each queue that a released version fills still exists', () => {
  const known: readonly string[] = jobContracts.map(({ name }) => name);
  const gone = released.filter(({ queue }) => !known.includes(queue));
  expect(gone, 'keep a worker for the jobs that may still be in these queues').toEqual([]);
});

describe('a job as another version enqueued it', () => {
  let segment: SegmentServer;
  let vitae: Vitae;
  let boss: PgBoss;

  beforeAll(async () => {
    segment = await startSegmentServer();
    vitae = await startVitae({
      segment: { writeKey: WRITE_KEY, host: segment.url },
      retention: { events: 1, runs: 1, jobs: 1, deadLetters: 1 },
    });
    await vitae.idle();
    boss = new PgBoss({ connectionString: vitae.url, supervise: false, schedule: false });
    await boss.start();
  });
  afterAll(async () => {
    await boss.stop();
    await vitae.close();
    await segment.close();
  });

  interface Effect {
    /** Makes what the job works on, and enqueues no job. */
    readonly before: () => Promise<unknown>;
    /** Checks what the job has done. */
    readonly after: () => Promise<void>;
  }
  const run = { mode: 'FULL', batchSize: 10, total: 1 } as const;
  const statusOf = async (id: string) => (await vitae.db.reindexRun.findUnique({ where: { id } }))?.status;
  const OTHER = '01a20d53-9972-7372-91cc-d91b131d29e7';

  const effects: Readonly<Record<string, Effect>> = {
    'profile-changed': {
      before: () => vitae.db.profile.create({ data: { id: ID, handle: 'raw', fullName: 'Raw' } }),
      after: async () => expect(await vitae.search.getObject(ID)).toMatchObject({ handle: 'raw' }),
    },
    'reindex-dispatch': {
      before: () => vitae.db.reindexRun.create({ data: { id: ID, ...run } }),
      after: async () => expect(await statusOf(ID)).toBe('COMPLETED'),
    },
    'reindex-batch': {
      before: async () => {
        const moving = { status: 'RUNNING', dispatchedAt: new Date(), pendingBatches: 1 } as const;
        await vitae.db.reindexRun.create({ data: { id: OTHER, ...run, ...moving } });
        await vitae.db.reindexBatch.create({ data: { id: ID, runId: OTHER, size: 1 } });
      },
      after: async () => expect(await statusOf(OTHER)).toBe('COMPLETED'),
    },
    'staleness-sweep': {
      before: () =>
        vitae.sql(`UPDATE search_state SET document_hash = 'old', next_change_at = now() - interval '1 day'`),
      after: async () =>
        expect(await vitae.sql(`SELECT FROM search_state WHERE document_hash = 'old'`)).toEqual([]),
    },
    'verify-schedule': {
      before: () => vitae.db.reindexRun.deleteMany(),
      after: async () => expect(await vitae.db.reindexRun.findMany()).toMatchObject([{ mode: 'VERIFY' }]),
    },
    'profile-repair': {
      before: () => vitae.search.write([{ type: 'delete', objectID: ID }], { wait: true }),
      after: async () => expect(await vitae.search.getObject(ID)).toMatchObject({ handle: 'raw' }),
    },
    audit: {
      before: () => vitae.db.auditTally.deleteMany(),
      after: async () => expect(await vitae.db.auditTally.count()).toBe(1),
    },
    'bulk-written': {
      before: () => Promise.resolve(),
      after: async () => expect(await vitae.db.reindexRun.findMany()).toMatchObject([{ mode: 'CHANGED' }]),
    },
    'analytics-delivery': {
      before: () => vitae.db.analyticsEvent.create({ data: { name: 'deleted', profileId: OTHER } }),
      after: async () =>
        expect(await vitae.db.analyticsEvent.count({ where: { deliveredAt: null } })).toBe(0),
    },
    'retention-sweep': {
      before: () => vitae.db.searchState.create({ data: { profileId: OTHER } }),
      after: async () =>
        expect(await vitae.db.searchState.findUnique({ where: { profileId: OTHER } })).toBeNull(),
    },
  };

  it.each(released)('$queue of $since: it is done, also with one field more', async ({ queue, payload }) => {
    const effect = effects[queue];
    if (!effect) throw new Error(`add to the effects of this test what a job of ${queue} does`);
    for (const data of [payload, { ...payload, ...fromTheFuture }]) {
      await vitae.sql(`DELETE FROM reindex_run`);
      if (queue === 'profile-changed') await vitae.sql(`DELETE FROM profile`);
      await effect.before();
      // Through pg-boss: our own `enqueue` would check the payload.
      const id = (await boss.send(queue, data)) ?? '';
      await vitae.idle();
      expect(await boss.findJobs(queue, { id })).toMatchObject([{ state: 'completed' }]);
      await effect.after();
    }
  });
});
