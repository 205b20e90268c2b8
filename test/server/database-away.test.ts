// While Postgres is away, stops or starts, and where a connection to it breaks, every kind of operation is UNAVAILABLE.
import { expect, it } from 'vitest';
import { mutated } from '../support/mutations.ts';
import { withoutConnections } from '../support/backup.ts';
import { eventually } from '../support/eventually.ts';
import { useVitae } from '../support/vitae.ts';

const vitae = useVitae({ workers: false });

const READ = '{ profiles(first: 1) { edges { node { id completion { percentage } } } } }';
const WRITE = 'mutation { saveBio(input: { summary: "B" }) { __typename } }';
const WATCH = 'subscription { completionChanged { percentage } }';

async function newProfile(): Promise<string> {
  const { profile } = await mutated(vitae, 'createProfile', { input: { fullName: 'A' } }, 'admin');
  return profile?.id ?? '';
}

it.each([
  ['a query', READ],
  ['a mutation', WRITE],
  ['a subscription', WATCH],
  ['what runs', 'query { system { at } }'],
])('%s, in a database that takes no connection', async (_name, document) => {
  const id = await newProfile();
  const caller = document.includes('system') ? 'admin' : id;
  await withoutConnections(vitae.url, async () => {
    const { errors, text } = await vitae.first(document, {}, caller);
    expect(errors?.[0]?.extensions, text).toEqual({ code: 'UNAVAILABLE' });
    expect(text).not.toMatch(/test_|127\.0\.0\.1|prisma|connection/i);
  });
  await eventually(async () => {
    const { errors } = await vitae.first(document, {}, caller);
    expect(errors).toBeUndefined();
  });
});

it('a mutation whose connection is cut before its commit, and a query', async () => {
  const id = await newProfile();
  await vitae.sql(`CREATE FUNCTION sleep_long() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_sleep(60); RETURN NEW; END $$`);
  await vitae.sql('CREATE TRIGGER hang BEFORE INSERT ON bio FOR EACH ROW EXECUTE FUNCTION sleep_long()');
  const answer = vitae.first(WRITE, {}, id);
  await eventually(async () => {
    const cut = await vitae.sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()`,
    );
    expect(cut).toHaveLength(1);
  });
  expect((await answer).errors?.[0]?.extensions).toEqual({ code: 'UNAVAILABLE' });
  await vitae.sql('DROP FUNCTION sleep_long CASCADE');
  expect((await vitae.first(WRITE, {}, id)).errors).toBeUndefined();
});
