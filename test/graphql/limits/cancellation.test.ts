// What a request has started ends with it: with its timeout, with its client and with its answer. Statements are slow here
// because another connection holds a lock, which stays held until Postgres shows that they are gone.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { profileCompletionTag } from '../../../src/profiles/completion-tag.ts';
import { makeFilledProfile } from '../../support/mutations.ts';
import { INSTANCE_TABLE, JOB_TABLE } from '../../support/pgboss-tables.ts';
import { apiAt, openSocket, serve, type Served } from '../../support/served.ts';
import { countWaiting, untilWaiting, whileLocked } from '../../support/table-lock.ts';
import { startVitae, type Vitae } from '../../support/vitae.ts';
import { variantOptions } from '../../support/variant.ts';
import { eventually, until } from '../../support/eventually.ts';

let vitae: Vitae;
let served: Served;
/** Answers TIMEOUT soon. */
let hasty: Served;
let id: string;

beforeAll(async () => {
  vitae = await startVitae({ workers: false, sweeps: false });
  id = (await makeFilledProfile(vitae, 'Ada Lovelace')).id;
  served = await serve(vitae.appOptions);
  hasty = await serve(variantOptions(vitae, { LIMIT_EXECUTION_SECONDS: '0.5' }));
});
afterAll(async () => {
  await hasty[Symbol.asyncDispose]();
  await served[Symbol.asyncDispose]();
  await vitae.close();
});

const PROFILE = () => `{ profile(id: "${id}") { id photo { url } completion { percentage } } }`;
const REMOVE = () => `mutation { deletePhoto(profileId: "${id}") { __typename } }`;

/** Soon no other transaction holds the row of the profile, and the photo is still there. */
async function expectUntouched(): Promise<void> {
  await eventually(() => vitae.sql(`SELECT FROM profile WHERE id = '${id}' FOR UPDATE NOWAIT`));
  expect(await vitae.sql(`SELECT FROM photo WHERE profile_id = '${id}'`)).toHaveLength(1);
}

describe('the statements of an operation that takes too long', () => {
  it.each([
    ['a query', PROFILE, 'The operation took longer than 0.5 s and was stopped.'],
    [
      'a mutation, which is rolled back',
      REMOVE,
      'The operation took longer than 0.5 s and was stopped. A mutation that has begun may still take effect.',
    ],
  ])('are cancelled: %s', async (_kind, document, message) => {
    await whileLocked(vitae, 'photo', async () => {
      const { status, errors } = await apiAt(hasty.url, vitae).send(document(), {}, 'admin');
      expect(status).toBe(504);
      expect(errors).toEqual([{ message, extensions: { code: 'TIMEOUT' } }]);
      await untilWaiting(vitae, 0);
    });
    await expectUntouched();
    // Their connections serve nobody else.
    const { errors } = await apiAt(served.url, vitae).send(PROFILE(), {}, 'admin');
    expect(errors).toBeUndefined();
  });

  it('are the last that are sent, and the pool is free for others meanwhile', async () => {
    const aliases = Array.from({ length: 29 }, (_, i) => `a${i}: profiles(first: 100) { ...Page }`);
    const document = `{ ${aliases.join(' ')} } fragment Page on ProfileConnection { edges { node { photo { url } } } }`;
    await whileLocked(vitae, 'photo', async (release) => {
      const large = apiAt(served.url, vitae);
      const controller = new AbortController();
      const asked = fetch(served.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: document }),
        signal: controller.signal,
      });
      await until(async () => (await countWaiting(vitae)) > 0);
      const neighbour = await large.send(`{ profile(id: "${id}") { bio { label } } }`, {}, null);
      expect(neighbour.errors).toBeUndefined();
      const sent = await vitae.countSql(async () => {
        controller.abort();
        await expect(asked).rejects.toThrow(/abort/i);
        await untilWaiting(vitae, 0);
        await release();
        await vitae.services.db.$queryRaw`SELECT 1`;
      });
      expect(sent).toEqual(['SELECT 1']);
    });
  });
});

describe('what an administrator reads of the queues', () => {
  it.each([
    '{ queues { waiting } }',
    '{ deadLetters(queue: "profile-changed") { edges { node { id } } } }',
    `{ deadLetter(queue: "profile-changed", id: "${randomUUID()}") { id } }`,
    '{ jobs(filter: { queue: "profile-changed" }) { edges { node { id } } } }',
  ])('is cancelled at the timeout: %s', async (document) => {
    await whileLocked(vitae, JOB_TABLE, async () => {
      const reads = `datname = current_database() AND query LIKE '%${JOB_TABLE}%' AND query LIKE '%$%'`;
      const running = () =>
        vitae.sql(
          `SELECT FROM pg_stat_activity WHERE ${reads} AND wait_event_type = 'Lock' AND application_name = 'vitae'`,
        );
      const answer = apiAt(hasty.url, vitae).send(document, {}, 'admin');
      await until(async () => (await running()).length > 0);
      expect((await answer).errors).toMatchObject([{ extensions: { code: 'TIMEOUT' } }]);
      await until(async () => (await running()).length === 0);
    });
  });
});

