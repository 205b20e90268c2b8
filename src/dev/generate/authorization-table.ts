// Lists every field of every type of a built schema, and every operation, with the access rules that guard it.
import { isObjectType, type GraphQLField, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { ACCESS_NAMES, type AccessName } from '../../graphql/auth/access.ts';
import { accessOf, isHidden } from '../../graphql/auth/authorization-plugin.ts';

export interface AccessRow {
  /** As in `Profile.phoneNumber`. */
  readonly coordinate: string;
  readonly type: GraphQLObjectType;
  readonly field: GraphQLField<unknown, unknown>;
  /** The viewer must pass each of them; empty: anyone who can reach the field. */
  readonly guards: readonly AccessName[];
  /** Whoever may read the field that leads to a value of this type may read the value. */
  readonly inherits: boolean;
  /** The field has an `access` option beside that of its type. */
  readonly hasOwnRule: boolean;
  /** The answer to a viewer who does not pass. */
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
    hasOwnRule: accessOf(field) !== null,
    refusal: isHidden(field) ? 'null' : 'error',
  };
}

/** The administrator and the owner pass every weaker rule. */
function withoutImplied(names: readonly AccessName[]): readonly AccessName[] {
  const guards = names.filter((name) => name !== 'public' && name !== 'inherited');
  const strictest = guards.at(-1);
  return strictest === 'administrator' || strictest === 'owner' ? [strictest] : guards;
}
