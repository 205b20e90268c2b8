// Owns what a burst of edits costs: the first is pushed at once, the rest together once it is over, and the last is always
// among them. And that profiles which flicker in and out are told of once per transition.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { endOfBurst } from '../../src/indexing/bursts.ts';
import { mutated } from '../support/mutations.ts';
import { expectIndexEqualsDatabase } from '../support/index-equals-database.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';
import { tapSearch } from './search-faults.ts';

const EDITS = 100;
/** Less than what parts two bursts. */
const PAUSE_MS = 150;
const tap = tapSearch();
let vitae: Vitae;
beforeAll(async () => {
  vitae = await startVitae({ wrapSearch: tap.wrapSearch });
});
afterAll(() => vitae.close());
afterEach(() => tap.release());

async function quietProfile(fullName: string): Promise<string> {
  const { profile } = await mutated(vitae, 'createProfile', { input: { fullName } }, 'admin');
  const id = profile?.id ?? '';
  await vitae.idle();
  await state(id, { pushedAgo: 60_000, writtenAgo: 60_000, unpushed: 0 });
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

async function state(id: string, { pushedAgo, writtenAgo, unpushed }: State): Promise<void> {
  const ago = `now() - $2::float * interval '1 millisecond'`;
  await vitae.sql(`UPDATE profile SET updated_at = ${ago} WHERE id = $1`, [id, writtenAgo]);
  await vitae.sql(
    `UPDATE search_state SET pushed_at = ${ago}, revision = (SELECT revision FROM profile WHERE id = $1) - $3
      WHERE profile_id = $1`,
    [id, pushedAgo, unpushed],
  );
}

const edit = (profileId: string, n: number) =>
  mutated(vitae, 'saveBio', { profileId, input: { summary: `Edit ${n}` } }, 'admin');

describe('a hundred rapid edits', () => {
  it.each([
    ['one after the other', 1],
    ['from ten sides', 10],
  ])('%s cost one push or two, and the last is among them', async (_name, sides) => {
    const id = await quietProfile(`Burst from ${sides}`);
    const ends = [performance.now()];
    await Promise.all(
      Array.from({ length: sides }, async (_, side) => {
        for (let n = side; n < EDITS; n += sides) {
          await edit(id, n);
          ends.push(performance.now());
        }
      }),
    );
    await vitae.idle();
    await expectIndexEqualsDatabase(vitae);
    expect(await vitae.search.getObject(id)).toMatchObject({ revision: EDITS + 1 });
    // A machine that stops for a moment in between parts the edits into several bursts.
    const pauses = ends.filter((end, index) => end - (ends[index - 1] ?? end) > PAUSE_MS).length;
    expect(await vitae.billedRecords()).toBeLessThanOrEqual(2 + pauses);
  });

  it('while the first is still being pushed cost two', async () => {
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
    ['not for the first edit in a long time', { pushedAgo: 60_000, writtenAgo: 5, unpushed: 1 }, false],
    ['not for an edit a while after the push before', { pushedAgo: 2000, writtenAgo: 5, unpushed: 1 }, false],
    ['for an edit right after a push', { pushedAgo: 60, writtenAgo: 5, unpushed: 1 }, true],
    ['for several edits at once', { pushedAgo: 2000, writtenAgo: 5, unpushed: 3 }, true],
    ['not once it has been quiet', { pushedAgo: 2000, writtenAgo: 300, unpushed: 3 }, false],
    ['not longer than ten seconds', { pushedAgo: 11_000, writtenAgo: 5, unpushed: 90 }, false],
    ['not where nothing was written', { pushedAgo: 60, writtenAgo: 90, unpushed: 0 }, false],
  ];
  it.each(cases)('%s', async (name, given, waits) => {
    const id = await quietProfile(name);
    await state(id, given);
    const until = await endOfBurst(vitae.db, id);
    const fromNow = until && until.getTime() - Date.now();
    if (!waits) expect(fromNow).toBeNull();
    else expect(Math.abs(fromNow ?? Infinity)).toBeLessThan(1000);
  });

  it('not to hide a profile, nor to remove one', async () => {
    const id = await quietProfile('Hides');
    await state(id, { pushedAgo: 60, writtenAgo: 5, unpushed: 3 });
    await vitae.sql(`UPDATE profile SET visibility = 'PRIVATE' WHERE id = $1`, [id]);
    expect(await endOfBurst(vitae.db, id)).toBeNull();
    await vitae.sql('DELETE FROM profile WHERE id = $1', [id]);
    expect(await endOfBurst(vitae.db, id)).toBeNull();
    await vitae.sql('DELETE FROM search_state WHERE profile_id = $1', [id]);
    expect(await endOfBurst(vitae.db, id)).toBeNull();
    await vitae.search.write([{ type: 'delete', objectID: id }], { wait: true });
  });
});

describe('profiles that flicker between PUBLIC and PRIVATE', () => {
  it('are told of once for each time the index gained or lost them', async () => {
    const ids = await Promise.all(['A', 'B', 'C'].map((name) => quietProfile(`Flickers ${name}`)));
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
