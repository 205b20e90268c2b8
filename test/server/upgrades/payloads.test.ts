// Owns that a job which another version has enqueued is understood and done: payloads as they once lay in the queues,
// frozen in released-payloads.json, and the same with a field more, as a newer version may send them to a worker that has
// not been replaced yet. Whoever changes a payload adds the new shape there and leaves the old ones in it.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { jobContracts } from '../../../src/server/jobs.ts';
import { sendRaw } from '../../jobs/queue-probe.ts';
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

  it('understands them all, and those of a version after it', () => {
    for (const one of frozen) {
      const old = payload.safeParse(one.payload);
      expect(
        old.error,
        `${name} no longer understands what ${one.since} has enqueued: let it`,
      ).toBeUndefined();
      const newer = payload.safeParse({ ...one.payload, ...fromTheFuture });
      expect(newer.error, `${name} must ignore fields that it does not know: use z.object`).toBeUndefined();
      expect(newer.data).toEqual(old.data);
    }
  });
});

it('no queue has gone that a released version fills', () => {
  const known: readonly string[] = jobContracts.map(({ name }) => name);
  const gone = released.filter(({ queue }) => !known.includes(queue));
  expect(gone, 'keep a worker for what may still lie in these queues').toEqual([]);
});

describe('a job as another version enqueued it', () => {
  let segment: SegmentServer;
  let vitae: Vitae;

  beforeAll(async () => {
    segment = await startSegmentServer();
    vitae = await startVitae({ segment: { writeKey: WRITE_KEY, host: segment.url } });
    await vitae.idle();
  });
  afterAll(async () => {
    await vitae.close();
    await segment.close();
  });

  interface Effect {
    /** What the job finds; without any job of our own. */
    readonly before: () => Promise<unknown>;
    /** What it leaves behind. */
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
    'analytics-delivery': {
      before: () => vitae.db.analyticsEvent.create({ data: { name: 'deleted', profileId: OTHER } }),
      after: async () =>
        expect(await vitae.db.analyticsEvent.count({ where: { deliveredAt: null } })).toBe(0),
    },
  };

  it.each(released)('$queue of $since: it is done, also with a field more', async ({ queue, payload }) => {
    const effect = effects[queue];
    if (!effect) throw new Error(`say in the effects of this test what a job of ${queue} leaves behind`);
    for (const data of [payload, { ...payload, ...fromTheFuture }]) {
      await vitae.sql(`DELETE FROM reindex_run`);
      if (queue === 'profile-changed') await vitae.sql(`DELETE FROM profile`);
      await effect.before();
      const id = await sendRaw(vitae, queue, data);
      await vitae.idle();
      const [job] = await vitae.sql<{ state: string }>('SELECT state::text FROM pgboss.job WHERE id = $1', [
        id,
      ]);
      expect(job).toEqual({ state: 'completed' });
      await effect.after();
    }
  });
});
