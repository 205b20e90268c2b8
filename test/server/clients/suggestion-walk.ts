// Generates the documents of a scanner without introspection: each name of the schema mistyped, wherever such a name may be,
// so that every validation rule with suggestions is triggered.
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isSpecifiedScalarType,
  isIntrospectionType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';

export interface BadDocument {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

const ownTypes = (schema: GraphQLSchema): GraphQLNamedType[] =>
  Object.values(schema.getTypeMap()).filter(
    (type) => !isSpecifiedScalarType(type) && !isIntrospectionType(type),
  );

/** Every name of the schema, without those of GraphQL itself. */
export function namesOf(schema: GraphQLSchema): ReadonlySet<string> {
  const names = new Set<string>();
  for (const type of ownTypes(schema)) {
    names.add(type.name);
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const field of Object.values(type.getFields())) {
        names.add(field.name);
        for (const { name } of field.args) names.add(name);
      }
    }
    if (isInputObjectType(type)) for (const name of Object.keys(type.getFields())) names.add(name);
    if (isEnumType(type)) for (const { name } of type.getValues()) names.add(name);
  }
  return names;
}

/** Typing errors: the last letter missing, one too many, two swapped. */
const slips = (name: string) => [name.slice(0, -1), `${name}s`, name.replace(/^(.)(.)/, '$2$1')];

const OPERATIONS = ['query', 'mutation', 'subscription'] as const;

export function* badDocuments(schema: GraphQLSchema): Generator<BadDocument> {
  const document = (query: string, variables: Record<string, unknown> = {}) => ({ query, variables });
  for (const operation of OPERATIONS) {
    const root = schema.getRootType(operation);
    if (!root) continue;
    for (const field of Object.values(root.getFields())) {
      for (const slip of slips(field.name)) yield document(`${operation} { ${slip} }`);
      // Without its arguments, without a selection, with one that cannot be.
      yield document(`${operation} { ${field.name} }`);
      yield document(`${operation} { ${field.name} { x } }`);
      for (const { name } of field.args) {
        for (const slip of slips(name)) yield document(`${operation} { ${field.name}(${slip}: 1) { x } }`);
        yield document(`${operation} { ${field.name}(${name}: [[1]]) { x } }`);
        yield document(`${operation} ($v: Int) { ${field.name}(${name}: $v) { x } }`);
      }
      yield* withInputs(operation, field);
    }
  }
  for (const type of ownTypes(schema)) {
    for (const slip of [...slips(type.name), type.name]) {
      yield document(`{ ... on ${slip} { x } }`);
      yield document(`query ($v: ${slip}) { __typename }`);
      yield document(`query ($v: ${slip}) { __typename }`, { v: 'x' });
    }
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      for (const slip of slips(field.name)) yield document(`{ ... on ${type.name} { ${slip} } } `);
      for (const slip of slips(field.name)) yield document(`fragment F on ${type.name} { ${slip} } { ...f }`);
      const selection = isLeafType(getNamedType(field.type)) ? ' { x }' : '';
      yield document(`fragment F on ${type.name} { ${field.name}${selection} } { ...F }`);
    }
  }
  for (const { name } of schema.getDirectives()) {
    for (const slip of slips(name)) yield document(`{ __typename @${slip} }`);
    yield document(`{ __typename @${name} }`);
  }
}

/** Fields of inputs and values of enums, as literals and as variables. */
function* withInputs(operation: string, field: GraphQLField<unknown, unknown>): Generator<BadDocument> {
  for (const arg of field.args) {
    const type = getNamedType(arg.type);
    const call = (value: string) => `${field.name}(${arg.name}: ${value}) { __typename }`;
    const both = (literal: string, value: unknown): BadDocument[] => [
      { query: `${operation} { ${call(literal)} }`, variables: {} },
      { query: `${operation} ($v: ${String(arg.type)}) { ${call('$v')} }`, variables: { v: value } },
    ];
    for (const slip of valueSlips(type)) yield* both(slip, slip);
    if (!isInputObjectType(type)) continue;
    yield* both('{}', {});
    for (const { name, type: inner } of Object.values(type.getFields())) {
      for (const slip of [...slips(name), name]) yield* both(`{ ${slip}: [[1]] }`, { [slip]: [[1]] });
      for (const slip of valueSlips(getNamedType(inner)))
        yield* both(`{ ${name}: ${slip} }`, { [name]: slip });
    }
  }
}

/** The values of an enum, mistyped; none for another type. */
function valueSlips(type: GraphQLNamedType): string[] {
  return isEnumType(type) ? type.getValues().flatMap(({ name }) => slips(name)) : [];
}
