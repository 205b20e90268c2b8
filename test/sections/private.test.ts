// What a section declares private, only the owner and the administrator read: in the API, in exports and in the document,
// which nobody reads it in. Everything else is public in all of them. Sections, columns and fields are found by
// themselves: every text of the database is replaced by one of its own, and looked for.
import { beforeAll, describe, expect, it } from 'vitest';
import { getNamedType, isLeafType, isObjectType } from 'graphql';
import type { DatabaseLike, Transaction } from '../../src/database/client.ts';
import { buildDocuments } from '../../src/indexing/document.ts';
import { indexSettings } from '../../src/indexing/settings.ts';
import { exportResume } from '../../src/resume/export.ts';
import { defineSection } from '../../src/sections/define.ts';
import { sections } from '../../src/sections/registry.ts';
import { schema } from '../../src/server/schema.ts';
import { makeFilledProfile, mutated, profileMutations } from '../support/mutations.ts';
import { validArguments } from '../support/valid-arguments.ts';
import { useVitae } from '../support/vitae.ts';

const vitae = useVitae({ workers: false, sweeps: false });
const columns = new Map<string, readonly Column[]>();
let id: string;

interface Column {
  readonly name: string;
  readonly isPrivate: boolean;
  readonly value: string;
}

const snakeCase = (name: string) => name.replace(/(?<=.)[A-Z]/g, '_$&').toLowerCase();

beforeAll(async () => {
  const filled = await makeFilledProfile(vitae, 'Private Person');
  id = filled.id;
  for (const mutation of profileMutations.filter((name) => /^(save|edit)/.test(name)))
    await mutated(vitae, mutation, validArguments(mutation, filled.items), id);
  for (const { name, private: hidden } of sections) {
    const table = snakeCase(name);
    const texts = await vitae.sql<{ name: string; type: string }>(
      `SELECT column_name AS name, data_type AS type FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name = '${table}' AND data_type IN ('text', 'ARRAY') ORDER BY 1`,
    );
    const found: Column[] = [];
    for (const [index, { name: column, type }] of texts.entries()) {
      const value = markerOf(table, column, index);
      await vitae.sql(
        `UPDATE ${table} SET ${column} = ${type === 'ARRAY' ? `ARRAY['${value}']` : `'${value}'`}
          WHERE profile_id = '${id}'`,
      );
      const isPrivate = hidden === 'all' || hidden.map(snakeCase).includes(column);
      found.push({ name: column, isPrivate, value });
    }
    columns.set(name, found);
  }
});

/** A text that no other column has, in a form that the column accepts. */
function markerOf(table: string, column: string, index: number): string {
  if (/url$/.test(column)) return `https://${table.replaceAll('_', '-')}.example.com/marker`;
  if (/date$/.test(column)) return `${1970 + index}-0${1 + [...columns.keys()].length}`;
  return `marker ${table} ${column}`;
}

/** The fields of the section's type below the field of `Profile` that leads to it. */
function selectionOf(section: string): string {
  const model = section.replace(/^\w/, (letter) => letter.toUpperCase());
  const type = schema.getType(model);
  const profile = schema.getType('Profile');
  if (!isObjectType(type) || !isObjectType(profile)) throw new Error(`there is no type ${model}`);
  const lead = Object.values(profile.getFields()).find((field) => getNamedType(field.type) === type);
  const leaves = Object.values(type.getFields()).filter((field) => isLeafType(getNamedType(field.type)));
  return `${lead?.name ?? ''} { ${leaves.map(({ name }) => name).join(' ')} }`;
}

async function askAs(as: string | null, selection: string): Promise<string> {
  const document = `query ($id: ID!) { profile(id: $id) { ${selection} } }`;
  const { errors, text } = await vitae.send(document, { id }, as);
  expect(errors, text).toBeUndefined();
  return text;
}

const strangers = { nobody: null, 'another person': crypto.randomUUID() };

