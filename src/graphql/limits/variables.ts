// Checks the variables of an operation before anything is computed from them: their number of values, and that they fit.
import { getVariableValues, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { limitExceeded } from './errors.ts';

type Variables = Readonly<Record<string, unknown>>;

/**
 * A list or an object counts as one value, and so does each value in it.
 * @throws GraphQLError LIMIT_EXCEEDED above the maximum; it reads no value after that
 */
export function checkValues(variables: Variables, maximum: number): void {
  const left = Object.values(variables);
  for (let count = 0; left.length > 0; count += 1) {
    if (count + left.length > maximum) throw limitExceeded('values', maximum);
    const value = left.pop();
    if (typeof value !== 'object' || value === null) continue;
    const inside = Array.isArray(value) ? value : Object.values(value);
    if (inside.length > maximum) throw limitExceeded('values', maximum);
    left.push(...(inside as unknown[]));
  }
}

/** Stops at the first fault, since a fault takes far longer to describe than a value to coerce. */
export function fit(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Variables,
): boolean {
  const definitions = operation.variableDefinitions ?? [];
  return getVariableValues(schema, definitions, variables, { maxErrors: 1 }).errors === undefined;
}
