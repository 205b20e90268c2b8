// Jobs in every state as an administrator uses them: found by any condition, in pages; retried, discarded and cancelled, a
// selection or all that a filter matches. What an action may not change stays.
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { mutated } from '../support/mutations.ts';
import {
  deleteJobs,
  JOB_TABLE,
  insertDeadLetter,
  insertJob,
  insertManyJobs,
  readJobs,
} from '../support/pgboss-tables.ts';
import { useVitae } from '../support/vitae.ts';

const QUEUE = 'profile-changed';
const vitae = useVitae({ workers: false });
beforeEach(() => deleteJobs(vitae));

const STATES = ['created', 'retry', 'active', 'completed', 'cancelled', 'failed'] as const;

const jobRule = z.looseObject({ id: z.string(), state: z.string() });
const pageRule = z.object({
  edges: z.array(z.object({ cursor: z.string(), node: jobRule })),
  pageInfo: z.object({ hasNextPage: z.boolean(), hasPreviousPage: z.boolean() }),
});

const FIELDS =
  'id queue state tries history { startedAt endedAt seconds reason } reason nextTryAt endedAt logId payload profile { fullName }';

async function page(filter: object | null, args = '') {
  const { data, text } = await vitae.send(
    `query ($filter: JobFilter) { jobs(filter: $filter ${args}) {
      edges { cursor node { ${FIELDS} } } pageInfo { hasNextPage hasPreviousPage } } }`,
    { filter },
    'admin',
  );
  const { edges, pageInfo } = pageRule.parse(data?.['jobs'], { error: () => text });
  return { jobs: edges.map(({ node }) => node), cursors: edges.map(({ cursor }) => cursor), ...pageInfo };
}

const found = async (filter: object | null) => (await page(filter)).jobs.map(({ id }) => id);

const changedRule = z.object({
  changed: z.number(),
  unchanged: z.number(),
  isComplete: z.boolean(),
  lastStartsAt: z.string().nullable(),
});

async function change(mutation: string, filter: object) {
  const document = `mutation ($filter: JobFilter!) { ${mutation}(filter: $filter) { changed unchanged isComplete lastStartsAt } }`;
  const { data, text } = await vitae.send(document, { filter }, 'admin');
  return changedRule.parse(data?.[mutation], { error: () => text });
}

/** One job of each state and a dead letter, each a minute older than the one before. @returns their ids by state */
async function addOneOfEach(queue = QUEUE) {
  const ids: Record<string, string> = {};
  for (const [minutes, state] of STATES.entries()) {
    const createdOn = new Date(Date.now() - minutes * 60_000).toISOString();
    const startsIn = state === 'created' || state === 'retry' ? '1 hour' : '0';
    ids[state] = await insertJob(vitae, queue, {
      payload: { profileId: randomUUID() },
      state,
      startsIn,
      createdOn,
    });
  }
  ids['dead'] = await insertDeadLetter(vitae, queue, { payload: { profileId: randomUUID() }, ago: '1 hour' });
  return ids;
}

