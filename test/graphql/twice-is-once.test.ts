// A request that is sent twice is one: a client chooses the id of something new, and the same once more writes nothing. The
// mutations are found in the schema by the id in their input.
import { getNamedType, isInputObjectType, isNonNullType } from 'graphql';
import { beforeEach, describe, expect, it } from 'vitest';
import { schema } from '../../src/server/schema.ts';
import { useVitae } from '../support/vitae.ts';
import {
  dump,
  itemTypes,
  makeFilledProfile,
  mutate,
  mutated,
  profileMutations,
  type FilledProfile,
} from '../support/mutations.ts';
import { deleteJobs } from '../support/pgboss-tables.ts';
import { itemTypeOf, validArguments } from '../support/valid-arguments.ts';

const vitae = useVitae({ workers: false });
let own: FilledProfile;
let made = 0;
beforeEach(async () => {
  made += 1;
  own = await makeFilledProfile(vitae, `Twice ${made}`);
});

const creating = profileMutations.filter((name) => {
  const args = schema.getMutationType()?.getFields()[name]?.args ?? [];
  const types = args.map(({ type }) => getNamedType(type));
  return (
    /^(create|save)/.test(name) && types.some((type) => isInputObjectType(type) && 'id' in type.getFields())
  );
});

it('is for every item that is written by itself', () => {
  expect(creating.map(itemTypeOf).sort()).toEqual([...itemTypes].sort());
});

const argsWith = (mutation: string, id: unknown, more: object = {}) => {
  const { input } = validArguments(mutation, own.items);
  return { input: { ...(input as object), ...more, id } };
};

/** A text of the input that may be left out. */
function optionalTextOf(mutation: string): string {
  const argument = schema
    .getMutationType()
    ?.getFields()
    [mutation]?.args.find(({ name }) => name === 'input');
  const type = argument && getNamedType(argument.type);
  const fields = isInputObjectType(type) ? Object.values(type.getFields()) : [];
  const { input } = validArguments(mutation, own.items);
  const isText = (name: string) => (input as Record<string, unknown>)[name] === 'Valid';
  return fields.find(({ name, type: of }) => !isNonNullType(of) && isText(name))?.name ?? '';
}

async function expectUnchanged(work: () => Promise<void>): Promise<void> {
  await deleteJobs(vitae);
  const before = await dump(vitae);
  await work();
  expect(await dump(vitae)).toEqual(before);
  expect(await vitae.openJobs('profile-changed')).toBe(0);
}

describe.each(creating)('%s', (mutation) => {
  it('takes the id, in whatever case, and answers the same once more without a write', async () => {
    const id = crypto.randomUUID();
    const first = await mutated(vitae, mutation, argsWith(mutation, id.toUpperCase()), own.id);
    expect(first.item?.id).toBe(id);
    await expectUnchanged(async () => {
      for (const same of [id, id.toUpperCase()])
        expect(await mutated(vitae, mutation, argsWith(mutation, same), own.id)).toEqual(first);
    });
  });

  it('answers the same where the answer was lost and the revision is another one by it', async () => {
    const { revision } = await vitae.db.profile.findUniqueOrThrow({ where: { id: own.id } });
    const args = { ...argsWith(mutation, crypto.randomUUID()), expectedRevision: revision };
    const answers = await Promise.all([1, 2, 3, 4].map(() => mutated(vitae, mutation, args, own.id)));
    for (const { item, profile } of answers) {
      expect(item?.id).toBe(args.input.id);
      expect(profile?.revision).toBe(revision + 1);
    }
    const other = { ...argsWith(mutation, crypto.randomUUID()), expectedRevision: revision };
    expect(await mutate(vitae, mutation, other, own.id)).toMatchObject({
      code: 'CONFLICT',
      currentRevision: revision + 1,
    });
  });

  it('conflicts with other content, and with what was edited since; what was deleted is created again', async () => {
    const args = argsWith(mutation, crypto.randomUUID());
    const { item } = await mutated(vitae, mutation, args, own.id);
    const conflict = { __typename: 'ConflictError', fields: [{ path: 'input.id' }], currentRevision: null };
    const text = optionalTextOf(mutation);
    const changed = argsWith(mutation, item?.id, { [text]: 'Other' });
    await expectUnchanged(async () => {
      expect(await mutate(vitae, mutation, changed, own.id)).toMatchObject(conflict);
      // Less is other content, too.
      const less = argsWith(mutation, item?.id, { [text]: undefined });
      expect(await mutate(vitae, mutation, less, own.id)).toMatchObject(conflict);
    });
    const type = itemTypeOf(mutation);
    const edit = mutation.startsWith('save') ? mutation : `edit${type}`;
    await mutated(vitae, edit, { ...changed, id: item?.id }, own.id);
    expect(await mutate(vitae, mutation, args, own.id)).toMatchObject(conflict);
    await mutated(vitae, `delete${type}`, { id: item?.id }, own.id);
    expect(await mutated(vitae, mutation, args, own.id)).toMatchObject({ item });
  });

  it('reveals nothing of another profile that has the id', async () => {
    const other = await makeFilledProfile(vitae, `Other ${made}`);
    const id = other.items[itemTypeOf(mutation)];
    await expectUnchanged(async () => {
      const refused = await mutate(vitae, mutation, argsWith(mutation, id), own.id);
      expect(refused).toMatchObject({ code: 'CONFLICT', fields: [{ path: 'input.id' }] });
      expect(JSON.stringify(refused)).not.toContain(other.id);
    });
  });

  it.each(['', 'abc', '00000000-0000-0000-0000-000000000000', '\u0000'])(
    'refuses %j as an id',
    async (id) => {
      await expectUnchanged(async () => {
        const refused = await mutate(vitae, mutation, argsWith(mutation, id), own.id);
        expect(refused).toMatchObject({
          code: 'INVALID_INPUT',
          fields: [{ path: 'input.id', message: 'must be a UUID' }],
        });
      });
    },
  );

  it('chooses an id itself where none is given', async () => {
    for (const id of [undefined, null]) {
      const one = await mutated(vitae, mutation, argsWith(mutation, id), own.id);
      const another = await mutated(vitae, mutation, argsWith(mutation, id), own.id);
      expect(one.item?.id).not.toBe(another.item?.id);
    }
  });
});
