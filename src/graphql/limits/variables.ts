// Checks the parameters of an operation before anything is computed from them: their number of values, and the types of the
// variables.
import { getVariableValues, GraphQLError, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { limitExceeded } from './errors.ts';

type Variables = Readonly<Record<string, unknown>>;

/**
 * A list or an object counts as one value, and so does each value in it.
 * @param parameters of an operation, such as its variables and extensions
 * @throws GraphQLError LIMIT_EXCEEDED above the maximum; it reads no value after that
 */
export function checkValues(parameters: object, maximum: number): void {
  const left: unknown[] = Object.values(parameters);
  for (let count = 0; left.length > 0; count += 1) {
    if (count + left.length > maximum) throw limitExceeded('values', maximum);
    const value = left.pop();
    if (typeof value !== 'object' || value === null) continue;
    const inside = Array.isArray(value) ? value : Object.values(value);
    if (inside.length > maximum) throw limitExceeded('values', maximum);
    left.push(...(inside as unknown[]));
  }
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
