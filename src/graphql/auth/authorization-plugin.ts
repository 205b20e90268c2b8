// Enforces the `access` entries of types and fields through the scope-auth plugin, before the resolver runs. Building a schema
// fails where a field has no entry. A refused nullable field with an entry of its own is null; any other refusal is an error.
// A column of `ownerOnly` needs no entry: every field that reads it is for the owner of the row, whatever it is called.
import SchemaBuilder, {
  BasePlugin,
  type FieldNullability,
  type InputFieldMap,
  type InputShapeFromFields,
  type InterfaceParam,
  type PothosOutputFieldConfig,
  type PothosTypeConfig,
  type SchemaTypes,
  type TypeParam,
} from '@pothos/core';
import { isInterfaceType, isObjectType, type GraphQLNamedType, type GraphQLSchema } from 'graphql';
import { ACCESS_NAMES, allows, nameOf, type Access, type AccessName, type TypeAccess } from './access.ts';
import {
  columnsOf,
  itemTypeOf,
  modelOf,
  ownerOf,
  type OwnerOnly,
  type OwnerOnlyColumns,
} from './owner-only.ts';
import type { Viewer } from './viewer.ts';

const NAME = 'access';

export interface AuthorizationOptions<Types extends SchemaTypes> {
  readonly viewerOf: (context: Types['Context']) => Viewer;
}

declare global {
  // Plugins of Pothos add their options here.
  export namespace PothosSchemaTypes {
    interface Plugins<Types extends SchemaTypes> {
      access: AuthorizationPlugin<Types>;
    }

    interface SchemaBuilderOptions<Types extends SchemaTypes> {
      access: AuthorizationOptions<Types>;
    }

    interface BuildSchemaOptions<Types extends SchemaTypes> {
      /** @default nothing */
      ownerOnly?: OwnerOnly;
    }

    interface ObjectTypeOptions<Types extends SchemaTypes, Shape> {
      /** Who may read its fields. A field may restrict this further. May be absent where every field has an entry. */
      access?: TypeAccess<Shape>;
    }

    interface InterfaceTypeOptions<
      Types extends SchemaTypes,
      Shape,
      Interfaces extends InterfaceParam<Types>[],
      ResolveType,
    > {
      access?: TypeAccess<Shape>;
    }

    interface ObjectFieldOptions<
      Types extends SchemaTypes,
      ParentShape,
      Type extends TypeParam<Types>,
      Nullable extends FieldNullability<Type>,
      Args extends InputFieldMap,
      ResolveReturnShape,
    > {
      /** Who may read the field, of those who may read its type. */
      access?: Access<ParentShape, InputShapeFromFields<Args>>;
    }

    interface InterfaceFieldOptions<
      Types extends SchemaTypes,
      ParentShape,
      Type extends TypeParam<Types>,
      Nullable extends FieldNullability<Type>,
      Args extends InputFieldMap,
      ResolveReturnShape,
    > {
      access?: Access<ParentShape, InputShapeFromFields<Args>>;
    }

    interface QueryFieldOptions<
      Types extends SchemaTypes,
      Type extends TypeParam<Types>,
      Nullable extends FieldNullability<Type>,
      Args extends InputFieldMap,
      ResolveReturnShape,
    > {
      /** Who may query it. */
      access: Access<Types['Root'], InputShapeFromFields<Args>>;
    }

    interface MutationFieldOptions<
      Types extends SchemaTypes,
      Type extends TypeParam<Types>,
      Nullable extends FieldNullability<Type>,
      Args extends InputFieldMap,
      ResolveReturnShape,
    > {
      /** Who may call it. */
      access: Access<Types['Root'], InputShapeFromFields<Args>>;
    }

    interface SubscriptionFieldOptions<
      Types extends SchemaTypes,
      Type extends TypeParam<Types>,
      Nullable extends FieldNullability<Type>,
      Args extends InputFieldMap,
      ResolveShape,
      ResolveReturnShape,
    > {
      /** Who may subscribe; checked at the start. */
      access: Access<Types['Root'], InputShapeFromFields<Args>>;
    }
  }
}

