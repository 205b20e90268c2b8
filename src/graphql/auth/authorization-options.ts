// Adds the option `access` to the types and fields of the schema builder. Queries, mutations and subscriptions require it.
import type {
  FieldNullability,
  InputFieldMap,
  InputShapeFromFields,
  InterfaceParam,
  SchemaTypes,
  TypeParam,
} from '@pothos/core';
import type { Access, TypeAccess } from './access.ts';
import type { AuthorizationPlugin } from './authorization-plugin.ts';
import type { Viewer } from './viewer.ts';

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
