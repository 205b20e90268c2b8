// Owns the table of who may: every field of every type of a built schema, and every operation, with what guards it.
import {
  getNamedType,
  isAbstractType,
  isObjectType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { ACCESS_NAMES, type AccessName } from '../../graphql/auth/access.ts';
import { accessOf, isHidden } from '../../graphql/auth/authorization-plugin.ts';

export interface AccessRow {
  /** As in `Profile.phoneNumber`. */
  readonly coordinate: string;
  readonly type: GraphQLObjectType;
  readonly field: GraphQLField<unknown, unknown>;
  /** Each must let the viewer through; none: whoever gets here. */
  readonly guards: readonly AccessName[];
  /** Whether a value of this type is read by whoever may read the field that leads to it. */
  readonly inherits: boolean;
  /** What a viewer is told who is not let through. */
  readonly refusal: 'null' | 'error';
}

/** The operations first, then the types by name. */
export function authorizationTable(schema: GraphQLSchema): readonly AccessRow[] {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const types = Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type))
    .filter((type) => !type.name.startsWith('__') && !roots.includes(type))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return [...roots.filter((root) => root !== null && root !== undefined), ...types].flatMap((type) =>
    Object.values(type.getFields())
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((field) => rowOf(type, field)),
  );
}

function rowOf(type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): AccessRow {
  const declared = [accessOf(type), accessOf(field)];
  return {
    coordinate: `${type.name}.${field.name}`,
    type,
    field,
    guards: withoutImplied(ACCESS_NAMES.filter((name) => declared.includes(name))),
    inherits: accessOf(type) === 'inherited',
    refusal: isHidden(field) ? 'null' : 'error',
  };
}

/** Who is the administrator or the owner is let through by all that is less. */
function withoutImplied(names: readonly AccessName[]): readonly AccessName[] {
  const guards = names.filter((name) => name !== 'public' && name !== 'inherited');
  const strictest = guards.at(-1);
  return strictest === 'administrator' || strictest === 'owner' ? [strictest] : guards;
}

/** The fields that lead to a value of this type. */
export function waysTo(
  schema: GraphQLSchema,
  type: GraphQLObjectType,
  table: readonly AccessRow[],
): readonly AccessRow[] {
  return table.filter(({ field }) => {
    const given = getNamedType(field.type);
    return given === type || (isAbstractType(given) && schema.getPossibleTypes(given).includes(type));
  });
}
