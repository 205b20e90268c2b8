// The audit reports no difference where there is none, counts each in time, and mends it without harm.
import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { look, lookAgain } from '../../src/audit/audit.ts';
import { compareProfiles } from '../../src/audit/compare.ts';
import { auditRound } from '../../src/audit/contract.ts';
import { idRange } from '../../src/indexing/document.ts';
import { currentTarget, needsFill, openTarget } from '../../src/indexing/target.ts';
import { profileCompletionTag } from '../../src/profiles/completion-tag.ts';
import { startWorkers } from '../../src/server/jobs.ts';
import { mutated } from '../support/mutations.ts';
import { readSchedules } from '../support/pgboss-tables.ts';
import { useVitae } from '../support/vitae.ts';
import {
  after,
  forget,
  found,
  newCached,
  newProfile,
  SIZE,
  START,
  tally,
  upsert,
  writeIndex,
} from './audited.ts';

const AUDIT = `{ system { audit { comparisons differedAfter5s differedAfter60s ninesWithin5s ninesWithin60s
  differences { kind objectId firstSeenAt endedAt lasted failure } } } }`;

describe('the audit', () => {
  const vitae = useVitae();
  beforeEach(async () => {
    await vitae.idle();
    await forget(vitae);
  });

  it('tells an administrator how many nines agree, and what differed', async () => {
    const ids = [await newProfile(vitae), await newProfile(vitae)];
    await vitae.idle();
    await writeIndex(vitae, { type: 'delete', objectID: ids[0] ?? '' });
    const [now, later] = [new Date(), new Date(Date.now() + 5000)];
    await look(vitae.services, SIZE, now);
    await lookAgain(vitae.services, later);
    const { data } = await vitae.send(AUDIT, {}, 'admin');
    expect(data).toEqual({
      system: {
        audit: {
          comparisons: 4,
          differedAfter5s: 1,
          differedAfter60s: 0,
          ninesWithin5s: -Math.log10(1 / 4),
          ninesWithin60s: null,
          differences: [
            {
              kind: 'DOCUMENT_MISSING',
              objectId: ids[0],
              firstSeenAt: now.toISOString(),
              ...{ endedAt: null, lasted: false, failure: null },
            },
          ],
        },
      },
    });
  });

  it('reports nothing where nothing differs', async () => {
    for (let count = 0; count < 3; count += 1) await newCached(vitae);
    await mutated(vitae, 'createProfile', { input: { fullName: 'Hidden', visibility: 'PRIVATE' } }, 'admin');
    await vitae.idle();
    for (const seconds of [0, 60, 120]) expect(await look(vitae.services, SIZE, after(seconds))).toBeNull();
    expect(await found(vitae)).toEqual([]);
    expect(await tally(vitae)).toEqual({ comparisons: true, after5s: 0, after60s: 0 });
  });

  it('counts no difference that is gone within five seconds, and lists it no longer', async () => {
    const id = await newProfile(vitae);
    await vitae.idle();
    await writeIndex(vitae, { type: 'delete', objectID: id });
    await look(vitae.services, SIZE, after(0));
    expect(await found(vitae)).toEqual([`DOCUMENT_MISSING ${id}`]);
    await mutated(vitae, 'updateProfile', { profileId: id, input: { fullName: 'Written' } }, 'admin');
    await vitae.idle();
    expect(await lookAgain(vitae.services, after(5))).toBeNull();
    expect(await found(vitae)).toEqual([]);
    expect(await tally(vitae)).toEqual({ comparisons: true, after5s: 0, after60s: 0 });
  });

  it('begins again where the profile was written between two looks', async () => {
    const id = await newProfile(vitae);
    await vitae.idle();
    for (const seconds of [0, 5, 10]) {
      await vitae.sql(`UPDATE profile SET revision = revision + 1, full_name = $2 WHERE id = $1`, [
        id,
        `Written ${seconds}`,
      ]);
      const looking =
        seconds === 0 ? look(vitae.services, SIZE, after(0)) : lookAgain(vitae.services, after(seconds));
      expect(await looking).toEqual(after(seconds + 5));
    }
    expect(await tally(vitae)).toEqual({ comparisons: true, after5s: 0, after60s: 0 });
    await lookAgain(vitae.services, after(15));
    expect(await tally(vitae)).toEqual({ comparisons: true, after5s: 1, after60s: 0 });
  });

  it('removes no documents in mass: a run asks before it does', async () => {
    const ids = Array.from({ length: 11 }, () => randomUUID());
    await writeIndex(vitae, ...ids.map((id) => upsert(id, { idRange: idRange(id) })));
    await look(vitae.services, SIZE, after(0));
    for (const seconds of [5, 60]) await lookAgain(vitae.services, after(seconds));
    expect(await tally(vitae)).toMatchObject({ after5s: 11, after60s: 11 });
    const listed = await vitae.db.auditDifference.findMany();
    for (const row of listed) {
      expect(row).toMatchObject({ lasted: true, endedAt: null });
      expect(row.failure).toContain('VERIFY');
    }
    expect((await vitae.search.getObjects(ids)).filter((one) => one === null)).toEqual([]);
  });

  it.each([
    [10, false],
    [11, true],
  ])('of %i documents that lost what was pushed asks for a run: %s', async (count, asks) => {
    const { id, filledAt } = await openTarget(vitae.services);
    onTestFinished(async () => {
      await vitae.db.searchTarget.update({ where: { id }, data: { filledAt } });
    });
    await vitae.db.searchTarget.update({ where: { id }, data: { filledAt: new Date() } });
    const ids = await Promise.all(Array.from({ length: count }, () => newProfile(vitae)));
    await vitae.idle();
    // An older copy of the index, moved over it: the mark is the same.
    await writeIndex(vitae, ...ids.map((one) => upsert(one, { fullName: 'Before' })));
    await look(vitae.services, SIZE, after(0));
    await lookAgain(vitae.services, after(5));
    expect(await tally(vitae)).toMatchObject({ after5s: count });
    expect((await needsFill(vitae.db, vitae.search)) !== null).toBe(asks);
  });

  describe('of a document that was never pushed', () => {
    /** Whether it counts, and whether one counts that was pushed, and deleted by hand. */
    async function counted(): Promise<readonly [boolean, boolean]> {
      const pushed = await newProfile(vitae);
      await vitae.idle();
      await writeIndex(vitae, { type: 'delete', objectID: pushed });
      await look(vitae.services, SIZE, after(0));
      await lookAgain(vitae.services, after(5));
      const all = await found(vitae);
      const sums = await tally(vitae);
      expect(sums).toMatchObject({ after5s: all.length });
      return [all.includes(`DOCUMENT_MISSING ${never}`), all.includes(`DOCUMENT_MISSING ${pushed}`)];
    }
    let never: string;
    beforeEach(async () => {
      await currentTarget(vitae.services);
      never = (await vitae.db.profile.create({ data: { handle: randomUUID(), fullName: 'Never' } })).id;
      const filled = await vitae.db.searchTarget.findMany();
      return async () => {
        await vitae.db.reindexRun.deleteMany();
        for (const { id, filledAt } of filled)
          await vitae.db.searchTarget.update({ where: { id }, data: { filledAt } });
      };
    });
    const run = (data: object) =>
      vitae.db.reindexRun.create({ data: { mode: 'CHANGED', batchSize: 10, total: 1, ...data } });

    it('counts none where no run has filled the index yet', async () => {
      await vitae.db.searchTarget.updateMany({ data: { filledAt: null } });
      expect(await counted()).toEqual([false, true]);
    });

    it.each(['PENDING', 'RUNNING'] as const)('counts none where a %s run is to push it', async (status) => {
      await run({ status });
      expect(await counted()).toEqual([false, true]);
    });

    it('counts it where no run is to push it', async () => {
      await run({ status: 'COMPLETED' });
      await run({ status: 'RUNNING', mode: 'DRY_RUN' });
      await run({ status: 'RUNNING', afterId: never });
      await run({ status: 'RUNNING', createdAt: new Date(START - 60_000) });
      expect(await counted()).toEqual([true, true]);
    });
  });

  it('leaves a section that turned stale a moment to reach the index', async () => {
    const id = await newProfile(vitae);
    await mutated(vitae, 'saveBio', { profileId: id, input: { summary: 'Fresh.' } }, 'admin');
    await vitae.idle();
    await vitae.services.cache.invalidate([profileCompletionTag(id)]);
    const { nextChangeAt } = await vitae.db.searchState.findUniqueOrThrow({ where: { profileId: id } });
    const past = (seconds: number) => new Date(Number(nextChangeAt) + seconds * 1000);
    await look(vitae.services, SIZE, past(30));
    expect(await found(vitae)).toEqual([]);
    await look(vitae.services, SIZE, past(100));
    expect(await found(vitae)).toEqual([`DOCUMENT_DIFFERENT ${id}`]);
  });

  it('does not judge a profile that is written while it is compared', async () => {
    const id = await newCached(vitae);
    await vitae.idle();
    const [compared] = await compareProfiles(vitae.services, [id], {
      async readIndex() {
        await mutated(vitae, 'saveBio', { profileId: id, input: { summary: 'Written.' } }, 'admin');
        return new Map();
      },
    });
    expect(compared).toMatchObject({ isSettled: false });
  });

  it('is scheduled every minute, unless it is switched off', async () => {
    await startWorkers(vitae.services, { auditPerMinute: 1 });
    expect(await readSchedules(vitae, auditRound.name)).toEqual([{ cron: '* * * * *', timezone: 'UTC' }]);
    await startWorkers(vitae.services, { auditPerMinute: 0 });
    expect(await readSchedules(vitae, auditRound.name)).toEqual([]);
  });
});
