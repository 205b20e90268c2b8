// completionChanged: the current completion, then one event after every write, for viewers who may see the profile.
// test/storm/completion-storm.long.test.ts watches writes of other API processes.
import pg from 'pg';
import { describe, expect, it, vi } from 'vitest';
import { graphql } from '../../src/client/generated/index.ts';
import { profileCompletionTag } from '../../src/profiles/completion-tag.ts';
import { makeFilledProfile, mutated } from '../support/mutations.ts';
import type { As } from '../support/api.ts';
import { useVitae } from '../support/vitae.ts';
import { eventually } from '../support/eventually.ts';
import { percentageWith, percentageWithout } from './percentage.ts';

const WatchCompletion = graphql(`
  subscription WatchCompletion($profileId: ID) {
    completionChanged(profileId: $profileId) {
      percentage
    }
  }
`);

const vitae = useVitae({ workers: false, environment: { LIMIT_SUBSCRIPTIONS: '100' } });

async function newProfile(visibility: 'PUBLIC' | 'PRIVATE' = 'PUBLIC'): Promise<string> {
  const args = { input: { fullName: 'Watched', visibility } };
  return (await mutated(vitae, 'createProfile', args, 'admin')).profile?.id ?? '';
}

const watch = (profileId: string | null, as: As) => vitae.subscribe(WatchCompletion, { profileId }, as);
type Watch = ReturnType<typeof watch>;

/** Waits for this percentage. Other events may come first. */
async function seen(watching: Watch, percentage: number): Promise<void> {
  for (;;) {
    const { value, done } = await watching.next();
    if (done) throw new Error(`the subscription ended before ${percentage} %`);
    if (value.completionChanged.percentage === percentage) return;
  }
}

async function ended(watching: Watch): Promise<void> {
  while (!(await watching.next()).done);
}

const WITH_BIO = percentageWith(['bio']);
/** Their answers read no profile: a read that is counted is one of the watchers. */
const send = async (mutation: string, as: string) => {
  const { data, text } = await vitae.send(`mutation { ${mutation} { __typename } }`, {}, as);
  expect(Object.values(data ?? {}), text).toEqual([{ __typename: 'ProfilePayload' }]);
};
const saveBio = (id: string) => send('saveBio(input: { summary: "A summary." })', id);
const savePhoto = (id: string) => send('savePhoto(input: { url: "https://photos.example.com/a.jpg" })', id);
const deletePhoto = (id: string) => mutated(vitae, 'deletePhoto', {}, id);