export class AuthorizationPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onTypeConfig(config: PothosTypeConfig): PothosTypeConfig {
    if (config.kind !== 'Object' && config.kind !== 'Interface') return config;
    const access = this.#ownerOnlyOf(config) === 'all' ? ownerOf(config) : config.pothosOptions.access;
    return Object.assign({}, config, {
      extensions: { ...config.extensions, ...named(access) },
      pothosOptions: Object.assign({}, config.pothosOptions, { access }),
    });
  }

  override onOutputFieldConfig(config: PothosOutputFieldConfig<Types>): PothosOutputFieldConfig<Types> {
    const type = this.buildCache.getTypeConfig(config.parentType);
    const isRoot = type.kind !== 'Object' && type.kind !== 'Interface';
    const declared = config.pothosOptions.access;
    const ownerOnly = !isRoot && this.#isOwnerOnly(config, type) ? ownerOf(type) : undefined;
    const own = ownerOnly ?? declared;
    // Null tells the viewer nothing about the value.
    const hidden = !isRoot && own !== undefined && config.type.nullable;
    if (ownerOnly && !hidden)
      throw new Error(`${type.name}.${config.name} is null for others than the owner: add nullable: true`);
    // Copies: a field of an interface shares its options with the types that implement it.
    return Object.assign({}, config, {
      extensions: { ...config.extensions, ...named(own), hidden },
      pothosOptions: Object.assign({}, config.pothosOptions, {
        authScopes: this.#authScopes([isRoot ? undefined : type.pothosOptions.access, declared, ownerOnly]),
        unauthorizedResolver: hidden ? () => null : undefined,
      }),
    });
  }

  #ownerOnlyOf(config: PothosTypeConfig): OwnerOnlyColumns {
    return this.options.ownerOnly?.get(modelOf(config)) ?? [];
  }

  /** Whether it reads such a column, under whatever name, or leads to such a type. */
  #isOwnerOnly(field: PothosOutputFieldConfig<Types>, type: PothosTypeConfig): boolean {
    if (this.#ownerOnlyOf(this.buildCache.getTypeConfig(itemTypeOf(field.type))) === 'all') return true;
    const columns = this.#ownerOnlyOf(type);
    return columns !== 'all' && columns.some((column) => columnsOf(field).includes(column));
  }

  /** Undefined where everyone passes. */
  #authScopes(declared: readonly (TypeAccess | undefined)[]) {
    const guards = declared.filter(
      (entry) => entry !== undefined && entry !== 'public' && entry !== 'inherited',
    );
    if (guards.length === 0) return undefined;
    const { viewerOf } = this.builder.options.access;
    return (parent: unknown, args: object, context: Types['Context']) =>
      guards.every((entry) => allows(entry, viewerOf(context), parent, args));
  }

  override afterBuild(schema: GraphQLSchema): GraphQLSchema {
    const models = Object.values(schema.getTypeMap()).map(modelOf);
    const unknown = [...(this.options.ownerOnly?.keys() ?? [])].filter((model) => !models.includes(model));
    if (unknown.length > 0)
      throw new Error(`ownerOnly names ${unknown.join(', ')}: the schema has no type of this model`);
    const missing = fieldsWithoutAccess(schema);
    if (missing.length === 0) return schema;
    throw new Error(
      `These fields do not say who may read them: ${missing.sort().join(', ')}. ` +
        "Add to the options of the field, or of its type: access: 'public', 'signedIn', 'administrator', { owner: … } or { visible: … }",
    );
  }
}

function named(entry: TypeAccess | undefined): { readonly access?: AccessName } {
  return entry === undefined ? {} : { access: nameOf(entry) };
}

/** Whether a refused field of the built schema is null instead of an error. */
export function isHidden({ extensions }: Pick<GraphQLNamedType, 'extensions'>): boolean {
  return extensions['hidden'] === true;
}

/** The entry of a type or a field in the built schema; null where it has none. */
export function accessOf({ extensions }: Pick<GraphQLNamedType, 'extensions'>): AccessName | null {
  return ACCESS_NAMES.find((name) => name === extensions['access']) ?? null;
}

function fieldsWithoutAccess(schema: GraphQLSchema): string[] {
  return Object.values(schema.getTypeMap()).flatMap((type) =>
    !(isObjectType(type) || isInterfaceType(type)) || type.name.startsWith('__') || accessOf(type)
      ? []
      : Object.values(type.getFields())
          .filter((field) => !accessOf(field))
          .map(({ name }) => `${type.name}.${name}`),
  );
}

SchemaBuilder.registerPlugin(NAME, AuthorizationPlugin);

export default NAME;
