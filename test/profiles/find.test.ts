// Profiles that are requested in one turn are read in one statement, and each viewer gets only what they may see.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findProfile } from '../../src/profiles/find.ts';
import { eventually } from '../support/eventually.ts';
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
  for (const handle of ['once-hidden', 'now-hidden'])
    await mutated(vitae, 'updateProfile', { input: { handle } }, hidden);
  open = [await create('PUBLIC'), await create('PUBLIC'), await create('PUBLIC')];
  // The statement that ends an invalidation is sent after the mutation's answer.
  await eventually(async () => expect(await vitae.db.cacheInvalidation.count()).toBe(0));
});
afterAll(() => vitae.close());

const expiresAt = new Date(Date.now() + 60_000);
const viewers = {
  anonymous: { kind: 'anonymous' },
  administrator: { kind: 'administrator', subject: null, expiresAt },
  person: (profileId: string) => ({ kind: 'person' as const, profileId, expiresAt }),
} as const;

describe('a private profile costs a stranger as much as one that does not exist', () => {
  const NONE = '01a00000-0000-7000-8000-000000000000';
  /** By the id, since a handle cannot be one. */
  const handles = (id: string) =>
    id === hidden ? ['now-hidden', 'once-hidden'] : ['nobody-now', 'nobody-once'];
  const LISTS = '{ id bio { label } experience { name } skills { name } completion { percentage } }';
  const stranger = () => open[0] ?? '';

  it.each<readonly [string, (id: string) => string]>([
    ['a query', (id) => `{ profile(id: "${id}") ${LISTS} }`],
    ['many aliases', (id) => `{ ${[1, 2, 3].map((n) => `a${n}: profile(id: "${id}") ${LISTS}`).join(' ')} }`],
    ['a query by handle', (id) => `{ profile(handle: "${handles(id)[0] ?? ''}") ${LISTS} }`],
    ['a query by a former handle', (id) => `{ profile(handle: "${handles(id)[1] ?? ''}") ${LISTS} }`],
    [
      'a mutation',
      (id) => `mutation { deleteBio(profileId: "${id}") { __typename ... on Error { code message } } }`,
    ],
    [
      'a creation',
      (id) =>
        `mutation { createProfile(profileId: "${id}", input: { fullName: "A" }) { __typename ... on Error { code message } } }`,
    ],
    ['an inspection', (id) => `{ profileInspection(id: "${id}") { profile { id } } }`],
  ])('%s: the same answer, after the same statements', async (_what, document) => {
    for (const as of [null, stranger()]) {
      const answers = new Map<string, string>();
      const statements = new Map<string, string[]>();
      for (const id of [hidden, NONE]) {
        const sent = await vitae.countSql(async () => {
          answers.set(id, (await vitae.send(document(id), {}, as)).text.replaceAll(id, 'ID'));
        });
        // Those of one profile are sent at once.
        statements.set(id, sent.sort());
      }
      expect(answers.get(hidden)).toBe(answers.get(NONE));
      expect(statements.get(hidden)).toEqual(statements.get(NONE));
    }
  });

  it.each(['completionChanged(ID) { percentage }', 'profileChanged(ID) { id bio { label } }'])(
    'a subscription: %s',
    async (field) => {
      const watch = async (id: string) => {
        const answers: unknown[] = [];
        const sent = await vitae.countSql(async () => {
          const document = `subscription { ${field.replace('ID', `profileId: "${id}"`)} }`;
          for await (const answer of vitae.stream(document, {}, stranger())) answers.push(answer);
        });
        return JSON.stringify([answers, sent]).replaceAll(id, 'ID');
      };
      expect(await watch(hidden)).toBe(await watch(NONE));
    },
  );
});

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
      ];
      for (const profile of await Promise.all(asked)) found.push(profile?.id ?? null);
    });
    expect(sent.filter((sql) => sql.includes('FROM "public"."profile"'))).toHaveLength(1);
    expect(found).toEqual([...open, null, null, hidden]);
  });

  it('take another statement for an administrator, which has no condition', async () => {
    const { db } = vitae.services;
    const found = await Promise.all([
      findProfile({ db, viewer: viewers.anonymous }, hidden, {}),
      findProfile({ db, viewer: viewers.administrator }, hidden, {}),
      findProfile({ db, viewer: viewers.administrator }, '01a00000-0000-7000-8000-000000000000', {}),
    ]);
    expect(found.map((profile) => profile?.id ?? null)).toEqual([null, hidden, null]);
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
