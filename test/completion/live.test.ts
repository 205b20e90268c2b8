// Owns completionChanged: the completion as it is, then after every write, for whom the API lets see the profile, until
// the profile is gone or the watcher is. Other API processes are watched in test/processes.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { graphql } from '../../src/client/generated/index.ts';
import { profileCompletionTag } from '../../src/profiles/completion-tag.ts';
import { makeFilledProfile, mutated } from '../support/mutations.ts';
import type { As } from '../support/api.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';
import { eventually } from '../support/eventually.ts';

const WatchCompletion = graphql(`
  subscription WatchCompletion($profileId: ID) {
    completionChanged(profileId: $profileId) {
      percentage
    }
  }
`);

let vitae: Vitae;
beforeAll(async () => {
  vitae = await startVitae({ workers: false, environment: { LIMIT_SUBSCRIPTIONS: '100' } });
});
afterAll(() => vitae.close());

async function newProfile(visibility: 'PUBLIC' | 'PRIVATE' = 'PUBLIC'): Promise<string> {
  const args = { input: { fullName: 'Watched', visibility } };
  return (await mutated(vitae, 'createProfile', args, 'admin')).profile?.id ?? '';
}

const watch = (profileId: string | null, as: As) => vitae.subscribe(WatchCompletion, { profileId }, as);
type Watch = ReturnType<typeof watch>;

/** There may be steps between; what counts is that this one comes. */
async function seen(watching: Watch, percentage: number): Promise<void> {
  for (;;) {
    const { value, done } = await watching.next();
    if (done) throw new Error(`it ended before it showed ${percentage}`);
    if (value.completionChanged.percentage === percentage) return;
  }
}

async function ended(watching: Watch): Promise<void> {
  while (!(await watching.next()).done);
}

const saveBio = (id: string) => mutated(vitae, 'saveBio', { input: { summary: 'A summary.' } }, id);
const savePhoto = (id: string) =>
  mutated(vitae, 'savePhoto', { input: { url: 'https://photos.example.com/a.jpg' } }, id);
const deletePhoto = (id: string) => mutated(vitae, 'deletePhoto', {}, id);

