// Each `access` entry in a schema of its own: who passes, what a refused field returns, that a type guards its fields, and
// that a field without an entry fails the build.
import SchemaBuilder from '@pothos/core';
import ScopeAuthPlugin from '@pothos/plugin-scope-auth';
import { graphql, type GraphQLSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { TypeAccess } from '../../../src/graphql/auth/access.ts';
import AuthorizationPlugin from '../../../src/graphql/auth/authorization-plugin.ts';
import type { OwnerOnly } from '../../../src/graphql/auth/owner-only.ts';
import type { Viewer } from '../../../src/graphql/auth/viewer.ts';
import { otherPlugins } from '../other-plugins.ts';

const OWNER = '01a00000-0000-7000-8000-00000000000a';
const expiresAt = new Date(Date.now() + 60_000);
const viewers = {
  nobody: { kind: 'anonymous' },
  other: { kind: 'person', profileId: '01a00000-0000-7000-8000-00000000000b', expiresAt },
  owner: { kind: 'person', profileId: OWNER, expiresAt },
  administrator: { kind: 'administrator', subject: null, expiresAt },
} as const satisfies Record<string, Viewer>;

interface Thing {
  readonly ownerId: string;
  readonly isPublic: boolean;
}

function testBuilder() {
  const builder = new SchemaBuilder<{ Context: { viewer: Viewer }; DefaultFieldNullability: false }>({
    plugins: [ScopeAuthPlugin, AuthorizationPlugin],
    defaultFieldNullability: false,
    ...otherPlugins,
    scopeAuth: { authScopes: () => ({}), authorizeOnSubscribe: true },
    access: { viewerOf: ({ viewer }) => viewer },
    relay: { nodeTypeOptions: {}, nodeQueryOptions: false, nodesQueryOptions: false },
  });
  builder.queryType({});
  return builder;
}

/** A public field that returns a thing whose type has this entry. */
function schemaOf(access: TypeAccess<Thing>, isPublic = false): GraphQLSchema {
  const builder = testBuilder();
  const ThingType = builder.objectRef<Thing>('Thing').implement({
    access,
    fields: (t) => ({
      name: t.string({ resolve: () => 'name' }),
      note: t.string({ nullable: true, resolve: () => 'note' }),
      secret: t.string({
        nullable: true,
        access: { owner: ({ ownerId }) => ownerId },
        resolve: () => 'secret',
      }),
      code: t.string({ access: { owner: ({ ownerId }) => ownerId }, resolve: () => 'code' }),
    }),
  });
  builder.queryField('thing', (t) =>
    t.field({
      type: ThingType,
      nullable: true,
      access: 'public',
      resolve: () => ({ ownerId: OWNER.toUpperCase(), isPublic }),
    }),
  );
  return builder.toSchema();
}

async function ask(schema: GraphQLSchema, source: string) {
  const answers: Record<string, unknown> = {};
  for (const [name, viewer] of Object.entries(viewers)) {
    const { data, errors } = await graphql({ schema, source, contextValue: { viewer } });
    answers[name] = errors ? 'refused' : (data?.['thing'] ?? data);
  }
  return answers;
}

const everybody = (answer: unknown) => ({
  nobody: answer,
  other: answer,
  owner: answer,
  administrator: answer,
});

describe('a type', () => {
  const named = everybody({ name: 'name' });
  const strangersRefused = { nobody: 'refused', other: 'refused' };

  it.each<readonly [string, TypeAccess<Thing>, boolean, Record<string, unknown>]>([
    ['public', 'public', false, named],
    ['inherited', 'inherited', false, named],
    ['signedIn', 'signedIn', false, { ...named, nobody: 'refused' }],
    ['administrator', 'administrator', true, { ...named, ...strangersRefused, owner: 'refused' }],
    ['owner', { owner: ({ ownerId }) => ownerId }, true, { ...named, ...strangersRefused }],
    ['visible, and it is', { visible: visibility }, true, named],
    ['visible, and it is not', { visible: visibility }, false, { ...named, ...strangersRefused }],
  ])('that is %s', async (_name, access, isPublic, expected) => {
    expect(await ask(schemaOf(access, isPublic), '{ thing { name } }')).toEqual(expected);
  });

  it('guards a field that may be null with an error too', async () => {
    const { nobody, administrator } = await ask(schemaOf('administrator'), '{ thing { note } }');
    expect({ nobody, administrator }).toEqual({ nobody: 'refused', administrator: { note: 'note' } });
  });
});

function visibility({ ownerId, isPublic }: Thing) {
  return { profileId: ownerId, isPublic };
}

describe('a refused field with an entry of its own', () => {
  it('is null without an error where it is nullable', async () => {
    const hidden = { secret: null };
    expect(await ask(schemaOf('public'), '{ thing { secret } }')).toEqual({
      ...everybody({ secret: 'secret' }),
      nobody: hidden,
      other: hidden,
    });
  });

  it('is an error where it is not nullable', async () => {
    expect(await ask(schemaOf('public'), '{ thing { code } }')).toEqual({
      ...everybody({ code: 'code' }),
      nobody: 'refused',
      other: 'refused',
    });
  });

  it('does not override the entry of its type', async () => {
    const { owner } = await ask(schemaOf('administrator'), '{ thing { code } }');
    expect(owner).toBe('refused');
  });
});

describe('an operation', () => {
  it('that is refused is an error, also where it is nullable', async () => {
    const builder = testBuilder();
    builder.queryField('thing', (t) =>
      t.string({ nullable: true, access: 'administrator', resolve: () => 'done' }),
    );
    expect(await ask(builder.toSchema(), '{ thing }')).toEqual({
      ...everybody('refused'),
      administrator: 'done',
    });
  });

  it('for the own profile of the caller accepts any person, and nobody else', async () => {
    const builder = testBuilder();
    builder.queryField('thing', (t) => t.string({ access: { owner: () => null }, resolve: () => 'done' }));
    expect(await ask(builder.toSchema(), '{ thing }')).toEqual({ ...everybody('done'), nobody: 'refused' });
  });
});

describe('a column of ownerOnly', () => {
  interface Row {
    readonly profileId: string;
    readonly code: string | null;
  }
  const row: Row = { profileId: OWNER, code: 'code' };

  /** A type that stands for the model Row. */
  function rowsOf(
    ownerOnly: OwnerOnly,
    { select = { profileId: true }, nullable = true } = {},
  ): GraphQLSchema {
    const builder = testBuilder();
    const RowType = builder.objectRef<Row>('Row').implement({
      access: 'inherited',
      extensions: { pothosPrismaModel: 'Row', pothosPrismaSelect: select },
      fields: (t) => ({
        code: t.exposeString('code', { nullable: true }),
        renamed: t.string({
          nullable: true,
          extensions: { pothosPrismaSelect: { code: true } },
          resolve: ({ code }) => code,
        }),
        other: t.string({ resolve: () => 'other' }),
      }),
    });
    const Parent = builder.objectRef<Row>('Parent').implement({
      access: 'public',
      fields: (t) => ({ row: t.field({ type: RowType, nullable, resolve: () => row }) }),
    });
    builder.queryField('thing', (t) => t.field({ type: Parent, access: 'public', resolve: () => row }));
    return builder.toSchema({ ownerOnly });
  }

  it('is null for others than its owner, under whatever name', async () => {
    const schema = rowsOf(new Map([['Row', ['code']]]));
    const hidden = { row: { code: null, renamed: null, other: 'other' } };
    expect(await ask(schema, '{ thing { row { code renamed other } } }')).toEqual({
      ...everybody({ row: { code: 'code', renamed: 'code', other: 'other' } }),
      nobody: hidden,
      other: hidden,
    });
  });

  it('makes the field null that leads to a model without any other', async () => {
    const schema = rowsOf(new Map([['Row', 'all']]));
    expect(await ask(schema, '{ thing { row { other } } }')).toEqual({
      ...everybody({ row: { other: 'other' } }),
      nobody: { row: null },
      other: { row: null },
    });
  });

  it('fails the build where others could not get null, where the owner is not read, and where there is no such model', () => {
    expect(() => rowsOf(new Map([['Row', ['other']]]))).toThrow(/^Row\.other .* nullable: true$/);
    expect(() => rowsOf(new Map([['Row', 'all']]), { nullable: false })).toThrow(
      /^Parent\.row .* nullable: true$/,
    );
    const select = { id: true } as never;
    expect(() => rowsOf(new Map([['Row', ['code']]]), { select })).toThrow(
      /^Row .* select: \{ profileId: true \}$/,
    );
    expect(() => rowsOf(new Map([['Rows', ['code']]]))).toThrow(/^ownerOnly names Rows: /);
  });
});

describe('a schema', () => {
  it('fails to build with the names of all fields without an entry', () => {
    const builder = testBuilder();
    // @ts-expect-error The compiler requires the entry too.
    builder.queryField('forgotten', (t) => t.string({ resolve: () => '' }));
    builder.queryField('known', (t) => t.string({ access: 'public', resolve: () => '' }));
    builder.objectRef<Thing>('Bare').implement({
      fields: (t) => ({
        one: t.string({ resolve: () => '' }),
        two: t.string({ access: 'administrator', resolve: () => '' }),
      }),
    });
    builder
      .interfaceRef<Thing>('Face')
      .implement({ fields: (t) => ({ three: t.string({ resolve: () => '' }) }) });
    expect(() => builder.toSchema()).toThrow(
      /^These fields do not say who may read them: Bare\.one, Face\.three, Query\.forgotten\. Add /,
    );
  });

  it('lets no field decide by a scope that the table does not show', async () => {
    const builder = testBuilder();
    builder.queryField('thing', (t) =>
      t.string({ access: 'administrator', authScopes: () => true, resolve: () => 'done' }),
    );
    expect((await ask(builder.toSchema(), '{ thing }'))['nobody']).toBe('refused');
  });
});
