// Search states are deleted while their profiles are created, deleted and created again: no orphan, and each transition is
// tracked once.
import { expect, it } from 'vitest';
import { pruneStates } from '../../src/retention/states.ts';
import { randomFrom } from '../indexing/search-faults.ts';
import { runToEnd } from '../reindex/runs-of-tests.ts';
import { expectIndexEqualsDatabase } from '../support/index-equals-database.ts';
import { mutated } from '../support/mutations.ts';
import { useVitae } from '../support/vitae.ts';

const LANES = 4;
const ROUNDS = 12;
const vitae = useVitae();

const idOf = (lane: number) => `01a00000-0000-7000-8000-00000000000${lane}`;

/** Creates and deletes the profile of a lane by turns. */
async function liveAndDie(lane: number): Promise<void> {
  const random = randomFrom(lane);
  const id = idOf(lane);
  for (let round = 0; round < ROUNDS; round += 1) {
    await mutated(vitae, 'createProfile', { input: { fullName: `Life ${round}` } }, id);
    if (random() < 0.7) await vitae.idle();
    if (random() < 0.3) await mutated(vitae, 'updateProfile', { input: { visibility: 'PRIVATE' } }, id);
    if (round < ROUNDS - 1 || lane % 2 === 0) await mutated(vitae, 'deleteProfile', {}, id);
    if (random() < 0.3) await vitae.idle();
  }
}

it('between the steps of pushes, at any moment', async () => {
  const living = { left: LANES };
  let pruned = 0;
  const prune = async () => {
    // A moment ahead, so that no state is too young.
    while (living.left > 0) pruned += await pruneStates(vitae.services.db, new Date(Date.now() + 60_000));
  };
  const reindex = async () => {
    while (living.left > 0) await runToEnd(vitae, { mode: 'FULL' });
  };
  const live = async (lane: number) => {
    try {
      await liveAndDie(lane);
    } finally {
      living.left -= 1;
    }
  };
  await Promise.all([...Array.from({ length: LANES }, (_, lane) => live(lane)), prune(), reindex()]);
  await vitae.idle();
  expect(pruned).toBeGreaterThan(LANES);
  await expectIndexEqualsDatabase(vitae);
  for (let lane = 0; lane < LANES; lane += 1) {
    const events = await vitae.db.analyticsEvent.findMany({
      where: { profileId: idOf(lane) },
      orderBy: { occurredAt: 'asc' },
    });
    expect(events.map(({ name }) => name)).toEqual(
      events.map((_, at) => (at % 2 === 0 ? 'created' : 'deleted')),
    );
    const state = await vitae.db.searchState.findUnique({ where: { profileId: idOf(lane) } });
    expect(events.length % 2 === 1).toBe(state?.tracked ?? false);
  }
  expect(await vitae.services.jobs.queues()).toEqual(
    expect.arrayContaining([expect.objectContaining({ name: 'profile-changed', deadLetters: 0 })]),
  );
});
