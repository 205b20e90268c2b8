// Computes the cost of an operation: each field costs 1, a page 100, a mutation 250, or its option `complexity`, and a list multiplies the cost of its
// fields. The multiplier of a list or a page is its size, from `first` or `last`. Real lengths count in answer-budget.ts.
import type { FieldComplexityValue } from '@pothos/plugin-complexity';
import { complexityFromQuery } from '@pothos/plugin-complexity';
import {
  getNullableType,
  isListType,
  Kind,
  type DocumentNode,
  type GraphQLField,
  type GraphQLSchema,
  type NamedTypeNode,
  type OperationDefinitionNode,
} from 'graphql';
import { DEFAULT_PAGE, MAX_PAGE } from '../keyset.ts';

const FIELD = 1;
/** A transaction takes as long as some hundred fields that are read. */
export const MUTATION_COST = 250;
/** A statement of its own, however few rows it reads. */
const PAGE = 100;
/** The assumed length of a list without `first`. */
const LIST = 10;
/** Lists within a page: the field above them has the page's size as its multiplier. */
const PAGED_LISTS = ['edges', 'hits'];

/** The cost of a field without the option `complexity`. */
export function fieldCost(
  args: Record<string, unknown>,
  _context: object,
  field: GraphQLField<unknown, never>,
): FieldComplexityValue {
  if (isMutation(field)) return { field: MUTATION_COST, multiplier: 1 };
  const isList = isListType(getNullableType(field.type));
  if (!isList && field.args.some(({ name }) => name === 'first')) return pageCost(args, PAGE);
  const items = typeof args['first'] === 'number' ? boundedSize(args['first']) : LIST;
  return { field: FIELD, multiplier: isList && !PAGED_LISTS.includes(field.name) ? items : 1 };
}

/** Pothos keeps the declaration of a field in its extensions. */
function isMutation({ extensions }: GraphQLField<unknown, never>): boolean {
  return (extensions['pothosConfig'] as { readonly kind: string }).kind === 'Mutation';
}

/** The field itself refuses a size that is not allowed. @param field the cost of the page itself */
export function pageCost(args: { first?: unknown; last?: unknown }, field: number): FieldComplexityValue {
  const size = args.first ?? args.last ?? DEFAULT_PAGE;
  return {
    field,
    multiplier: typeof size === 'number' ? boundedSize(size) : DEFAULT_PAGE,
  };
}

const boundedSize = (size: number) => Math.min(Math.max(size, 1), MAX_PAGE);

/** The values of variables are taken as they are: their types were checked, and to coerce them again would change nothing. */
const ANY: NamedTypeNode = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: 'JSON' } };

/** @param variables must fit the operation */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): number {
  const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  const variableDefinitions = operation.variableDefinitions?.map((variable) => ({ ...variable, type: ANY }));
  const definitions = [{ ...operation, ...(variableDefinitions && { variableDefinitions }) }, ...fragments];
  return complexityFromQuery({ ...document, definitions }, { schema, variables }).complexity;
}
