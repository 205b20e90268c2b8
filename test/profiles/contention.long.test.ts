// Several writers want the row of one profile: a mutation waits, or answers CONFLICT, and is never an error of the server.
import pg from 'pg';
import { expect, it } from 'vitest';
import { createDatabase } from '../../src/database/client.ts';
import { until } from '../support/eventually.ts';
import { makeFilledProfile } from '../support/mutations.ts';
import { useVitae } from '../support/vitae.ts';
import { variantOf } from '../support/variant.ts';

const vitae = useVitae({ workers: false });

const SAVE = `mutation ($id: ID!, $summary: String!) {
  saveBio(profileId: $id, input: { summary: $summary }) {
    __typename
    ... on ProfilePayload { profile { bio { summary } } }
    ... on Error { code }
  }
}`;

/** An API whose requests have the bounds of a server. */
function serve(executionMs: number) {
  const db = createDatabase(vitae.url, { statementMs: executionMs + 2000 });
  const services = { ...vitae.services, db };
  const api = variantOf(vitae, { LIMIT_EXECUTION_SECONDS: String(executionMs / 1000) }, { services });
  const save = (id: string, summary: string) => api.send(SAVE, { id, summary }, 'admin');
  return { save, [Symbol.asyncDispose]: () => db.$disconnect() };
}

async function hold() {
  const client = new pg.Client({ connectionString: vitae.url });
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}

const waits = () =>
  until(async () => {
    const [row] = await vitae.sql<{ count: number }>(
      "SELECT count(*)::int FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
    );
    return (row?.count ?? 0) > 0;
  });

it('a mutation waits for a row as long as its request may take', async () => {
  const { id } = await makeFilledProfile(vitae, 'Ada Lovelace');
  await using api = serve(60_000);
  await using holder = await hold();
  await holder.query(`BEGIN; SELECT FROM profile WHERE id = '${id}' FOR UPDATE`);
  const saving = api.save(id, 'After a wait.');
  await waits();
  // Longer than Prisma's own bound of a transaction.
  await holder.query('SELECT pg_sleep(5.5)');
  await holder.query('COMMIT');
  expect((await saving).data).toEqual({
    saveBio: { __typename: 'ProfilePayload', profile: { bio: { summary: 'After a wait.' } } },
  });
});

it('a mutation answers TIMEOUT where the row is not free in time', async () => {
  const { id } = await makeFilledProfile(vitae, 'Grace Hopper');
  await using api = serve(500);
  await using holder = await hold();
  await holder.query(`BEGIN; SELECT FROM profile WHERE id = '${id}' FOR UPDATE`);
  expect((await api.save(id, 'Never.')).errors?.map(({ extensions }) => extensions?.code)).toEqual([
    'TIMEOUT',
  ]);
});

it('a mutation that Postgres ends for a deadlock is carried out again', async () => {
  const { id } = await makeFilledProfile(vitae, 'Alan Turing');
  await using api = serve(60_000);
  await using holder = await hold();
  // In the opposite order of a mutation. Postgres ends whoever waits for its deadlock_timeout first: the mutation.
  await holder.query(`SET deadlock_timeout = '1h'; SET vitae.declared = '*'`);
  await holder.query(`BEGIN; UPDATE bio SET summary = 'Other.' WHERE profile_id = '${id}'`);
  const saving = api.save(id, 'Again.');
  await waits();
  await holder.query(`UPDATE profile SET full_name = 'Alan M. Turing' WHERE id = '${id}'`);
  await holder.query('COMMIT');
  expect((await saving).data).toEqual({
    saveBio: { __typename: 'ProfilePayload', profile: { bio: { summary: 'Again.' } } },
  });
});
