// Items that are written one by one stand in the person's own order, and can be moved. The mutations are found by their name.
import { getNamedType, isObjectType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { buildDocuments } from '../../src/indexing/document.ts';
import { isJsonObject } from '../../src/search/json.ts';
import { sections } from '../../src/sections/registry.ts';
import { schema } from '../../src/server/schema.ts';
import { useVitae } from '../support/vitae.ts';
import { itemTypes, makeFilledProfile, mutate, mutated, profileMutations } from '../support/mutations.ts';
import { itemTypeOf, validArguments } from '../support/valid-arguments.ts';

const vitae = useVitae({ workers: false });

const moves = profileMutations.filter((name) => name.startsWith('move'));

it('is for every list whose items are written one by one', () => {
  expect(moves.map(itemTypeOf)).toEqual(itemTypes);
});

/** The field of a profile that lists this type. */
function listOf(type: string): string {
  const profile = schema.getType('Profile');
  const fields = isObjectType(profile) ? Object.values(profile.getFields()) : [];
  return fields.find((field) => getNamedType(field.type).name === type)?.name ?? '';
}

/** A valid input whose texts are all this one. */
function inputWith(create: string, text: string): Readonly<Record<string, unknown>> {
  const { input } = validArguments(create, {});
  const entries = Object.entries(input as Record<string, unknown>);
  return Object.fromEntries(entries.map(([name, value]) => [name, value === 'Valid' ? text : value]));
}

/** The texts of the list in which each item has one of these; empty where there is none. */
function orderIn(holder: unknown, texts: readonly string[]): string {
  const isText = (value: unknown): value is string => typeof value === 'string' && texts.includes(value);
  const textOf = (item: unknown) => Object.values(isJsonObject(item) ? item : {}).find(isText);
  const orders = Object.values(isJsonObject(holder) ? holder : {}).map((list) =>
    (Array.isArray(list) ? list : []).map(textOf).join(''),
  );
  return orders.find((order) => order.length === texts.length) ?? '';
}

describe.each(moves)('%s', (mutation) => {
  const type = itemTypeOf(mutation);
  const create = [`create${type}`, `save${type}`].find((each) => profileMutations.includes(each)) ?? '';
  const field = listOf(type);
  const [name = ''] = Object.entries(inputWith(create, 'A')).find(([, value]) => value === 'A') ?? [];
  const table = sections.find((section) => section.name.toLowerCase() === type.toLowerCase())?.table;
  let made = 0;

  async function profileWith(names: readonly string[]) {
    made += 1;
    const { id, items } = await makeFilledProfile(vitae, `${mutation} ${made}`);
    await mutated(vitae, `delete${type}`, { id: items[type] }, id);
    const ids = new Map<string, string>();
    for (const one of names) {
      const { item } = await mutated(vitae, create, { input: inputWith(create, one) }, id);
      ids.set(one, item?.id ?? '');
    }
    const move = (one: string, toIndex: number, more: object = {}) =>
      mutate(vitae, mutation, { id: ids.get(one), toIndex, ...more }, id);
    return { id, move };
  }

  async function namesOf(id: string): Promise<string[]> {
    const document = `query ($id: ID!) { profile(id: $id) { ${field} { ${name} } } }`;
    const { data } = await vitae.send(document, { id }, null);
    const { profile } = data as { profile: Record<string, Record<string, string>[]> };
    return (profile[field] ?? []).map((item) => item[name] ?? '');
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
    const lists = { ...profile.resume, ...(profile.resume['basics'] as object) };
    expect(orderIn(lists, ['A', 'B', 'C', 'D'])).toBe('DACB');
    const row = await vitae.db.profile.findUniqueOrThrow({ where: { id } });
    const [built] = await buildDocuments(vitae.db, [row]);
    expect(orderIn(built?.document, ['A', 'B', 'C', 'D'])).toBe('DACB');
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
    await mutated(vitae, create, { input: inputWith(create, 'D') }, id);
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
      mutated(vitae, create, { input: inputWith(create, 'G') }, id),
      ...names.map((one) => move(one, 0)),
    ]);
    expect((await namesOf(id)).sort()).toEqual([...names, 'G']);
    const [ordinals] = await vitae.sql<{ all: number; distinct: number }>(
      `SELECT count(*)::int AS all, count(DISTINCT ordinal)::int AS distinct
         FROM ${table} WHERE profile_id = $1`,
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