describe('a search', () => {
  it('finds jobs of every state and queue, the newest first, in pages', async () => {
    const ids = await addOneOfEach();
    const all = [...STATES, 'dead'].map((state) => ids[state]);
    const other = await insertJob(vitae, 'reindex-batch', { payload: {}, createdOn: '2020-01-01T00:00:00Z' });
    expect(await found(null)).toEqual([...all, other]);
    const first = await page(null, ', first: 3');
    expect(first).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    const rest = await page(null, `, first: 100, after: "${first.cursors[2]}"`);
    expect([...first.jobs, ...rest.jobs].map(({ id }) => id)).toEqual([...all, other]);
    const back = await page(null, `, last: 2, before: "${first.cursors[2]}"`);
    expect(back.jobs.map(({ id }) => id)).toEqual(all.slice(0, 2));
  });

  it.each([...STATES, 'dead'])('finds by state: %s', async (state) => {
    const ids = await addOneOfEach();
    expect(await page({ queue: QUEUE, states: [state.toUpperCase()] })).toMatchObject({
      jobs: [{ id: ids[state], state: state.toUpperCase(), queue: QUEUE }],
    });
  });

  it('finds by profile, by ids and by a text of the reason, whose letters have no other meaning', async () => {
    const ids = await addOneOfEach();
    const { profile } = await mutated(vitae, 'createProfile', { input: { fullName: 'About One' } }, 'admin');
    await deleteJobs(vitae, { queue: QUEUE, state: 'created' });
    const payload = { profileId: profile?.id };
    const dead = await insertDeadLetter(vitae, QUEUE, {
      payload,
      output: { reason: 'It is 100% Broken_here' },
    });
    const retried = await insertJob(vitae, QUEUE, {
      payload,
      state: 'retry',
      output: { reason: 'the index is away' },
    });
    expect(await found({ profileId: profile?.id.toUpperCase() })).toEqual([retried, dead]);
    expect((await page({ ids: [dead] })).jobs).toMatchObject([{ profile: { fullName: 'About One' } }]);
    expect(await found({ reason: '100% broken_' })).toEqual([dead]);
    expect(await found({ reason: 'b_oken' })).toEqual([]);
    expect(await found({ ids: [ids['failed'], dead, randomUUID()] })).toEqual([dead, ids['failed']]);
    expect(await found({ states: [] })).toEqual([]);
  });

  it.each([
    [{ queue: 'none' }, 'filter.queue', 'NOT_FOUND'],
    [{ profileId: 'x' }, 'filter.profileId', 'INVALID_ID'],
    [{ reason: ' ' }, 'filter.reason', 'REQUIRED'],
    [{ reason: 'x'.repeat(201) }, 'filter.reason', 'TOO_LONG'],
    [{ reason: '\0' }, 'filter.reason', 'INVALID_CHARACTERS'],
    [{ ids: ['x'] }, 'filter.ids.0', 'INVALID_ID'],
  ])('refuses %j with the path and the rule', async (filter, path, code) => {
    const { errors } = await vitae.send(
      'query ($filter: JobFilter) { jobs(filter: $filter) { edges { node { id } } } }',
      { filter },
      'admin',
    );
    expect(errors?.[0]?.extensions?.['fields']).toMatchObject([{ path, code }]);
  });

  it('that takes too long ends with a typed error, and so does an action', async () => {
    await using locked = new AsyncDisposableStack();
    const other = new pg.Client({ connectionString: vitae.url });
    await other.connect();
    locked.defer(() => other.end());
    await other.query(`BEGIN; LOCK TABLE ${JOB_TABLE}`);
    const documents = [
      'query ($filter: JobFilter) { jobs(filter: $filter) { edges { node { id } } } }',
      'mutation ($filter: JobFilter!) { discardJobs(filter: $filter) { changed } }',
    ];
    const answers = await Promise.all(
      documents.map((document) => vitae.send(document, { filter: { reason: 'x' } }, 'admin')),
    );
    for (const { errors } of answers)
      expect(errors?.[0]?.extensions).toMatchObject({
        code: 'INVALID_INPUT',
        fields: [{ path: 'filter', code: 'TOO_COSTLY' }],
      });
  });
});

describe('a job', () => {
  it('has each failed try with its time and reason, and the id that the log has', async () => {
    const startedAt = '2026-01-02T03:04:05.000Z';
    const history = [{ startedAt, endedAt: '2026-01-02T03:04:07.500Z', reason: 'away', traceId: null }];
    const id = await insertJob(vitae, QUEUE, {
      payload: {},
      state: 'retry',
      output: { reason: 'away', history },
    });
    const { data } = await vitae.send(`{ job(queue: "${QUEUE}", id: "${id}") { ${FIELDS} } }`, {}, 'admin');
    expect(data?.['job']).toMatchObject({
      state: 'RETRY',
      tries: 1,
      reason: 'away',
      logId: id,
      endedAt: null,
      history: [{ startedAt, endedAt: '2026-01-02T03:04:07.500Z', seconds: 2.5, reason: 'away' }],
    });
  });

  it('is null where there is none', async () => {
    const { data } = await vitae.send(
      `{ a: job(queue: "${QUEUE}", id: "${randomUUID()}") { id } b: job(queue: "${QUEUE}", id: "x") { id } }`,
      {},
      'admin',
    );
    expect(data).toEqual({ a: null, b: null });
  });
});

