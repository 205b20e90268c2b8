// A burst of edits costs few pushes: the first edit is pushed at once, the others together at the end. Profiles that change
// between public and private often get one analytics event per transition.
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Prisma, type Transaction } from '../../src/database/client.ts';
import { endOfBurst } from '../../src/indexing/bursts.ts';
import { mutated } from '../support/mutations.ts';
import { expectIndexEqualsDatabase } from '../support/index-equals-database.ts';
import { useVitae } from '../support/vitae.ts';
import { tapSearch } from './search-faults.ts';

const EDITS = 30;
/** Less than the pause that ends a burst. */
const PAUSE_MS = 150;
const tap = tapSearch();
const vitae = useVitae({ wrapSearch: tap.wrapSearch });
afterEach(() => tap.release());

async function quietProfile(fullName: string): Promise<string> {
  const { profile } = await mutated(vitae, 'createProfile', { input: { fullName } }, 'admin');
  const id = profile?.id ?? '';
  await vitae.idle();
  await setState(vitae.db, id, { pushedAgo: 60_000, writtenAgo: 60_000, unpushed: 0 });
  await vitae.billedRecords();
  return id;
}

interface State {
  /** Milliseconds. */
  readonly pushedAgo: number;
  readonly writtenAgo: number;
  /** Edits since the last push. */
  readonly unpushed: number;
}

async function setState(
  db: Transaction,
  id: string,
  { pushedAgo, writtenAgo, unpushed }: State,
): Promise<void> {
  const ago = (ms: number) => Prisma.sql`now() - ${ms}::float * interval '1 millisecond'`;
  await db.$executeRaw`UPDATE profile SET updated_at = ${ago(writtenAgo)} WHERE id = ${id}::uuid`;
  await db.$executeRaw`
    UPDATE search_state
    SET pushed_at = ${ago(pushedAgo)}, revision = (SELECT revision FROM profile WHERE id = profile_id) - ${unpushed}::int
    WHERE profile_id = ${id}::uuid`;
}

/**
 * In one transaction, where `now()` stands still, so that a busy machine adds nothing to the times. It is rolled back.
 * @param change made after the state is set
 */
async function waitsAfter(id: string, state: State, change?: (tx: Transaction) => Promise<unknown>) {
  let waits: boolean | null = null;
  const rolledBack = new Error('rolled back');
  const transaction = vitae.db.$transaction(async (tx) => {
    await setState(tx, id, state);
    await change?.(tx);
    waits = (await endOfBurst(tx, id)).startAfter !== null;
    throw rolledBack;
  });
  await expect(transaction).rejects.toBe(rolledBack);
  return waits;
}

const edit = (profileId: string, n: number) =>
  mutated(vitae, 'saveBio', { profileId, input: { summary: `Edit ${n}` } }, 'admin');

describe('many quick edits', () => {
  it.each([
    ['in sequence', 1],
    ['from ten clients', 10],
  ])('%s cost one or two pushes, including the last edit', async (_name, clients) => {
    const id = await quietProfile(`Burst from ${clients}`);
    const ends = [performance.now()];
    await Promise.all(
      Array.from({ length: clients }, async (_, client) => {
        for (let n = client; n < EDITS; n += clients) {
          await edit(id, n);
          ends.push(performance.now());
        }
      }),
    );
    await vitae.idle();
    await expectIndexEqualsDatabase(vitae);
    expect(await vitae.search.getObject(id)).toMatchObject({ revision: EDITS + 1 });
    // On a busy machine a pause may split the edits into several bursts.
    const pauses = ends.filter((end, index) => end - (ends[index - 1] ?? end) > PAUSE_MS).length;
    expect(await vitae.billedRecords()).toBeLessThanOrEqual(2 + pauses);
  });

  it('while the first push is in flight cost two pushes', async () => {
    const id = await quietProfile('Slow Push');
    tap.hold();
    await edit(id, 0);
    await expect.poll(() => tap.waiting).toBe(1);
    for (let n = 1; n < EDITS; n += 1) await edit(id, n);
    tap.release();
    await vitae.idle();
    expect(await vitae.billedRecords()).toBe(2);
    expect(await vitae.search.getObject(id)).toMatchObject({ summary: `Edit ${EDITS - 1}` });
  });
});

describe('a push waits', () => {
  const cases: [string, State, boolean][] = [
    ['not for the first edit after a long time', { pushedAgo: 60_000, writtenAgo: 5, unpushed: 1 }, false],
    ['not for an edit some time after the last push', { pushedAgo: 2000, writtenAgo: 5, unpushed: 1 }, false],
    ['for an edit right after a push', { pushedAgo: 60, writtenAgo: 5, unpushed: 1 }, true],
    ['for several edits at once', { pushedAgo: 2000, writtenAgo: 5, unpushed: 3 }, true],
    ['not after a quiet time', { pushedAgo: 2000, writtenAgo: 300, unpushed: 3 }, false],
    ['not for more than ten seconds', { pushedAgo: 11_000, writtenAgo: 5, unpushed: 90 }, false],
    ['not without an edit', { pushedAgo: 60, writtenAgo: 90, unpushed: 0 }, false],
  ];
  let id = '';
  beforeAll(async () => {
    id = await quietProfile('Waits');
  });

  it.each(cases)('%s', async (_name, before, waits) => {
    expect(await waitsAfter(id, before)).toBe(waits);
  });

  it.each<[string, (tx: Transaction) => Promise<unknown>]>([
    ['hide', (tx) => tx.profile.update({ where: { id }, data: { visibility: 'PRIVATE' } })],
    ['remove', (tx) => tx.profile.delete({ where: { id } })],
    ['forget', (tx) => tx.searchState.delete({ where: { profileId: id } })],
  ])('not to %s a profile', async (_name, change) => {
    expect(await waitsAfter(id, { pushedAgo: 60, writtenAgo: 5, unpushed: 3 }, change)).toBe(false);
  });
});

describe('profiles that change between PUBLIC and PRIVATE', () => {
  it('have one event for each time they entered or left the index', async () => {
    const ids = await Promise.all(['A', 'B', 'C'].map((name) => quietProfile(`Flips ${name}`)));
    const flips = ids.flatMap((profileId) =>
      Array.from({ length: 15 }, (_, n) => ({ profileId, visibility: n % 2 === 0 ? 'PRIVATE' : 'PUBLIC' })),
    );
    await Promise.all(
      flips.map(({ profileId, visibility }) =>
        mutated(vitae, 'updateProfile', { profileId, input: { visibility } }, 'admin'),
      ),
    );
    await vitae.idle();
    await expectIndexEqualsDatabase(vitae);
    for (const profileId of ids) {
      const events = await vitae.db.analyticsEvent.findMany({ where: { profileId }, orderBy: { id: 'asc' } });
      const names = events.map(({ name }) => name);
      expect(names).toEqual(names.map((_, index) => (index % 2 === 0 ? 'created' : 'deleted')));
      const isIn = (await vitae.search.getObject(profileId)) !== null;
      expect(names.length % 2 === 1).toBe(isIn);
    }
  });
});
