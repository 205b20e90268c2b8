// The dead letters as an administrator uses them: read in pages, retried, discarded. None is lost or doubled.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { mutated } from '../support/mutations.ts';
import {
  deleteJobs,
  failInserts,
  hangInserts,
  insertDeadLetter,
  insertDeadLetters,
  insertJob,
  readJobs,
  setCreatedOn,
} from '../support/pgboss-tables.ts';
import { variantOf } from '../support/variant.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';

const QUEUE = 'profile-changed';
const DEAD = `${QUEUE}.dead`;

let vitae: Vitae;
beforeAll(async () => {
  vitae = await startVitae({ workers: false });
});
afterAll(() => vitae.close());
beforeEach(() => deleteJobs(vitae));

/** Each a second younger than the one before. @returns their ids, the newest first */
async function addDeadLetters(payloads: readonly unknown[], output?: object) {
  const ids: string[] = [];
  for (const [index, payload] of payloads.entries()) {
    const key = z.object({ profileId: z.string() }).safeParse(payload).data?.profileId ?? null;
    const ago = `${3600 - index} seconds`;
    ids.unshift(await insertDeadLetter(vitae, QUEUE, { payload, key, ago, ...(output && { output }) }));
  }
  return ids;
}

const profiles = (count: number) => Array.from({ length: count }, () => ({ profileId: randomUUID() }));

const pageRule = z.object({
  edges: z.array(z.object({ cursor: z.string(), node: z.looseObject({ id: z.string() }) })),
  pageInfo: z.object({ hasNextPage: z.boolean(), hasPreviousPage: z.boolean() }),
});

async function ask(document: string, variables: object = {}) {
  const { data, errors, text } = await vitae.send(document, variables, 'admin');
  if (errors) throw new Error(text);
  return data ?? {};
}

async function page(args: string) {
  const data = await ask(`{ deadLetters(queue: "${QUEUE}", ${args}) {
    edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage } } }`);
  const { edges, pageInfo } = pageRule.parse(data['deadLetters']);
  return { ids: edges.map(({ node }) => node.id), cursors: edges.map(({ cursor }) => cursor), ...pageInfo };
}

const RETRY = `mutation ($queue: String!, $ids: [ID!]) { retryDeadLetters(queue: $queue, ids: $ids) { retried lastStartsAt } }`;
const DISCARD = `mutation ($queue: String!, $ids: [ID!]!) { discardDeadLetters(queue: $queue, ids: $ids) { discarded } }`;

const retry = async (ids: readonly string[] | null = null) =>
  z
    .object({ retried: z.number(), lastStartsAt: z.coerce.date().nullable() })
    .parse((await ask(RETRY, { queue: QUEUE, ids }))['retryDeadLetters']);

const queued = async () => (await readJobs(vitae, QUEUE)).filter(({ state }) => state === 'created');
const dead = async () => (await readJobs(vitae, DEAD)).map(({ id }) => id);

describe('the queues', () => {
  it('count each job once, and show the oldest job and the pause', async () => {
    await addDeadLetters(profiles(2));
    const states: [state: string, start: string][] = [
      ['created', '-1 minute'],
      ['created', '1 hour'],
      ['retry', '-1 second'],
      ['retry', '3 minutes'],
      ['active', '-1 minute'],
      ['completed', '-1 minute'],
      ['failed', '-1 minute'],
    ];
    const createdOn = '2026-01-02T03:04:05.000Z';
    for (const [state, startsIn] of states)
      await insertJob(vitae, QUEUE, { payload: {}, state, startsIn, createdOn });
    await vitae.sql(
      `INSERT INTO queue_pause VALUES ('reindex-batch', 'gone', 3, now() - interval '1 minute', now() + interval '1 minute'),
        ('reindex-dispatch', 'over', 3, now() - interval '1 minute', now() - interval '1 second')`,
    );
    const { queues } = await ask(
      '{ queues { name waiting delayed active deadLetters oldestJobAt pause { reason } } }',
    );
    const none = { waiting: 0, delayed: 0, active: 0, deadLetters: 0, oldestJobAt: null, pause: null };
    expect(queues).toEqual([
      {
        ...none,
        ...{ name: QUEUE, waiting: 2, delayed: 2, active: 1, deadLetters: 2 },
        oldestJobAt: '2026-01-02T03:04:05.000Z',
      },
      { ...none, name: 'reindex-dispatch' },
      { ...none, name: 'reindex-batch', pause: { reason: 'gone' } },
      ...vitae.services.jobs.contracts.slice(3).map(({ name }) => ({ ...none, name })),
    ]);
    const [, , batches] = await vitae.services.jobs.queues();
    expect((batches?.pause?.until.getTime() ?? 0) - (batches?.pause?.since.getTime() ?? 0)).toBe(120_000);
    await vitae.sql('DELETE FROM queue_pause');
  });
});