describe.each(sections.map(({ name }) => name))('%s', (name) => {
  const columnsOf = (text: string) =>
    (columns.get(name) ?? []).filter(({ value }) => text.includes(value)).map((column) => column.name);
  const publicOf = (text: string) => {
    const hidden = (columns.get(name) ?? []).filter(({ isPrivate }) => isPrivate);
    return columnsOf(text).filter((column) => !hidden.some((one) => one.name === column));
  };

  it('in the API', async () => {
    const selection = selectionOf(name);
    const owner = await askAs(id, selection);
    expect(columnsOf(owner)).toEqual(columns.get(name)?.map((column) => column.name));
    expect(await askAs('admin', selection)).toBe(owner);
    for (const [caller, as] of Object.entries(strangers)) {
      expect(columnsOf(await askAs(as, selection)), caller).toEqual(publicOf(owner));
    }
  });

  it('in an export', async () => {
    const owner = JSON.stringify(await exportResume(vitae.db, id, 'owner'));
    const others = JSON.stringify(await exportResume(vitae.db, id, 'others'));
    expect(columnsOf(owner)).not.toEqual([]);
    expect(columnsOf(others)).toEqual(publicOf(owner));
  });

  it('in the document', async () => {
    const profile = await vitae.db.profile.findUniqueOrThrow({ where: { id } });
    const [built] = await buildDocuments(vitae.db, [profile]);
    const document = JSON.stringify(built?.document);
    expect(document).toContain(id);
    expect(columnsOf(document)).toEqual(publicOf(document));
  });
});

it('others get no export of a private profile', async () => {
  const { id: hidden } = await makeFilledProfile(vitae, 'Hidden Person');
  await mutated(vitae, 'updateProfile', { input: { visibility: 'PRIVATE' } }, hidden);
  expect(await exportResume(vitae.db, hidden, 'owner')).toMatchObject({ basics: { name: 'Hidden Person' } });
  expect(await exportResume(vitae.db, hidden, 'others')).toBeNull();
});

it('what identifies an imported profile, such as an e-mail address, is shown to nobody', async () => {
  await vitae.sql(`UPDATE profile SET import_key = 'email:marker' WHERE id = '${id}'`);
  const profile = await vitae.db.profile.findUniqueOrThrow({ where: { id } });
  const selection = `id handle fullName visibility revision ${sections.map(({ name }) => selectionOf(name)).join(' ')}`;
  const shown = [
    await askAs('admin', selection),
    await exportResume(vitae.db, id, 'owner'),
    await buildDocuments(vitae.db, [profile]),
  ];
  expect(profile.importKey).toBe('email:marker');
  expect(JSON.stringify(shown)).not.toContain('email:marker');
});

it('no search key may read, search or count by a private attribute', () => {
  const { unretrievableAttributes, searchableAttributes, attributesForFaceting } = indexSettings;
  const hidden = sections.flatMap(({ hiddenAttributes }) => hiddenAttributes);
  expect(hidden).toEqual(['location.address', 'location.postalCode', 'phoneNumber']);
  expect(unretrievableAttributes).toEqual(expect.arrayContaining(hidden));
  const used = [...searchableAttributes, ...attributesForFaceting].flatMap((names) => names.split(','));
  expect(used.filter((attribute) => hidden.includes(attribute))).toEqual([]);
});

it('the compiler refuses a private column that does not exist or cannot be null, and reading one for score and document', () => {
  const rest = {
    name: 'location',
    description: '',
    staleAfterDays: null,
    resume: {
      read: (db: DatabaseLike) => db.location.findMany(),
      from: () => null,
      to: () => ({}),
    },
    rows: { one: (tx: Transaction) => tx.location },
  };
  const city = { profileId: true, updatedAt: true, city: true } as const;
  const read = (db: DatabaseLike) => db.location.findMany({ select: city });
  const readAll = (db: DatabaseLike) => db.location.findMany();

  const defined = [
    defineSection({ ...rest, private: ['address'], read }),
    // @ts-expect-error It reads a private column.
    defineSection({ ...rest, private: ['address'], read: readAll }),
    // @ts-expect-error It reads a private column.
    defineSection({ ...rest, private: ['address', 'city'], read }),
    // @ts-expect-error It reads more than the keys.
    defineSection({ ...rest, private: 'all', read }),
    // @ts-expect-error There is no such column.
    defineSection({ ...rest, private: ['adress'], read }),
    // @ts-expect-error It cannot be null.
    defineSection({ ...rest, private: ['profileId'], read }),
  ];
  expect(defined.map(({ private: hidden }) => hidden)).toContain('all');
});
