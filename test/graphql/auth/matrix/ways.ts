// Walks the schema from an operation to every field of every type that its answer can hold, each by the shortest path, and
// builds documents that ask for them.
import {
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
} from 'graphql';
import { schema } from '../../../../src/server/schema.ts';

/** A field of a type, as in `Profile.bio`. */
export interface Step {
  readonly type: string;
  readonly name: string;
}

const KINDS = { Query: 'query', Mutation: 'mutation', Subscription: 'subscription' } as const;

/** A field of one of the three roots. */
export interface Operation extends Step {
  readonly type: keyof typeof KINDS;
}

/** The path from an operation to one field. */
export interface Way {
  readonly operation: Operation;
  readonly steps: readonly Step[];
}

export const operations: readonly Operation[] = (['Query', 'Mutation', 'Subscription'] as const).flatMap(
  (type) => Object.keys(objectType(type).getFields()).map((name) => ({ type, name })),
);

export const coordinateOf = ({ type, name }: Step): string => `${type}.${name}`;
export const namesOf = ({ steps }: Way): readonly string[] => steps.map(({ name }) => name);
/** As in `Query.profile > Profile.bio`. */
export const describeWay = ({ steps }: Way): string => steps.map(coordinateOf).join(' > ');

/** The operation first, then the fields below it, nearest first. */
export function waysFrom(operation: Operation): readonly Way[] {
  const ways: Way[] = [{ operation, steps: [operation] }];
  const seen = new Set<string>();
  // The list grows during the loop.
  for (const { steps } of ways) {
    for (const { name: type } of objectTypesOf(steps.at(-1) ?? operation)) {
      if (seen.has(type)) continue;
      seen.add(type);
      for (const name of Object.keys(objectType(type).getFields())) {
        ways.push({ operation, steps: [...steps, { type, name }] });
      }
    }
  }
  return ways;
}

/** The object types that the field can return; none for a leaf. */
function objectTypesOf(step: Step): readonly GraphQLObjectType[] {
  const type: GraphQLNamedType = getNamedType(fieldOf(step).type);
  if (isObjectType(type)) return [type];
  return isAbstractType(type) ? schema.getPossibleTypes(type) : [];
}

export function fieldOf({ type, name }: Step): GraphQLField<unknown, unknown> {
  const field = objectType(type).getFields()[name];
  if (!field) throw new Error(`the schema has no ${type}.${name}`);
  return field;
}

function objectType(name: string): GraphQLObjectType {
  const type = schema.getType(name);
  if (!isObjectType(type)) throw new Error(`the schema has no type ${name}`);
  return type;
}

interface Selected {
  readonly step: Step;
  readonly below: Map<string, Selected>;
}

/** Selects the end of each path. Each argument of the operation is a variable of the same name. */
export function documentOf(operation: Operation, ways: readonly Way[]): string {
  const selected = new Map<string, Selected>();
  for (const { steps } of ways) {
    let level = selected;
    for (const step of steps) {
      const known = level.get(coordinateOf(step)) ?? { step, below: new Map<string, Selected>() };
      level.set(coordinateOf(step), known);
      level = known.below;
    }
  }
  const { args } = fieldOf(operation);
  const declared = args.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const passed = args.map(({ name }) => `${name}: $${name}`).join(', ');
  const root = selected.get(coordinateOf(operation));
  if (!root) throw new Error(`no path begins at ${coordinateOf(operation)}`);
  const call = `${operation.name}${passed && `(${passed})`} ${selectionOf(root)}`;
  return `${KINDS[operation.type]} ${declared && `(${declared})`} { ${call} }`;
}

function selectionOf({ step, below }: Selected): string {
  if (isLeafType(getNamedType(fieldOf(step).type))) return '';
  const fields = [...below.values()].map((selected) => {
    const { type, name } = selected.step;
    const needed = fieldOf(selected.step).args.filter(isRequiredArgument);
    if (needed.length > 0) {
      throw new Error(`${type}.${name} needs arguments: add them in test/graphql/auth/matrix/ways.ts`);
    }
    return `... on ${type} { ${name} ${selectionOf(selected)} }`;
  });
  return `{ __typename ${fields.join(' ')} }`;
}
