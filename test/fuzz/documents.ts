// Generates documents: an operation of the schema with random arguments, selections, aliases, fragments and directives.
// They are valid unless a value is an edge case; requests.ts makes some invalid.
import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isRequiredArgument,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';
import type { Random } from '../../src/dev/demo/people/random.ts';
import type { Purpose, Subject, Material, Values } from './values.ts';

export const KINDS = { Query: 'query', Mutation: 'mutation', Subscription: 'subscription' } as const;

/** A field of one of the three roots. */
export interface Root {
  readonly type: keyof typeof KINDS;
  readonly name: string;
}

export interface Document {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Root fields by their key in the answer. */
  readonly roots: Readonly<Record<string, Root>>;
  /** All fields that it selects, as in `Profile.bio`. */
  readonly coordinates: readonly string[];
}

export interface Asked {
  readonly random: Random;
  readonly values: Values;
  readonly material: Material;
  readonly subject: Subject;
  /** The share of values that are edge cases. */
  readonly edgy: number;
}

type Field = GraphQLField<unknown, unknown>;

const DEPTH = 5;
const MAX_FIELDS = 5;

export function rootsOf(schema: GraphQLSchema): readonly Root[] {
  return (['Query', 'Mutation', 'Subscription'] as const).flatMap((type) =>
    Object.keys(fieldsOf(schema, type)).map((name) => ({ type, name })),
  );
}

function fieldsOf(schema: GraphQLSchema, name: string): Readonly<Record<string, Field>> {
  const type = schema.getType(name);
  return type && 'getFields' in type ? (type.getFields() as Record<string, Field>) : {};
}

/** A document with this root field, sometimes with others. */
export function documentFor(schema: GraphQLSchema, root: Root, asked: Asked): Document {
  const { random, values, material, subject, edgy } = asked;
  const variables: Record<string, unknown> = {};
  const declared: string[] = [];
  const fragments: string[] = [];
  const coordinates: string[] = [];
  const roots: Record<string, Root> = {};
  let aliases = 0;

  const all = fieldsOf(schema, root.type);
  const names = [root.name];
  if (root.type !== 'Subscription') names.push(...random.some(Object.keys(all), random.int(-2, 2)));
  const selections = names.map((name) => {
    const field = all[name];
    if (!field) throw new Error(`the schema has no ${root.type}.${name}`);
    const key = names.length > 1 || random.chance(0.2) ? `r${aliases++}` : name;
    roots[key] = { ...root, name };
    return `${key === name ? '' : `${key}: `}${fieldOf(root.type, field, name, DEPTH)}`;
  });
  const kind = KINDS[root.type];
  const head = declared.length > 0 ? ` Fuzz(${declared.join(', ')})` : '';
  return {
    query: [`${kind}${head} { ${selections.join(' ')} }`, ...fragments].join('\n'),
    variables,
    roots,
    coordinates,
  };

  function fieldOf(type: string, field: Field, operation: string, depth: number): string {
    coordinates.push(`${type}.${field.name}`);
    const args = field.args
      .filter((arg) => isRequiredArgument(arg) || random.chance(0.5))
      .map((arg) => `${arg.name}: ${argumentOf(arg, { operation, subject, material })}`);
    const passed = args.length > 0 ? `(${args.join(', ')})` : '';
    const given = getNamedType(field.type);
    return `${field.name}${passed}${directive()}${isCompositeType(given) ? ` ${selectionOf(given, operation, depth - 1)}` : ''}`;
  }

  function argumentOf(arg: GraphQLArgument, purpose: Purpose): string {
    const value = values.valueOf(arg.type, arg.name, purpose, edgy);
    if (random.chance(0.4)) {
      const literal = literalOf(value, String(getNamedType(arg.type)));
      if (literal !== null) return literal;
    }
    const name = `v${declared.length}`;
    declared.push(`$${name}: ${String(arg.type)}`);
    variables[name] = value;
    return `$${name}`;
  }

  function directive(): string {
    if (!random.chance(0.03)) return '';
    return random.pick([' @include(if: true)', ' @skip(if: false)', ' @skip(if: true)']);
  }

  function selectionOf(type: GraphQLCompositeType, operation: string, depth: number): string {
    if (isAbstractType(type)) {
      const members = schema.getPossibleTypes(type).map((member) => spreadOf(member, operation, depth));
      return `{ __typename ${members.join(' ')} }`;
    }
    const fields = Object.values(fieldsOf(schema, type.name));
    const affordable = fields.filter((field) => depth > 0 || !isCompositeType(getNamedType(field.type)));
    const chosen = random.some(affordable, random.int(1, MAX_FIELDS)).map((field) => {
      // The same field with other arguments needs an alias.
      const alias = field.args.length > 0 || random.chance(0.05) ? `a${aliases++}: ` : '';
      return `${alias}${fieldOf(type.name, field, operation, depth)}`;
    });
    if (random.chance(0.1)) chosen.push(spreadOf(type, operation, depth - 1));
    return `{ ${chosen.length > 0 ? chosen.join(' ') : '__typename'} }`;
  }

  function spreadOf(type: GraphQLCompositeType, operation: string, depth: number): string {
    const selection = selectionOf(type, operation, depth);
    if (random.chance(0.7)) return `... on ${type.name} ${selection}`;
    const name = `F${fragments.length}`;
    fragments.push(`fragment ${name} on ${type.name} ${selection}`);
    return `...${name}`;
  }
}

/** Deeper values become variables: as literals they would exceed the token limit. */
const LITERAL_DEPTH = 100;

/** A literal, or null if there is none. @param type enum values have no quotes */
function literalOf(value: unknown, type: string, depth = 0): string | null {
  if (depth > LITERAL_DEPTH) return null;
  if (Array.isArray(value)) return listOf(value.map((item) => literalOf(item, type, depth + 1)));
  if (typeof value === 'string') {
    const isEnum = /^(Visibility|SectionName|ReindexMode)$/.test(type) && /^[A-Za-z_]\w*$/.test(value);
    return isEnum ? value : JSON.stringify(value);
  }
  // The types of input fields are unknown here, so an object with an enum becomes a variable.
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).map(([name, item]) => {
      const literal = ['visibility', 'mode'].includes(name) ? null : literalOf(item, '', depth + 1);
      return literal === null || !/^[A-Za-z_]\w*$/.test(name) ? null : `${name}: ${literal}`;
    });
    return fields.includes(null) ? null : `{ ${fields.join(', ')} }`;
  }
  return JSON.stringify(value);
}

function listOf(items: readonly (string | null)[]): string | null {
  return items.includes(null) ? null : `[${items.join(', ')}]`;
}