describe('reading', () => {
  it('reads the pages of one operation one after the other with their profiles, and no more above the maximum', async () => {
    const input = { fullName: 'Dead Person' };
    const { profile } = await mutated(vitae, 'createProfile', { input }, 'admin');
    const summary = 'x'.repeat(20_000);
    await vitae.db.bio.create({ data: { profileId: profile?.id ?? '', summary } });
    await addDeadLetters(Array.from({ length: 5 }, () => ({ profileId: profile?.id })));
    const page = `deadLetters(queue: "${QUEUE}") { edges { node { profile { bio { summary } } } } }`;
    const pages = Array.from({ length: 20 }, (_, index) => `a${index}: ${page}`).join(' ');
    const small = variantOf(vitae, { LIMIT_RESPONSE_BYTES: '150000' });
    const sent = await vitae.countSql(async () => {
      const { data, errors } = await small.send(`{ ${pages} }`, {}, 'admin');
      expect(data ?? null).toBeNull();
      expect(errors).toMatchObject([{ extensions: { code: 'LIMIT_EXCEEDED', limit: 'responseBytes' } }]);
    });
    expect(sent.filter((sql) => /FROM "public"."profile"/.test(sql))).toHaveLength(2);
  });

  const FIELDS = 'id queue reason tries createdAt failedAt payload profile { fullName }';

  it('shows the reason, the tries, the times and the profile', async () => {
    const { profile } = await mutated(
      vitae,
      'createProfile',
      { input: { fullName: 'Dead Person' } },
      'admin',
    );
    await deleteJobs(vitae);
    const payloads = [{ profileId: profile?.id }, { profileId: randomUUID() }, { other: [1] }];
    const [old] = await addDeadLetters([null], { message: 'handler execution exceeded 900s' });
    await setCreatedOn(vitae, '2026-01-02T03:04:05Z');
    const [other = '', gone, known] = await addDeadLetters(payloads);
    const data = await ask(`{ deadLetters(queue: "${QUEUE}", first: 9) { edges { node { ${FIELDS} } } } }`);
    const shape = { queue: QUEUE, reason: 'broken', tries: 5, profile: null };
    const nodes = z.object({ edges: z.array(z.object({ node: z.looseObject({ createdAt: z.string() }) })) });
    expect(nodes.parse(data['deadLetters']).edges.map(({ node }) => node)).toMatchObject([
      { ...shape, id: other, payload: { other: [1] } },
      { ...shape, id: gone, payload: payloads[1] },
      { ...shape, id: known, payload: payloads[0], profile: { fullName: 'Dead Person' } },
      { ...shape, id: old, payload: null, reason: 'handler execution exceeded 900s' },
    ]);
    const { deadLetter } = await ask(`{ deadLetter(queue: "${QUEUE}", id: "${other}") { ${FIELDS} } }`);
    const one = z.looseObject({ createdAt: z.coerce.date(), failedAt: z.coerce.date() }).parse(deadLetter);
    expect(one).toMatchObject({ id: other, payload: { other: [1] } });
    expect(one.failedAt.getTime() - one.createdAt.getTime()).toBe(3_600_000);
    for (const id of [randomUUID(), 'nobody']) {
      const answer = await ask(`{ deadLetter(queue: "${QUEUE}", id: "${id}") { id } }`);
      expect(answer['deadLetter']).toBeNull();
    }
  });

  it('comes in pages, the newest first, that stay right when dead letters come and go', async () => {
    const ids = await addDeadLetters(profiles(5));
    const first = await page('first: 2');
    expect(first).toMatchObject({ ids: ids.slice(0, 2), hasNextPage: true, hasPreviousPage: false });
    // The cursor's own dead letter is gone, and a newer one is there.
    await vitae.services.jobs.deadLetters.discard({ name: QUEUE }, [ids[1] ?? '']);
    await insertDeadLetter(vitae, QUEUE, { payload: {} });
    const second = await page(`first: 2, after: "${first.cursors[1]}"`);
    expect(second).toMatchObject({ ids: ids.slice(2, 4), hasNextPage: true });
    expect(await page(`first: 2, after: "${second.cursors[1]}"`)).toMatchObject({
      ids: ids.slice(4),
      hasNextPage: false,
    });
    expect(await page(`last: 1, before: "${second.cursors[1]}"`)).toMatchObject({ ids: ids.slice(2, 3) });
    expect((await page(`last: 2`)).ids).toEqual(ids.slice(3));
  });

  it('distinguishes dead letters of the same moment', async () => {
    await addDeadLetters(profiles(5));
    await setCreatedOn(vitae, '2026-01-02T03:04:05.123456Z');
    const seen: string[] = [];
    for (let after = ''; ;) {
      const { ids, cursors, hasNextPage } = await page(`first: 2${after}`);
      seen.push(...ids);
      if (!hasNextPage) break;
      after = `, after: "${cursors.at(-1)}"`;
    }
    expect(seen).toHaveLength(5);
    expect(new Set(seen)).toEqual(new Set(await dead()));
  });
});

