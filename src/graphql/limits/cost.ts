// Owns what an operation costs: each field its own, and what is below a list as often as the list may be long. A field
// with `first` or `last` is as long as the page asked for. A field whose work is heavier says so in its option `complexity`.
import type { FieldComplexityValue } from '@pothos/plugin-complexity';
import { complexityFromQuery } from '@pothos/plugin-complexity';
import {
  getNullableType,
  isListType,
  Kind,
  type DocumentNode,
  type GraphQLField,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { DEFAULT_PAGE, MAX_PAGE } from '../keyset.ts';

const FIELD = 1;
/** How long a list without a page is taken to be. */
const LIST = 10;
/** Lists within a page: their length is the page's, which stands above them. */
const PAGED_LISTS = ['edges', 'hits'];

/** The cost of every field that does not say its own. */
export function fieldCost(
  args: Record<string, unknown>,
  _context: object,
  field: GraphQLField<unknown, never>,
): FieldComplexityValue {
  if (field.args.some(({ name }) => name === 'first')) return pageCost(args, FIELD);
  const isList = isListType(getNullableType(field.type));
  return { field: FIELD, multiplier: isList && !PAGED_LISTS.includes(field.name) ? LIST : 1 };
}

/** A size that is not allowed is refused by the field itself. @param field what the page itself costs */
export function pageCost(args: { first?: unknown; last?: unknown }, field: number): FieldComplexityValue {
  const size = args.first ?? args.last ?? DEFAULT_PAGE;
  return {
    field,
    multiplier: typeof size === 'number' ? Math.min(Math.max(size, 1), MAX_PAGE) : DEFAULT_PAGE,
  };
}

/** @throws GraphQLError where the variables do not fit the operation */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): number {
  const definitions = document.definitions.filter(
    (definition) => definition === operation || definition.kind === Kind.FRAGMENT_DEFINITION,
  );
  return complexityFromQuery({ ...document, definitions }, { schema, variables }).complexity;
}
