// Owns that profiles asked for in one turn are read in one statement, and that each viewer still sees only their own part.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findProfile } from '../../src/profiles/find.ts';
import { mutated } from '../support/mutations.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';

let vitae: Vitae;
let hidden: string;
let open: string[];
beforeAll(async () => {
  vitae = await startVitae({ workers: false, sweeps: false });
  const create = async (visibility: 'PUBLIC' | 'PRIVATE') =>
    (await mutated(vitae, 'createProfile', { input: { fullName: 'One', visibility } }, 'admin')).profile
      ?.id ?? '';
  hidden = await create('PRIVATE');
  open = [await create('PUBLIC'), await create('PUBLIC'), await create('PUBLIC')];
});
afterAll(() => vitae.close());

const expiresAt = new Date(Date.now() + 60_000);
const viewers = {
  anonymous: { kind: 'anonymous' },
  administrator: { kind: 'administrator', expiresAt },
  person: (profileId: string) => ({ kind: 'person' as const, profileId, expiresAt }),
} as const;

describe('profiles asked for in one turn', () => {
  it('are one statement, whoever asks, and each is answered with what they may see', async () => {
    const { db } = vitae;
    const [stranger = ''] = open;
    const found: (string | null)[] = [];
    const sent = await vitae.countSql(async () => {
      const asked = [
        ...open.map((id) => findProfile({ db, viewer: viewers.anonymous }, id, {})),
        findProfile({ db, viewer: viewers.anonymous }, hidden, {}),
        findProfile({ db, viewer: viewers.person(stranger) }, hidden, {}),
        findProfile({ db, viewer: viewers.person(hidden) }, hidden, {}),
        findProfile({ db, viewer: viewers.administrator }, hidden, {}),
        findProfile({ db, viewer: viewers.administrator }, '01a00000-0000-7000-8000-000000000000', {}),
      ];
      for (const profile of await Promise.all(asked)) found.push(profile?.id ?? null);
    });
    expect(sent.filter((sql) => sql.includes('FROM "public"."profile"'))).toHaveLength(1);
    expect(found).toEqual([...open, null, null, hidden, hidden, null]);
  });

  it('with other relations are other statements, and what is asked later is read later', async () => {
    const { db } = vitae;
    const [id = ''] = open;
    const viewer = viewers.anonymous;
    const readsOfBio = async (work: () => Promise<void>) =>
      (await vitae.countSql(work)).filter((sql) => sql.includes('FROM "public"."bio"')).length;
    const before = await readsOfBio(async () => {
      const [bare, withBio] = await Promise.all([
        findProfile({ db, viewer }, id, {}),
        findProfile({ db, viewer }, id, { include: { bio: true } }),
      ]);
      expect(bare).not.toHaveProperty('bio');
      expect(withBio).toMatchObject({ bio: null });
    });
    expect(before).toBe(1);
    await mutated(vitae, 'saveBio', { input: { label: 'New' } }, id);
    const after = await readsOfBio(async () => {
      const later = await findProfile({ db, viewer }, id, { include: { bio: true } });
      expect(later).toMatchObject({ bio: { label: 'New' } });
    });
    expect(after).toBe(1);
  });

  it('fail together where the database fails, and not those asked for after it', async () => {
    const { db } = vitae;
    const [id = ''] = open;
    const viewer = viewers.anonymous;
    const broken = findProfile({ db, viewer }, 'not a uuid', {});
    const beside = findProfile({ db, viewer }, id, {});
    await expect(broken).rejects.toThrow();
    await expect(beside).rejects.toThrow();
    expect(await findProfile({ db, viewer }, id, {})).toMatchObject({ id });
  });
});
