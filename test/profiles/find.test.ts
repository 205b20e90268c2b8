// Profiles that are requested in one turn are read in one statement, and each viewer gets only what they may see.
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
  administrator: { kind: 'administrator', subject: null, expiresAt },
  person: (profileId: string) => ({ kind: 'person' as const, profileId, expiresAt }),
} as const;

describe('profiles requested in one turn', () => {
  it('share one statement, and each viewer gets what they may see', async () => {
    const { db } = vitae.services;
    const [other = ''] = open;
    const found: (string | null)[] = [];
    const sent = await vitae.countSql(async () => {
      const asked = [
        ...open.map((id) => findProfile({ db, viewer: viewers.anonymous }, id, {})),
        findProfile({ db, viewer: viewers.anonymous }, hidden, {}),
        findProfile({ db, viewer: viewers.person(other) }, hidden, {}),
        findProfile({ db, viewer: viewers.person(hidden) }, hidden, {}),
        findProfile({ db, viewer: viewers.administrator }, hidden, {}),
        findProfile({ db, viewer: viewers.administrator }, '01a00000-0000-7000-8000-000000000000', {}),
      ];
      for (const profile of await Promise.all(asked)) found.push(profile?.id ?? null);
    });
    expect(sent.filter((sql) => sql.includes('FROM "public"."profile"'))).toHaveLength(1);
    expect(found).toEqual([...open, null, null, hidden, hidden, null]);
  });

  it('share one statement for each table, whatever columns they ask for', async () => {
    const [first = '', second = ''] = open;
    const asked = [
      `a: profile(id: "${first}") { fullName bio { label } experience { name } }`,
      `b: profile(id: "${second}") { handle revision bio { summary } experience { id position } }`,
      `c: profile(id: "${first}") { visibility bio { updatedAt label } experience { url } completion { percentage } }`,
    ];
    const statements = async (document: string) => {
      const sent = await vitae.countSql(async () => {
        const { errors, text } = await vitae.send(document, {}, null);
        expect(errors, text).toBeUndefined();
      });
      return sent.length;
    };
    await statements('{ profiles { edges { node { completion { percentage } } } } }');
    expect(await statements(`{ ${asked.join(' ')} }`)).toBe(1 + 2);
  });

  it('with other relations take another statement, and a later request reads again', async () => {
    const { db } = vitae.services;
    const [id = ''] = open;
    const viewer = viewers.anonymous;
    const readsOfBio = async (work: () => Promise<void>) =>
      (await vitae.countSql(work)).filter((sql) => sql.includes('FROM "public"."bio"')).length;
    const before = await readsOfBio(async () => {
      const [bare, withBio] = await Promise.all([
        findProfile({ db, viewer }, id, {}),
        findProfile({ db, viewer }, id, { select: { bio: { select: { label: true } } } }),
      ]);
      expect(bare).not.toHaveProperty('bio');
      expect(withBio).toMatchObject({ bio: null });
    });
    expect(before).toBe(1);
    await mutated(vitae, 'saveBio', { input: { label: 'New' } }, id);
    const after = await readsOfBio(async () => {
      const later = await findProfile({ db, viewer }, id, { select: { bio: { select: { label: true } } } });
      expect(later).toMatchObject({ bio: { label: 'New' } });
    });
    expect(after).toBe(1);
  });

  it('fail together when the database fails, and later requests do not', async () => {
    const { db } = vitae.services;
    const [id = ''] = open;
    const viewer = viewers.anonymous;
    const broken = findProfile({ db, viewer }, 'not a uuid', {});
    const beside = findProfile({ db, viewer }, id, {});
    await expect(broken).rejects.toThrow();
    await expect(beside).rejects.toThrow();
    expect(await findProfile({ db, viewer }, id, {})).toMatchObject({ id });
  });
});
