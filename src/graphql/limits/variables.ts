// Checks the parameters of an operation before anything is computed from them: their number of values, and the types of the
// variables.
import { getVariableValues, GraphQLError, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { limitExceeded } from './errors.ts';

type Variables = Readonly<Record<string, unknown>>;

/**
 * A list or an object counts as one value, and so does each value in it.
 * @returns Infinity above the maximum; it reads no value after that
 */
export function countValues(parameters: object, maximum: number): number {
  const left: unknown[] = Object.values(parameters);
  let count = 0;
  for (; left.length > 0; count += 1) {
    if (count + left.length > maximum) return Infinity;
    const value = left.pop();
    if (typeof value !== 'object' || value === null) continue;
    const inside = Array.isArray(value) ? value : Object.values(value);
    if (inside.length > maximum) return Infinity;
    left.push(...(inside as unknown[]));
  }
  return count;
}

/**
 * @param parameters of an operation, such as its variables and extensions
 * @throws GraphQLError LIMIT_EXCEEDED above the maximum
 */
export function checkValues(parameters: object, maximum: number): void {
  if (countValues(parameters, maximum) > maximum) throw limitExceeded('values', maximum);
}

/**
 * Reports the first fault only: each quotes the value, which takes far longer than to coerce it.
 * @throws GraphQLError where the variables do not fit the operation
 */
export function checkTypes(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Variables,
): void {
  const definitions = operation.variableDefinitions ?? [];
  const [fault] = getVariableValues(schema, definitions, variables, { maxErrors: 1 }).errors ?? [];
  // Without its cause, which says less.
  if (fault) throw new GraphQLError(fault.message, { nodes: fault.nodes ?? null });
}
