// Owns the one sentence behind the pipeline: after any storm of writes, runs and faults, once the queues are empty, the index
// equals the public profiles document for document, and every transition was tracked once.
import { expect, it } from 'vitest';
import { mutated } from '../api/mutations.ts';
import { expectIndexEqualsDatabase } from '../support/index-equals-database.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';
import { readRun, startRun } from './runs-of-tests.ts';
import { randomFrom } from './search-faults.ts';

const WRITES = 250;
const SIDES = 4;

it(
  'a storm of writes and runs, with a search server that fails before and after it has written',
  { timeout: 180_000 },
  async () => {
    const seed = Number(process.env['VITAE_TEST_SEED'] ?? Date.now() % 1_000_000);
    const random = randomFrom(seed);
    await using vitae = await startVitae();
    await vitae.faults(
      [
        { kind: 'status', on: 'write', probability: 0.1 },
        { kind: 'lostAnswer', on: 'write', probability: 0.1 },
      ],
      seed,
    );
    const living = new Set<string>();
    // Who waits for a retry or a pause to end is told that it has passed.
    const impatience = setInterval(() => {
      void vitae
        .sql(
          `WITH paused AS (UPDATE queue_pause SET until = now() WHERE until > now())
          UPDATE pgboss.job SET start_after = now() WHERE state = 'retry' AND start_after > now()`,
        )
        .catch(() => undefined);
    }, 100);
    try {
      const runs: string[] = [];
      for (let n = 0; n < 30; n += 1) living.add(await create(vitae, n));
      const side = async (from: number) => {
        for (let n = from; n < WRITES; n += SIDES) {
          if (n % 60 === 0) {
            const mode = (['FULL', 'CHANGED', 'VERIFY', 'CHANGED'] as const)[n % 4] ?? 'FULL';
            runs.push((await startRun(vitae, { mode, batchSize: 1 + Math.floor(random() * 20) })).id);
          }
          await write(vitae, living, n, random);
        }
      };
      await Promise.all(Array.from({ length: SIDES }, (_, from) => side(from)));
      await expect
        .poll(
          () =>
            vitae.sql(
              `SELECT name, state FROM pgboss.job WHERE state < 'completed' AND name NOT LIKE '%.dead' AND name NOT LIKE '\\_\\_pgboss%'`,
            ),
          { timeout: 120_000, interval: 100 },
        )
        .toEqual([]);
      await vitae.faults([]);
      // A job that failed five times over lies with the dead letters, and that is a loss only if nothing mends it.
      const dead = await vitae.sql(`SELECT name FROM pgboss.job WHERE name LIKE '%.dead'`);
      expect(dead, `seed ${seed}`).toEqual([]);
      await expectIndexEqualsDatabase(vitae);
      await expectTransitionsOnce(vitae, `seed ${seed}`);
      for (const id of runs) {
        const run = await readRun(vitae, id);
        expect(run, `seed ${seed}`).toMatchObject({ status: 'COMPLETED', failed: 0 });
        expect(run.processed, `seed ${seed}`).toBe(run.total);
      }
    } catch (error) {
      throw new Error(`VITAE_TEST_SEED=${seed} showed it`, { cause: error });
    } finally {
      clearInterval(impatience);
    }
  },
);

async function create(vitae: Vitae, n: number): Promise<string> {
  const { profile } = await mutated(vitae, 'createProfile', { input: { fullName: `Storm ${n}` } }, 'admin');
  return profile?.id ?? '';
}

async function write(vitae: Vitae, living: Set<string>, n: number, random: () => number): Promise<void> {
  const ids = [...living];
  const profileId = ids[Math.floor(random() * ids.length)] ?? '';
  const what = random();
  if (what < 0.05) {
    living.delete(profileId);
    await mutated(vitae, 'deleteProfile', { profileId }, 'admin');
  } else if (what < 0.1) living.add(await create(vitae, n));
  else if (what < 0.3) {
    const visibility = random() < 0.5 ? 'PUBLIC' : 'PRIVATE';
    await editing(vitae, 'updateProfile', { profileId, input: { visibility } });
  } else if (what < 0.6) await editing(vitae, 'saveBio', { profileId, input: { summary: `Write ${n}` } });
  else if (what < 0.8) await editing(vitae, 'saveSkills', { profileId, skills: [{ name: `Skill ${n}` }] });
  else await editing(vitae, 'deleteBio', { profileId });
}

/** Another side may have deleted it in between. */
async function editing(vitae: Vitae, mutation: string, args: object): Promise<void> {
  await mutated(vitae, mutation, args, 'admin').catch((error: unknown) => {
    if (!String(error).includes('NOT_FOUND')) throw error;
  });
}

/** They alternate, beginning with `created`, and end as the index does. */
async function expectTransitionsOnce(vitae: Vitae, because: string): Promise<void> {
  const events = await vitae.db.analyticsEvent.findMany({ orderBy: { id: 'asc' } });
  const states = new Map(
    (await vitae.db.searchState.findMany()).map((state) => [state.profileId, state.indexed]),
  );
  for (const [profileId, list] of Map.groupBy(events, (event) => event.profileId)) {
    const names = list.map(({ name }) => name);
    expect(names, because).toEqual(names.map((_, index) => (index % 2 === 0 ? 'created' : 'deleted')));
    expect(names.length % 2 === 1, because).toBe(states.get(profileId));
  }
  for (const [profileId, indexed] of states) {
    if (indexed)
      expect(
        events.some((event) => event.profileId === profileId),
        because,
      ).toBe(true);
  }
}
