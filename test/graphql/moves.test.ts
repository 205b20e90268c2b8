// Items that are written one by one stand in the person's own order, and can be moved. The mutations are found by their name.
import { describe, expect, it } from 'vitest';
import { buildDocuments } from '../../src/indexing/document.ts';
import { isJsonObject } from '../../src/search/json.ts';
import { useVitae } from '../support/vitae.ts';
import { makeFilledProfile, mutate, mutated, profileMutations } from '../support/mutations.ts';
import { itemTypeOf } from '../support/valid-arguments.ts';

const vitae = useVitae({ workers: false });

const KINDS = {
  moveExperience: { create: 'createExperience', field: 'experience', name: 'name', resume: 'work' },
  moveEducation: { create: 'createEducation', field: 'education', name: 'institution', resume: 'education' },
  moveSocialLink: { create: 'saveSocialLink', field: 'socialLinks', name: 'network', resume: 'profiles' },
} as const;

it('is for every list whose items are written one by one', () => {
  expect(Object.keys(KINDS).sort()).toEqual(profileMutations.filter((name) => name.startsWith('move')));
  const deleted = profileMutations.filter(
    (name) => name.startsWith('delete') && profileMutations.includes(`move${itemTypeOf(name)}`),
  );
  expect(deleted).toHaveLength(3);
});

const namesIn = (items: unknown, name: string): string[] =>
  (Array.isArray(items) ? items : []).map((item) => {
    const value = isJsonObject(item) ? item[name] : null;
    return typeof value === 'string' ? value : '';
  });

describe.each(Object.entries(KINDS))('%s', (mutation, { create, field, name, resume }) => {
  let made = 0;

  async function profileWith(names: readonly string[]) {
    made += 1;
    const { id, items } = await makeFilledProfile(vitae, `${mutation} ${made}`);
    await mutated(vitae, `delete${itemTypeOf(mutation)}`, { id: items[itemTypeOf(mutation)] }, id);
    const ids = new Map<string, string>();
    for (const one of names) {
      const { item } = await mutated(vitae, create, { input: { [name]: one } }, id);
      ids.set(one, item?.id ?? '');
    }
    const move = (one: string, toIndex: number, more: object = {}) =>
      mutate(vitae, mutation, { id: ids.get(one), toIndex, ...more }, id);
    return { id, move };
  }

  async function namesOf(id: string): Promise<string[]> {
    const document = `query ($id: ID!) { profile(id: $id) { ${field} { ${name} } } }`;
    const { data } = await vitae.send(document, { id }, null);
    const { profile } = data as { profile: Record<string, unknown> };
    return namesIn(profile[field], name);
  }

  it('moves to any place, and the API, the resume and the document answer in that order', async () => {
    const { id, move } = await profileWith(['A', 'B', 'C', 'D']);
    for (const [one, toIndex, order] of [
      ['A', 3, 'BCDA'],
      ['D', 0, 'DBCA'],
      ['B', 2, 'DCBA'],
      ['B', 2, 'DCBA'],
      ['A', 1, 'DACB'],
    ] as const) {
      const { code, item } = await move(one, toIndex);
      expect(code).toBeUndefined();
      expect(item?.id).toBeDefined();
      expect((await namesOf(id)).join('')).toBe(order);
    }
    const { data } = await vitae.send('query ($id: ID!) { profile(id: $id) { resume } }', { id }, id);
    const { profile } = data as { profile: { resume: Record<string, unknown> } };
    const holder = resume === 'profiles' ? profile.resume['basics'] : profile.resume;
    expect(namesIn((holder as Record<string, unknown>)[resume], name).join('')).toBe('DACB');
    const row = await vitae.db.profile.findUniqueOrThrow({ where: { id } });
    const [built] = await buildDocuments(vitae.db, [row]);
    expect(namesIn((built?.document as Record<string, unknown> | null)?.[field], name).join('')).toBe('DACB');
  });

  it('keeps the times of the rows, and an item that is added goes to the end', async () => {
    const { id, move } = await profileWith(['A', 'B', 'C']);
    const times = async () => {
      const { data } = await vitae.send(
        `query ($id: ID!) { profile(id: $id) { ${field} { ${name} updatedAt } } }`,
        { id },
        null,
      );
      const items = (data as { profile: Record<string, { updatedAt: string }[]> }).profile[field];
      return items?.map(({ updatedAt }) => updatedAt).sort();
    };
    const before = await times();
    await move('C', 0);
    expect(await times()).toEqual(before);
    await mutated(vitae, create, { input: { [name]: 'D' } }, id);
    expect((await namesOf(id)).join('')).toBe('CABD');
  });

  it('names the bound of a place that the list does not have', async () => {
    const { move } = await profileWith(['A', 'B', 'C']);
    for (const toIndex of [-1, 3]) {
      expect(await move('A', toIndex)).toMatchObject({
        code: 'INVALID_INPUT',
        fields: [{ path: 'toIndex', message: 'must be 0 to 2' }],
      });
    }
  });

  it('loses and doubles nothing where many move, add and delete at once', async () => {
    const names = ['A', 'B', 'C', 'D', 'E', 'F'];
    const { id, move } = await profileWith(names);
    await Promise.all([
      ...names.map((one, index) => move(one, names.length - 1 - index)),
      mutated(vitae, create, { input: { [name]: 'G' } }, id),
      ...names.map((one) => move(one, 0)),
    ]);
    expect((await namesOf(id)).sort()).toEqual([...names, 'G']);
    const [ordinals] = await vitae.sql<{ all: number; distinct: number }>(
      `SELECT count(*)::int AS all, count(DISTINCT ordinal)::int AS distinct
         FROM ${field === 'socialLinks' ? 'social_link' : field} WHERE profile_id = $1`,
      [id],
    );
    expect(ordinals).toEqual({ all: 7, distinct: 7 });
  });

  it('refuses a move on another revision', async () => {
    const { id, move } = await profileWith(['A', 'B']);
    const { revision } = await vitae.db.profile.findUniqueOrThrow({ where: { id } });
    const [one, other] = await Promise.all([
      move('A', 1, { expectedRevision: revision }),
      move('B', 0, { expectedRevision: revision }),
    ]);
    expect([one.code, other.code].filter((code) => code === 'CONFLICT')).toHaveLength(1);
    expect((await namesOf(id)).join('')).toBe('BA');
  });
});
