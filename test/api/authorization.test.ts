// Owns who may do what: nobody, another person, the owner and the administrator, against every mutation, every field of
// the administrator's, and everything that is private about a profile.
import { getNamedType, isEnumType, isObjectType, isScalarType, type GraphQLField } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { schema } from '../../src/schema.ts';
import type { As } from '../support/api.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';
import { validArgs } from './bad-input-cases.ts';
import {
  dump,
  makeFilledProfile,
  mutate,
  mutated,
  profileMutations,
  type FilledProfile,
} from './mutations.ts';

const NOBODY_ID = '01a00000-0000-7000-8000-000000000000';

const NEW_IDS = {
  owner: '01a00000-0000-7000-8000-00000000000a',
  admin: '01a00000-0000-7000-8000-00000000000b',
};
const isDelete = (name: string) => name.startsWith('delete');
const deletingLast = [
  ...profileMutations.filter((name) => !isDelete(name)),
  ...profileMutations.filter((name) => isDelete(name) && name !== 'deleteProfile'),
  'deleteProfile',
];

let vitae: Vitae;
let own: FilledProfile;
let other: FilledProfile;

beforeAll(async () => {
  vitae = await startVitae();
  own = await makeFilledProfile(vitae, 'Ada Lovelace');
  other = await makeFilledProfile(vitae, 'Charles Babbage');
  await vitae.idle();
});
afterAll(() => vitae.close());

describe('the mutations of a profile', () => {
  it.each(profileMutations)('%s: neither nobody nor another person', async (mutation) => {
    await vitae.idle();
    const before = await dump(vitae);
    for (const profileId of [own.id, own.id.toUpperCase(), null]) {
      for (const as of [null, other.id]) {
        // Without a profileId a person means themselves.
        if (profileId === null && as !== null) continue;
        const { code, fields } = await mutate(
          vitae,
          mutation,
          { ...validArgs(mutation, own), profileId },
          as,
        );
        expect(code).toBe('NOT_ALLOWED');
        expect(fields).toEqual([]);
      }
    }
    expect(await dump(vitae)).toEqual(before);
  });

  it.each(['owner', 'admin'] as const)('all of them: the %s', async (who) => {
    const target = await makeFilledProfile(vitae, `Target of the ${who}`);
    let revision = 10;
    for (const mutation of deletingLast) {
      const isNew = mutation === 'createProfile';
      const profileId = isNew ? NEW_IDS[who] : target.id;
      const args = validArgs(mutation, target);
      const result =
        who === 'owner'
          ? await mutated(vitae, mutation, args, profileId)
          : await mutated(vitae, mutation, { ...args, profileId }, 'admin');
      if (mutation === 'deleteProfile') expect(result.id).toBe(target.id);
      else {
        expect(result.profile, mutation).toMatchObject({
          id: profileId,
          revision: isNew ? 1 : (revision += 1),
        });
      }
    }
  });

  it('takes the own id in capitals too', async () => {
    const args = { profileId: own.id.toUpperCase(), input: { label: 'L', summary: 'S' } };
    expect((await mutated(vitae, 'saveBio', args, own.id)).profile?.id).toBe(own.id);
  });
});

describe('the fields of the administrator', () => {
  const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});
  const queries = Object.values(schema.getQueryType()?.getFields() ?? {});
  const open = ['me', 'profile', 'profiles', 'searchProfiles', 'searchKey'];
  const guarded = [
    ...mutations
      .filter(({ name }) => !profileMutations.includes(name))
      .map((field) => ['mutation', field] as const),
    ...queries.filter(({ name }) => !open.includes(name)).map((field) => ['query', field] as const),
    ['subscription', schema.getSubscriptionType()?.getFields()['reindexProgress']] as const,
  ].flatMap(([kind, field]) => (field ? [{ kind, field, name: field.name }] : []));

  it.each(guarded)('$kind $name: neither nobody nor a person', async ({ kind, field, name }) => {
    await vitae.idle();
    const before = await dump(vitae);
    for (const as of [null, own.id]) {
      const { errors, data, text } = await vitae.send(`${kind} { ${call(field)} }`, {}, as);
      expect(errors, text).toHaveLength(1);
      expect(errors?.[0]?.extensions?.code).toBe('NOT_ALLOWED');
      expect(data?.[name] ?? null).toBeNull();
    }
    expect(await dump(vitae)).toEqual(before);
  });

  it.each(guarded)('$kind $name: the administrator', async ({ kind, field }) => {
    if (kind === 'subscription') return;
    const { errors } = await vitae.send(`${kind} { ${call(field)} }`, {}, 'admin');
    for (const { extensions } of errors ?? []) {
      // What is asked for may not be there, or not fit; but it was asked for by the right one.
      expect(extensions?.code).toMatch(/^(NOT_FOUND|INVALID_INPUT|CONFLICT)$/);
    }
    await vitae.idle();
  });

  it('reindexProgress: the administrator, and a run that is not there is an error', async () => {
    const subscription = `subscription { reindexProgress(runId: "${NOBODY_ID}") { id } }`;
    const { errors } = await vitae.send(subscription, {}, 'admin');
    expect(errors?.[0]?.extensions?.code).toBe('NOT_FOUND');
  });
});

