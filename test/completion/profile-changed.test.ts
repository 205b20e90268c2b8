// profileChanged: the profile as it is now, then once more after every write, for viewers who may see it.
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { profileCompletionTag } from '../../src/profiles/completion-tag.ts';
import type { As } from '../support/api.ts';
import { makeFilledProfile, mutated, profileMutations } from '../support/mutations.ts';
import { validArguments } from '../support/valid-arguments.ts';
import { useVitae } from '../support/vitae.ts';

const vitae = useVitae({ workers: false, environment: { LIMIT_SUBSCRIPTIONS: '100' } });

const PROFILE = 'id revision fullName bio { id summary } completion { id percentage }';
const watch = (profileId: string | null, as: As, fields = PROFILE) =>
  vitae.stream(
    `subscription ($profileId: ID) { profileChanged(profileId: $profileId) { ${fields} } }`,
    { profileId },
    as,
  );
type Watch = ReturnType<typeof watch>;

const eventRule = z.object({
  id: z.string(),
  revision: z.number(),
  fullName: z.string().optional(),
  bio: z.object({ id: z.string(), summary: z.string() }).nullish(),
  completion: z.object({ id: z.string(), percentage: z.number() }).optional(),
});
async function next(watching: Watch) {
  const { value, done } = await watching.next();
  if (done) throw new Error('the subscription ended');
  return eventRule.parse(value.data?.['profileChanged'], { error: () => JSON.stringify(value) });
}
/** Waits for this revision. Others may come first. */
async function seen(watching: Watch, revision: number) {
  for (;;) {
    const event = await next(watching);
    if (event.revision === revision) return event;
    expect(event.revision).toBeLessThan(revision);
  }
}
async function codesUntilEnd(watching: Watch): Promise<unknown[]> {
  const codes: unknown[] = [];
  for await (const { errors } of watching)
    codes.push(...(errors ?? []).map((error) => error.extensions?.code));
  return codes;
}
const newProfile = async (visibility: 'PUBLIC' | 'PRIVATE' = 'PUBLIC') =>
  (await mutated(vitae, 'createProfile', { input: { fullName: 'Watched', visibility } }, 'admin')).profile
    ?.id ?? '';
const rename = async (id: string, fullName: string) =>
  (await mutated(vitae, 'updateProfile', { input: { fullName } }, id)).profile?.revision ?? 0;

describe('profileChanged', () => {
  it('sends the profile first, then after every kind of write, as it was written', async () => {
    const { id, items } = await makeFilledProfile(vitae, 'Watched One');
    const watching = watch(id, id);
    let { revision } = await next(watching);
    const kinds = profileMutations.filter((name) => !/^(create|delete)Profile$/.test(name));
    const deletesLast = kinds.sort((a, b) => Number(a.startsWith('delete')) - Number(b.startsWith('delete')));
    for (const mutation of deletesLast) {
      const { profile } = await mutated(vitae, mutation, validArguments(mutation, items), id);
      if (profile && profile.revision > revision)
        revision = (await seen(watching, profile.revision)).revision;
    }
    await mutated(vitae, 'saveBio', { input: { summary: 'The last.' } }, id);
    const { bio, completion } = await seen(watching, revision + 1);
    expect(bio).toEqual({ id, summary: 'The last.' });
    expect(completion?.id).toBe(id);
    await watching.return(undefined);
  });

  it('sends nothing where the profile is read again and was not written', async () => {
    const id = await newProfile();
    const watching = watch(id, null, 'id revision');
    const { revision } = await next(watching);
    const following = next(watching);
    await vitae.services.cache.invalidate([profileCompletionTag(id)]);
    await vitae.sql('SELECT pg_notify($1, $2)', ['vitae_invalidated', profileCompletionTag(id)]);
    expect(await rename(id, 'Renamed')).toBe(revision + 1);
    expect((await following).revision).toBe(revision + 1);
    await watching.return(undefined);
  });

  it('serves those who may see the profile, and without profileId the one of the caller', async () => {
    const [open, hidden] = [await newProfile(), await newProfile('PRIVATE')];
    for (const [id, as] of [
      [open, null],
      [open, hidden],
      [open, 'admin'],
      [hidden, hidden],
      [hidden, 'admin'],
    ] as const) {
      const watching = watch(id, as);
      expect((await next(watching)).id).toBe(id);
      await watching.return(undefined);
    }
    const own = watch(null, hidden);
    expect((await next(own)).id).toBe(hidden);
    await own.return(undefined);
    for (const as of [null, open]) expect(await codesUntilEnd(watch(hidden, as))).toEqual(['NOT_FOUND']);
    expect(await codesUntilEnd(watch(null, 'admin'))).toEqual(['INVALID_INPUT']);
    expect(await codesUntilEnd(watch(null, null))).toEqual(['NOT_ALLOWED']);
  });

  it('ends for viewers who may no longer see the profile, and for all once it is deleted', async () => {
    const id = await newProfile();
    const [anonymous, owner] = [watch(id, null), watch(id, id)];
    await next(anonymous);
    await next(owner);
    const { profile } = await mutated(vitae, 'updateProfile', { input: { visibility: 'PRIVATE' } }, id);
    expect(await codesUntilEnd(anonymous)).toEqual([]);
    await seen(owner, profile?.revision ?? 0);
    await mutated(vitae, 'deleteProfile', {}, id);
    expect(await codesUntilEnd(owner)).toEqual([]);
  });

  it('hides from others what only the owner may see', async () => {
    const { id } = await makeFilledProfile(vitae, 'Watched Two');
    const fields = 'id revision email phoneNumber { number } location { address city }';
    const watching = watch(id, null, fields);
    expect((await watching.next()).value).toMatchObject({
      data: {
        profileChanged: { email: null, phoneNumber: null, location: { address: null, city: 'London' } },
      },
    });
    await watching.return(undefined);
  });

  it('reads once for all watchers, and no completion that none of them asks for', async () => {
    const id = await newProfile();
    const watchers = Array.from({ length: 50 }, () => watch(id, null, 'id revision bio { id summary }'));
    for (const watching of watchers) await next(watching);
    const sent = await vitae.countSql(async () => {
      await vitae.send('mutation { saveBio(input: { summary: "For all." }) { __typename } }', {}, id);
      for (const watching of watchers) expect((await next(watching)).bio?.summary).toBe('For all.');
    });
    // On a slow machine the watchers come in more than one turn, and a sweep may announce the write again.
    expect(sent.filter((sql) => sql.includes('FROM "public"."bio"')).length).toBeLessThan(10);
    expect(sent.some((sql) => sql.includes('FROM "public"."photo"'))).toBe(false);
    for (const watching of watchers) await watching.return(undefined);
  });
});