describe('the statements of a client that has left', () => {
  it.each([
    ['a query', PROFILE],
    ['a mutation', REMOVE],
  ])('are cancelled over HTTP: %s', async (_kind, document) => {
    await whileLocked(vitae, 'photo', async () => {
      const controller = new AbortController();
      const authorization = `Bearer ${await vitae.tokens.sign({ kind: 'administrator' })}`;
      const asked = fetch(served.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: JSON.stringify({ query: document() }),
        signal: controller.signal,
      });
      await untilWaiting(vitae, 1);
      controller.abort();
      await expect(asked).rejects.toThrow(/abort/i);
      await untilWaiting(vitae, 0);
    });
    await expectUntouched();
  });

  it.each([
    ['a query', PROFILE],
    ['a mutation', REMOVE],
    [
      'the start of a subscription',
      () => `subscription { completionChanged(profileId: "${id}") { percentage } }`,
    ],
  ])('are cancelled over a socket: %s', async (_kind, document) => {
    // A completion that is not cached.
    await vitae.services.cache.invalidate([profileCompletionTag(id)]);
    await whileLocked(vitae, 'photo', async () => {
      const authorization = `Bearer ${await vitae.tokens.sign({ kind: 'administrator' })}`;
      const raw = await openSocket(served.socketUrl);
      raw.send({ type: 'connection_init', payload: { authorization } });
      await until(() => raw.messages.length === 1);
      raw.send({ id: '1', type: 'subscribe', payload: { query: document() } });
      await untilWaiting(vitae, 1);
      raw.socket.terminate();
      await untilWaiting(vitae, 0);
    });
    await expectUntouched();
  });
});

describe('statements that end soon after their client has left', () => {
  const ROUNDS = 16;

  it('keep their connections to Postgres, which serve others', async () => {
    const used = new Set<number>();
    for (let round = 0; round < ROUNDS; round += 1) {
      await whileLocked(vitae, 'photo', async (release) => {
        const leaving = new AbortController();
        const asked = fetch(served.url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query: `{ profile(id: "${id}") { photo { url } } }` }),
          signal: leaving.signal,
        }).catch(() => 'left');
        await untilWaiting(vitae, 1);
        const waiting = await vitae.sql<{ pid: number }>(
          "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
        );
        for (const { pid } of waiting) used.add(pid);
        leaving.abort();
        expect(await asked).toBe('left');
        // The server notices.
        for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        await release();
        await untilWaiting(vitae, 0);
      });
    }
    // On a busy machine some take longer than they may.
    expect(used.size).toBeLessThan(ROUNDS / 2);
  });
});

describe('a statement that several requests share', () => {
  const ask = (document: string, signal?: AbortSignal) =>
    Promise.resolve(
      vitae.app.fetch('http://vitae.test/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: document }),
        ...(signal && { signal }),
      }),
    );
  const BATCHED = () => `{ profile(id: "${id}") { fullName } }`;
  const COMPUTED = () => `{ profile(id: "${id}") { completion(sections: [photo]) { percentage } } }`;

  it.each([
    ['a batch of profiles', 'profile', BATCHED],
    ['a computation of completions', 'photo', COMPUTED],
  ])('outlives one of them, and ends with the last: %s', async (_kind, table, document) => {
    await vitae.services.cache.invalidate([profileCompletionTag(id)]);
    await whileLocked(vitae, table, async (release) => {
      const leaving = [new AbortController(), new AbortController(), new AbortController()] as const;
      const answers = leaving.map(({ signal }) => ask(document(), signal).catch(() => 'left'));
      await untilWaiting(vitae, 1);
      leaving[0].abort();
      expect(await answers[0]).toBe('left');
      leaving[1].abort();
      expect(await answers[1]).toBe('left');
      const staying = ask(document());
      leaving[2].abort();
      expect(await answers[2]).toBe('left');
      // Whoever comes after the last has left is read for anew.
      await untilWaiting(vitae, 1);
      await release();
      expect(await (await staying).text()).not.toContain('errors');
    });
  });

  it.each([
    ['a batch of profiles', 'profile', BATCHED],
    ['a computation of completions', 'photo', COMPUTED],
  ])('answers its neighbours: %s', async (_kind, table, document) => {
    await vitae.services.cache.invalidate([profileCompletionTag(id)]);
    await whileLocked(vitae, table, async (release) => {
      const first = new AbortController();
      const left = ask(document(), first.signal).catch(() => 'left');
      const stays = [ask(document()), ask(document())];
      await untilWaiting(vitae, 1);
      first.abort();
      expect(await left).toBe('left');
      await release();
      for (const answer of stays) expect(await (await answer).text()).not.toContain('errors');
    });
  });
});