/** The field with something for each argument that it needs, and one field of what it gives. */
function call(field: GraphQLField<unknown, unknown>): string {
  const args = field.args
    .filter(({ type }) => String(type).endsWith('!'))
    .map(
      ({ name, type }) => `${name}: ${String(type).startsWith('[') ? `["${NOBODY_ID}"]` : `"${NOBODY_ID}"`}`,
    );
  return `${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''} ${leaf(field)}`;
}

function leaf({ type }: GraphQLField<unknown, unknown>): string {
  const named = getNamedType(type);
  return isScalarType(named) || isEnumType(named) || !isObjectType(named) ? '' : '{ __typename }';
}

describe('what is private in a public profile', () => {
  const FIELDS = 'id phoneNumber { number } location { city address }';
  const ask = async (document: string, as: As) => (await vitae.send(document, {}, as)).text;

  const places: readonly (readonly [string, () => string])[] = [
    ['profile', () => `{ profile(id: "${own.id}") { ${FIELDS} } }`],
    ['profiles', () => `{ profiles { edges { node { ${FIELDS} } } } }`],
    ['searchProfiles', () => `{ searchProfiles(query: "Ada") { hits { id profile { ${FIELDS} } } } }`],
  ];

  it.each(places)('%s: the owner and the administrator see it, others see null', async (_name, document) => {
    await mutated(
      vitae,
      'saveLocation',
      { input: { city: 'Paris', address: 'The secret street 7' } },
      own.id,
    );
    await mutated(vitae, 'savePhoneNumber', { input: { number: '+33 6 39 98 12 34' } }, own.id);
    for (const as of [null, other.id]) {
      const text = await ask(document(), as);
      expect(text).toContain('Paris');
      expect(text).toContain('"phoneNumber":null');
      expect(text).not.toMatch(/secret street|39 98/);
      expect(text).not.toContain('errors');
    }
    for (const as of [own.id, 'admin']) {
      const text = await ask(document(), as);
      expect(text).toMatch(/secret street 7/);
      expect(text).toMatch(/39 98 12 34/);
    }
  });

  it('me: is there for a person whose profile is there, and null for anybody else', async () => {
    expect(await ask(`{ me { ${FIELDS} } }`, own.id)).toMatch(/secret street 7/);
    for (const as of [null, 'admin', NOBODY_ID])
      expect(await ask('{ me { id } }', as)).toBe('{"data":{"me":null}}');
  });

  it('is not in the index', async () => {
    await vitae.idle();
    const [document] = await vitae.search.getObjects([own.id]);
    expect(JSON.stringify(document)).toContain('Paris');
    expect(JSON.stringify(document)).not.toMatch(/secret street|39 98|639981234/);
  });
});

describe('a private profile', () => {
  let hidden: FilledProfile;
  const seen = async (document: string, as: As) =>
    (await vitae.send(document, {}, as)).text.includes(hidden.id);

  beforeAll(async () => {
    hidden = await makeFilledProfile(vitae, 'Grace Hidden');
    await mutated(vitae, 'updateProfile', { input: { visibility: 'PRIVATE' } }, hidden.id);
    await vitae.idle();
  });

  it('profile and profiles: for the owner and the administrator alone', async () => {
    const documents = [
      `{ profile(id: "${hidden.id}") { id } }`,
      '{ profiles(first: 100) { edges { node { id } } } }',
    ];
    for (const document of documents) {
      expect(await seen(document, null)).toBe(false);
      expect(await seen(document, other.id)).toBe(false);
      expect(await seen(document, hidden.id)).toBe(true);
      expect(await seen(document, 'admin')).toBe(true);
    }
  });

  it('completionChanged: is not there for others', async () => {
    for (const as of [null, other.id]) {
      const subscription = `subscription { completionChanged(profileId: "${hidden.id}") { percentage } }`;
      const { errors, text } = await vitae.send(subscription, {}, as);
      expect(errors?.[0]?.extensions?.code, text).toMatch(/^NOT_(FOUND|ALLOWED)$/);
    }
  });

  it('searchProfiles: for nobody', async () => {
    for (const as of [null, other.id, hidden.id, 'admin']) {
      expect(await seen('{ searchProfiles(query: "Grace Hidden") { hits { id } } }', as)).toBe(false);
    }
  });

  it('searchProfiles: also while the index still holds it', async () => {
    const late = await makeFilledProfile(vitae, 'Late Riser');
    await vitae.idle();
    const document = '{ searchProfiles(query: "Late Riser") { hits { id profile { id } } } }';
    expect((await vitae.send(document, {}, null)).text).toContain(late.id);
    // Past the API, so that no job tells the index.
    await vitae.sql(`UPDATE profile SET visibility = 'PRIVATE' WHERE id = $1`, [late.id]);
    for (const as of [null, other.id])
      expect((await vitae.send(document, {}, as)).text).not.toContain(late.id);
  });
});