describe('completionChanged', () => {
  it('sends the current completion first, then one event after every write', async () => {
    const { id } = await makeFilledProfile(vitae, 'Watched One');
    const watching = watch(id, null);
    expect((await watching.next()).value?.completionChanged).toEqual({ percentage: 100 });
    for (let round = 0; round < 5; round += 1) {
      await deletePhoto(id);
      await seen(watching, percentageWithout('photo'));
      await savePhoto(id);
      await seen(watching, 100);
    }
    await watching.return();
  });

  it('sends an event after a write by SQL, and ends when SQL deletes the profile', async () => {
    const { id } = await makeFilledProfile(vitae, 'Watched Two');
    const client = new pg.Client({ connectionString: vitae.url });
    await client.connect();
    const watching = watch(id, null);
    await seen(watching, 100);
    await client.query('DELETE FROM photo WHERE profile_id = $1', [id]);
    await seen(watching, percentageWithout('photo'));
    await client.query('DELETE FROM profile WHERE id = $1', [id]);
    await ended(watching);
    await client.end();
  });

  it('does not send the same completion twice', async () => {
    const id = await newProfile();
    const watching = watch(id, null);
    await seen(watching, 0);
    const next = watching.next();
    await saveBio(id);
    expect((await next).value?.completionChanged).toEqual({ percentage: WITH_BIO });
    await watching.return();
  });

  it('sends nothing if the completion was computed again and only its time differs', async () => {
    const id = await newProfile();
    const watching = watch(id, null);
    await seen(watching, 0);
    const next = watching.next();
    await readsCompleted();
    const reads = await readsDuring(() =>
      mutated(vitae, 'updateProfile', { input: { fullName: 'Renamed' } }, id),
    );
    expect(reads).toBeGreaterThan(0);
    await saveBio(id);
    expect((await next).value?.completionChanged).toEqual({ percentage: WITH_BIO });
    await watching.return();
  });

  it('serves a public profile to everyone, a private one to its owner and the administrator', async () => {
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

  it('without profileId watches the profile of the caller, who must have one', async () => {
    const id = await newProfile();
    const watching = watch(null, id);
    await seen(watching, 0);
    await saveBio(id);
    await seen(watching, WITH_BIO);
    await watching.return();
    const refused = [
      ['admin', 'INVALID_INPUT'],
      [null, 'NOT_ALLOWED'],
    ] as const;
    for (const [as, code] of refused) {
      await expect(watch(null, as).next()).rejects.toMatchObject({ errors: [{ extensions: { code } }] });
    }
  });

  it('reads nothing after a write to another profile', async () => {
    const [id, other] = [await newProfile(), await newProfile()];
    const watching = watch(id, null);
    await seen(watching, 0);
    await readsCompleted();
    expect(await readsDuring(() => saveBio(other))).toBe(0);
    await watching.return();
  });

  it('ends for viewers who may no longer see the profile, and continues for its owner', async () => {
    const id = await newProfile();
    const [anonymous, owner] = [watch(id, null), watch(id, id)];
    await seen(anonymous, 0);
    await seen(owner, 0);
    await mutated(vitae, 'updateProfile', { input: { visibility: 'PRIVATE' } }, id);
    await ended(anonymous);
    await saveBio(id);
    await seen(owner, WITH_BIO);
    await mutated(vitae, 'deleteProfile', {}, id);
    await ended(owner);
  });

  it('reads nothing after its watchers have left', async () => {
    const id = await newProfile();
    const watchers = Array.from({ length: 50 }, () => watch(id, null));
    for (const watching of watchers) await seen(watching, 0);
    await readsCompleted();
    // All of them share a read. On a slow machine a write may be announced a second time, by a sweep.
    expect(await readsDuring(() => saveBio(id))).toBeLessThan(5);
    for (const watching of watchers) await seen(watching, WITH_BIO);
    for (const watching of watchers) await watching.return();
    expect(await readsDuring(() => savePhoto(id))).toBe(0);
  });

  it('reads once for watchers that come at the same time, each with its own access', async () => {
    const id = await newProfile('PRIVATE');
    const sent = await vitae.countSql(async () => {
      const watchers = Array.from({ length: 50 }, (_, nth) => watch(id, nth % 2 ? id : null));
      const first = await Promise.allSettled(watchers.map((watching) => watching.next()));
      expect(first.map(({ status }) => status)).toEqual(
        first.map((_, nth) => (nth % 2 ? 'fulfilled' : 'rejected')),
      );
      for (const watching of watchers) await watching.return(undefined);
    });
    // On a slow machine they come in more than one turn.
    expect(sent.filter((sql) => sql.includes('FROM "public"."profile"')).length).toBeLessThan(25);
  });

  it('sends what was missed while the LISTEN connection was lost', async () => {
    const id = await newProfile();
    const watching = watch(id, id);
    await seen(watching, 0);
    await readsCompleted();
    // A write that is not announced.
    await vitae.db.bio.create({ data: { profileId: id, summary: 'A summary.' } });
    await vitae.services.cache.invalidate([profileCompletionTag(id)]);
    await vitae.sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = 'vitae-listen' AND datname = current_database()`,
    );
    await seen(watching, WITH_BIO);
    // Later writes are announced again.
    await savePhoto(id);
    await seen(watching, percentageWith(['bio', 'photo']));
    await watching.return();
  });

  it('sends a write while the store of the cache is down', async () => {
    const id = await newProfile();
    const watching = watch(id, id);
    await seen(watching, 0);
    await readsCompleted();
    const failing = vi.spyOn(vitae.services.cache, 'invalidate').mockRejectedValue(new Error('down'));
    vi.spyOn(vitae.services.cache, 'getOrComputeMany').mockImplementation(async (entries, computeMany) => [
      ...(await computeMany(entries)),
    ]);
    await saveBio(id);
    await seen(watching, WITH_BIO);
    expect(failing).toHaveBeenCalled();
    vi.restoreAllMocks();
    await watching.return();
  });
});

/** The query for all watchers: to whom is the profile visible? Mutations do not send it. */
const WATCHER_QUERY =
  /^SELECT "public"."profile"."id", "public"."profile"."visibility"::text, "public"."profile"."revision" FROM .* LIMIT/;

/** How often the watchers read because of `work`. */
async function readsDuring(work: () => Promise<unknown>): Promise<number> {
  const sent = await vitae.countSql(async () => {
    await work();
    await readsCompleted();
  });
  return sent.filter((sql) => WATCHER_QUERY.test(sql)).length;
}

/** Waits for a notification that is sent after all others, then for the reads that the others have started. */
async function readsCompleted(): Promise<void> {
  await eventually(async () => expect(await vitae.db.cacheInvalidation.count()).toBe(0));
  const notified = Promise.withResolvers<undefined>();
  const stop = await vitae.services.notifications.subscribe('vitae_test', () => notified.resolve(undefined));
  await vitae.sql(`SELECT pg_notify('vitae_test', '')`);
  await notified.promise;
  stop();
  // The pool has ten connections. Once ten queries of ours were answered, the reads before them were too.
  for (let round = 0; round < 3; round += 1)
    await Promise.all(Array.from({ length: 10 }, () => vitae.services.db.$queryRaw`SELECT 1`));
}