const stateOf = async (id: string | undefined) =>
  (await readJobs(vitae)).find((job) => job.id === id)?.state ?? 'gone';

async function statesAfter(mutation: string, queue = QUEUE) {
  const ids = await addOneOfEach(queue);
  const answer = await change(mutation, { ids: Object.values(ids) });
  const states: Record<string, string> = {};
  for (const [state, id] of Object.entries(ids)) states[state] = await stateOf(id);
  return { answer, states };
}

const SAME = {
  created: 'created',
  retry: 'retry',
  active: 'active',
  completed: 'completed',
  cancelled: 'cancelled',
  failed: 'failed',
};

describe('an action on selected jobs', () => {
  it('retries those that may run, and leaves the others', async () => {
    const { answer, states } = await statesAfter('retryJobs');
    expect(answer).toMatchObject({ changed: 4, unchanged: 3, isComplete: true });
    expect(states).toEqual({ ...SAME, cancelled: 'created', dead: 'gone' });
    const queued = (await readJobs(vitae, QUEUE)).filter(
      ({ state }) => state === 'created' || state === 'retry',
    );
    expect(queued).toHaveLength(4);
    expect(queued.filter(({ startAfter }) => startAfter.getTime() > Date.now() + 5000)).toEqual([]);
  });

  it('discards those whose work is not done, and leaves what runs and what is history', async () => {
    const { answer, states } = await statesAfter('discardJobs');
    expect(answer).toMatchObject({ changed: 4, unchanged: 3, isComplete: true });
    expect(states).toEqual({ ...SAME, created: 'gone', retry: 'gone', cancelled: 'gone', dead: 'gone' });
  });

  it('cancels what is queued or runs', async () => {
    const { answer, states } = await statesAfter('cancelJobs');
    expect(answer).toMatchObject({ changed: 3, unchanged: 4, isComplete: true });
    expect(states).toEqual({
      ...SAME,
      created: 'cancelled',
      retry: 'cancelled',
      active: 'cancelled',
      dead: 'created',
    });
  });

  it.each(['discardJobs', 'cancelJobs'])('%s leaves what a run waits for', async (mutation) => {
    for (const queue of ['reindex-batch', 'reindex-dispatch'])
      expect((await statesAfter(mutation, queue)).states).toMatchObject({
        created: 'created',
        retry: 'retry',
        active: 'active',
      });
  });
});

describe('an action on all that a filter matches', () => {
  it('works through them in batches, and says when the last starts', async () => {
    await insertManyJobs(vitae, QUEUE, { count: 1200, state: 'cancelled' });
    const kept = await insertJob(vitae, QUEUE, { payload: {}, state: 'failed' });
    const { lastStartsAt, ...answer } = await change('retryJobs', { queue: QUEUE, states: ['CANCELLED'] });
    expect(answer).toEqual({ changed: 1200, unchanged: 0, isComplete: true });
    expect(Date.parse(lastStartsAt ?? '')).toBeGreaterThan(Date.now());
    expect(await stateOf(kept)).toBe('failed');
    expect(await change('discardJobs', { queue: QUEUE, states: ['CREATED'] })).toMatchObject({
      changed: 1200,
    });
  });

  it('stops at 10,000 and says that some are left', async () => {
    await insertManyJobs(vitae, QUEUE, { count: 10_001, state: 'cancelled' });
    let total = 0;
    for (let isComplete = false; !isComplete;) {
      const answer = await change('discardJobs', { queue: QUEUE });
      expect(answer.changed).toBeLessThanOrEqual(10_000);
      ({ isComplete } = answer);
      total += answer.changed;
    }
    expect(total).toBe(10_001);
  });

  it('is refused where the filter has no condition', async () => {
    for (const filter of [{}, { queue: null }]) {
      const { errors } = await vitae.send(
        'mutation ($filter: JobFilter!) { discardJobs(filter: $filter) { changed } }',
        { filter },
        'admin',
      );
      expect(errors?.[0]?.extensions?.['fields']).toMatchObject([{ path: 'filter', code: 'REQUIRED' }]);
    }
  });
});