describe('retrying', () => {
  it('some: they are queued with all their tries, and the others stay', async () => {
    const ids = await addDeadLetters(profiles(3));
    expect(await retry(ids.slice(0, 2))).toEqual({ retried: 2, lastStartsAt: null });
    expect(await dead()).toEqual(ids.slice(2));
    expect(await queued()).toMatchObject([{ retryCount: 0 }, { retryCount: 0 }]);
    await vitae.startWorkers();
    await vitae.idle();
    expect(await dead()).toEqual(ids.slice(2));
  });

  it('all: ten start each second', async () => {
    const keys = profiles(2500).map(({ profileId }) => profileId);
    await insertDeadLetters(vitae, QUEUE, keys);
    const { retried, lastStartsAt } = await retry();
    expect(retried).toBe(2500);
    expect(await dead()).toEqual([]);
    const jobs = await readJobs(vitae, QUEUE);
    expect(new Set(jobs.map(({ key }) => key))).toEqual(new Set(keys));
    const starts = jobs.map(({ startAfter }) => startAfter.getTime() / 1000).toSorted((a, b) => a - b);
    const perSecond = Map.groupBy(starts, Math.floor);
    // Two transactions may share a second.
    expect(Math.max(...[...perSecond.values()].map(({ length }) => length))).toBeLessThanOrEqual(20);
    const last = starts.at(-1) ?? 0;
    expect(last - (starts[0] ?? 0)).toBeGreaterThanOrEqual(249);
    expect(Math.abs((lastStartsAt?.getTime() ?? 0) / 1000 - last)).toBeLessThan(5);
  });

  it('one whose key is queued: the queued job covers it, unchanged', async () => {
    const [payload] = profiles(1);
    await addDeadLetters([payload, payload]);
    const newer = { ...payload, newer: true };
    await insertJob(vitae, QUEUE, { payload: newer, key: payload?.profileId ?? null, startsIn: '1 day' });
    expect(await retry()).toEqual({ retried: 2, lastStartsAt: null });
    expect((await queued()).map(({ data }) => data)).toEqual([newer]);
    expect(await dead()).toEqual([]);
  });

  it('two of one profile: one job', async () => {
    const [payload] = profiles(1);
    await addDeadLetters([payload, payload, payload]);
    expect((await retry()).retried).toBe(3);
    expect(await vitae.openJobs(QUEUE)).toBeLessThanOrEqual(1);
  });

  it('with an unknown id: none is retried, and the error names the id', async () => {
    const ids = await addDeadLetters(profiles(2));
    const asked = [ids[0], randomUUID(), ids[1]];
    const { errors } = await vitae.send(RETRY, { queue: QUEUE, ids: asked }, 'admin');
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'NOT_FOUND', fields: [{ path: 'ids.1' }] });
    expect(new Set(await dead())).toEqual(new Set(ids));
    expect(await vitae.openJobs(QUEUE)).toBe(0);
  });

  it('whose connection ends in the middle: all are still dead letters, and none is queued', async () => {
    const ids = await addDeadLetters(profiles(3));
    const undo = await hangInserts(vitae, QUEUE);
    const answer = vitae.send(RETRY, { queue: QUEUE, ids: null }, 'admin');
    const killed = () =>
      vitae.sql(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()`,
      );
    await expect.poll(async () => (await killed()).length).toBe(1);
    expect((await answer).errors?.[0]?.extensions?.code).toBe('UNAVAILABLE');
    await undo();
    expect(new Set(await dead())).toEqual(new Set(ids));
    expect(await vitae.openJobs(QUEUE)).toBe(0);
  });

  it('all: one that fails again meanwhile stays a dead letter', async () => {
    const keys = profiles(1500).map(({ profileId }) => profileId);
    await insertDeadLetters(vitae, QUEUE, keys);
    const undo = await failInserts(vitae, QUEUE);
    const { retried } = await retry();
    await undo();
    expect(retried).toBe(1500);
    expect(await dead()).toHaveLength(1500);
  });

  it('twice at once: none is doubled', async () => {
    await addDeadLetters(profiles(40));
    const both = await Promise.all([retry(), retry()]);
    expect(both[0].retried + both[1].retried).toBe(40);
    expect(await readJobs(vitae, QUEUE)).toHaveLength(40);
  });
});

describe('discarding', () => {
  it('deletes the dead letters that were named, and no others', async () => {
    const ids = await addDeadLetters([...profiles(2), 'not even an object']);
    const data = await ask(DISCARD, { queue: QUEUE, ids: [ids[0]?.toUpperCase(), ids[1]] });
    expect(data['discardDeadLetters']).toEqual({ discarded: 2 });
    expect(await dead()).toEqual(ids.slice(2));
    const { errors } = await vitae.send(DISCARD, { queue: QUEUE, ids: [ids[2], ids[0]] }, 'admin');
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'NOT_FOUND', fields: [{ path: 'ids.1' }] });
    expect(await dead()).toEqual(ids.slice(2));
  });
});

describe('wrong arguments', () => {
  const letters = (args: string) => `{ deadLetters(${args}) { edges { cursor } } }`;
  const cursor = Buffer.from('2026-01-01T00:00:00Z nobody').toString('base64url');
  const id = randomUUID();
  const many = Array.from({ length: 1001 }, () => id);
  it.each<[string, object, string, string]>([
    [letters('queue: "nowhere"'), {}, 'NOT_FOUND', 'queue'],
    [letters(`queue: "${DEAD}"`), {}, 'NOT_FOUND', 'queue'],
    [letters(`queue: "${QUEUE}", first: 101`), {}, 'INVALID_INPUT', 'first'],
    [letters(`queue: "${QUEUE}", after: "x"`), {}, 'INVALID_INPUT', 'after'],
    [letters(`queue: "${QUEUE}", before: "${cursor}"`), {}, 'INVALID_INPUT', 'before'],
    [`{ deadLetter(queue: "nowhere", id: "${id}") { id } }`, {}, 'NOT_FOUND', 'queue'],
    [RETRY, { queue: 'nowhere' }, 'NOT_FOUND', 'queue'],
    [RETRY, { queue: QUEUE, ids: [] }, 'INVALID_INPUT', 'ids'],
    [RETRY, { queue: QUEUE, ids: [id, 'x'] }, 'INVALID_INPUT', 'ids.1'],
    [RETRY, { queue: QUEUE, ids: many }, 'INVALID_INPUT', 'ids'],
    [DISCARD, { queue: 'nowhere', ids: [id] }, 'NOT_FOUND', 'queue'],
    [DISCARD, { queue: QUEUE, ids: [] }, 'INVALID_INPUT', 'ids'],
    [DISCARD, { queue: QUEUE, ids: [id] }, 'NOT_FOUND', 'ids.0'],
  ])('%s %j: %s %s', async (document, variables, code, path) => {
    const { errors, text } = await vitae.send(document, variables, 'admin');
    expect(errors?.[0]?.extensions, text).toMatchObject({ code, fields: [{ path }] });
  });
});