describe('an operation that its client completes over a socket', () => {
  const subscribe = async (query: string) => {
    const token = await vitae.tokens.sign({ kind: 'administrator' });
    const raw = await openSocket(served.socketUrl);
    raw.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
    await until(() => raw.messages.length === 1);
    raw.send({ id: 'one', type: 'subscribe', payload: { query } });
    return raw;
  };

  it.each([
    ['a query', PROFILE],
    ['a mutation, which is rolled back', REMOVE],
    [
      'a subscription that starts',
      () => `subscription { completionChanged(profileId: "${id}") { percentage } }`,
    ],
  ])('ends in Postgres, is not answered, and leaves the socket open: %s', async (_kind, document) => {
    await vitae.services.cache.invalidate([profileCompletionTag(id)]);
    const before = vitae.logged.length;
    await whileLocked(vitae, 'photo', async () => {
      const raw = await subscribe(document());
      await untilWaiting(vitae, 1);
      raw.send({ id: 'one', type: 'complete' });
      await untilWaiting(vitae, 0);
      raw.send({ id: 'two', type: 'subscribe', payload: { query: '{ __typename }' } });
      await until(() => raw.messages.length === 3);
      expect(raw.messages.slice(1)).toMatchObject([{ id: 'two' }, { id: 'two', type: 'complete' }]);
      raw.socket.terminate();
    });
    await expectUntouched();
    expect(vitae.logged.slice(before)).toEqual([]);
  });
});

describe('what an administrator asks of the queues ends with the request', () => {
  const LETTER = '01a00000-0000-7000-8000-000000000009';
  it.each([
    ['the processes', INSTANCE_TABLE, () => '{ system { instances { id } } }'],
    ['the counts', JOB_TABLE, () => '{ queues { name } }'],
    [
      'a retry of all',
      JOB_TABLE,
      () => 'mutation { retryDeadLetters(queue: "profile-changed") { retried } }',
    ],
    [
      'a retry of one',
      JOB_TABLE,
      () => `mutation { retryDeadLetters(queue: "profile-changed", ids: ["${LETTER}"]) { retried } }`,
    ],
    [
      'a discard',
      JOB_TABLE,
      () => `mutation { discardDeadLetters(queue: "profile-changed", ids: ["${LETTER}"]) { discarded } }`,
    ],
  ])('%s', async (_what, table, document) => {
    const ofRequests = async () => {
      const [row] = await vitae.sql<{ count: number }>(
        `SELECT count(*)::int FROM pg_stat_activity
          WHERE wait_event_type = 'Lock' AND datname = current_database() AND application_name = 'vitae'`,
      );
      return row?.count ?? 0;
    };
    await whileLocked(vitae, table, async () => {
      const leaving = new AbortController();
      const token = await vitae.tokens.sign({ kind: 'administrator' });
      const asked = fetch(served.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query: document() }),
        signal: leaving.signal,
      }).catch(() => 'left');
      await until(async () => (await ofRequests()) > 0);
      leaving.abort();
      expect(await asked).toBe('left');
      await until(async () => (await ofRequests()) === 0);
    });
  });
});

it('a subscription whose socket closes while it starts is no fault: nothing is logged', async () => {
  await vitae.services.cache.invalidate([profileCompletionTag(id)]);
  const query = `subscription { completionChanged(profileId: "${id}") { percentage } }`;
  const before = vitae.logged.length;
  await whileLocked(vitae, 'photo', async () => {
    const raw = await openSocket(served.socketUrl);
    raw.send({ type: 'connection_init' });
    await until(() => raw.messages.length > 0);
    for (let i = 0; i < 5; i += 1) raw.send({ id: String(i), type: 'subscribe', payload: { query } });
    await until(async () => (await countWaiting(vitae)) > 0);
    raw.socket.terminate();
    await untilWaiting(vitae, 0);
  });
  await apiAt(served.url, vitae).send('{ __typename }', {}, 'admin');
  expect(vitae.logged.slice(before).map((line) => line.slice(0, 300))).toEqual([]);
});