describe('completionChanged', () => {
  it('shows the completion as it is first, then after every write', async () => {
    const { id } = await makeFilledProfile(vitae, 'Watched One');
    const watching = watch(id, null);
    expect((await watching.next()).value?.completionChanged).toEqual({ percentage: 100 });
    for (let round = 0; round < 5; round += 1) {
      await deletePhoto(id);
      await seen(watching, 89);
      await savePhoto(id);
      await seen(watching, 100);
    }
    await watching.return();
  });

  it('shows the same completion once', async () => {
    const id = await newProfile();
    const watching = watch(id, null);
    await seen(watching, 0);
    const next = watching.next();
    await saveBio(id);
    expect((await next).value?.completionChanged).toEqual({ percentage: 11 });
    await watching.return();
  });

  it('shows a public profile to all, a private one to its owner and the administrator', async () => {
    const open = await newProfile();
    for (const as of [null, await newProfile(), open, 'admin'] as const) {
      const watching = watch(open, as);
      await seen(watching, 0);
      await watching.return();
    }
    const hidden = await newProfile('PRIVATE');
    for (const as of [hidden, 'admin'] as const) {
      const watching = watch(hidden, as);
      await seen(watching, 0);
      await watching.return();
    }
    for (const as of [null, open] as const) {
      await expect(watch(hidden, as).next()).rejects.toMatchObject({
        errors: [{ extensions: { code: 'NOT_FOUND' } }],
      });
    }
  });

  it('without profileId is about the caller, who must have a profile', async () => {
    const id = await newProfile();
    const watching = watch(null, id);
    await seen(watching, 0);
    await saveBio(id);
    await seen(watching, 11);
    await watching.return();
    const refused = [
      ['admin', 'INVALID_INPUT'],
      [null, 'NOT_ALLOWED'],
    ] as const;
    for (const [as, code] of refused) {
      await expect(watch(null, as).next()).rejects.toMatchObject({ errors: [{ extensions: { code } }] });
    }
  });

  it('says nothing of other profiles', async () => {
    const [id, other] = [await newProfile(), await newProfile()];
    const watching = watch(id, null);
    await seen(watching, 0);
    await settledLooks();
    const looks = await looksDuring(() => saveBio(other));
    expect(looks).toBe(0);
    await watching.return();
  });

  it('ends for who may no longer see the profile, and goes on for its owner', async () => {
    const id = await newProfile();
    const [stranger, owner] = [watch(id, null), watch(id, id)];
    await seen(stranger, 0);
    await seen(owner, 0);
    await mutated(vitae, 'updateProfile', { input: { visibility: 'PRIVATE' } }, id);
    await ended(stranger);
    await saveBio(id);
    await seen(owner, 11);
    await mutated(vitae, 'deleteProfile', {}, id);
    await ended(owner);
  });

  it('costs nothing any more once its watchers have left', async () => {
    const id = await newProfile();
    const watchers = Array.from({ length: 50 }, () => watch(id, null));
    for (const watching of watchers) await seen(watching, 0);
    await settledLooks();
    expect(await looksDuring(() => saveBio(id))).toBe(50);
    for (const watching of watchers) await watching.return();
    expect(await looksDuring(() => savePhoto(id))).toBe(0);
  });

  it('shows what was missed while the LISTEN connection was lost', async () => {
    const id = await newProfile();
    const watching = watch(id, id);
    await seen(watching, 0);
    await settledLooks();
    // A write of which nobody is told.
    await vitae.db.bio.create({ data: { profileId: id, summary: 'A summary.' } });
    await vitae.services.cache.invalidate([profileCompletionTag(id)]);
    await vitae.sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = 'vitae-listen' AND datname = current_database()`,
    );
    await seen(watching, 11);
    // And it goes on.
    await savePhoto(id);
    await seen(watching, 22);
    await watching.return();
  });

  it('shows a write also while the store of the cache is down', async () => {
    const id = await newProfile();
    const watching = watch(id, id);
    await seen(watching, 0);
    await settledLooks();
    const failing = vi.spyOn(vitae.services.cache, 'invalidate').mockRejectedValue(new Error('down'));
    vi.spyOn(vitae.services.cache, 'getOrComputeMany').mockImplementation(async (entries, computeMany) => [
      ...(await computeMany(entries)),
    ]);
    await saveBio(id);
    await seen(watching, 11);
    expect(failing).toHaveBeenCalled();
    vi.restoreAllMocks();
    await watching.return();
  });
});

/** Looks of watchers: a profile's id, to see whether it may be seen. A mutation asks no such thing. */
const LOOK = /^SELECT "public"."profile"."id" FROM "public"."profile" WHERE/;

/** How many looks the watchers took for what `work` did, once they have been told. */
async function looksDuring(work: () => Promise<unknown>): Promise<number> {
  const sent = await vitae.countSql(async () => {
    await work();
    await settledLooks();
  });
  return sent.filter((sql) => LOOK.test(sql)).length;
}

/** Once a notification sent after all others has come round, the others have; then the looks they set off. */
async function settledLooks(): Promise<void> {
  const carriedOut = async () => expect(await vitae.db.cacheInvalidation.count()).toBe(0);
  await eventually(carriedOut);
  const told = Promise.withResolvers<undefined>();
  const stop = await vitae.services.notifications.subscribe('vitae_test', () => told.resolve(undefined));
  await vitae.sql(`SELECT pg_notify('vitae_test', '')`);
  await told.promise;
  stop();
  // A probe behind the looks in the same pool, once it is idle: all of its ten connections answer.
  for (let round = 0; round < 3; round += 1)
    await Promise.all(Array.from({ length: 10 }, () => vitae.db.$queryRaw`SELECT 1`));
}
