// Owns that a caller learns nothing of the schema but what it already names: no introspection, no suggestions, and no name
// in an error of GraphQL itself that the request did not hold. Our own errors say what they say.
import { GraphQLError, NoSchemaIntrospectionCustomRule } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';

const OF_GRAPHQL = ['GRAPHQL_VALIDATION_FAILED', 'GRAPHQL_PARSE_FAILED', 'BAD_REQUEST'];
const HIDDEN = '"…"';

export function useClosedSchema(): Plugin {
  return {
    onValidate(validation) {
      validation.addValidationRule(NoSchemaIntrospectionCustomRule);
    },
    onExecutionResult(hook) {
      const { result, context } = hook;
      if (!result || isAsyncIterable(result) || !result.errors) return;
      const { query, variables } = context.params;
      const known = new Set([...wordsOf(query ?? ''), ...wordsIn(variables)]);
      hook.setResult({ ...result, errors: result.errors.map((error) => withoutNames(error, known)) });
    },
  };
}

function withoutNames(error: GraphQLError, known: ReadonlySet<string>): GraphQLError {
  if (!OF_GRAPHQL.includes(String(error.extensions['code']))) return error;
  const message = error.message
    .replace(/ Did you mean .*?\?(?= |$)/g, '')
    .replace(/"[^"]*"/g, (quoted) => (wordsOf(quoted).every((word) => known.has(word)) ? quoted : HIDDEN));
  const { nodes, source, positions, path, extensions } = error;
  return new GraphQLError(message, { nodes, source, positions, path, extensions });
}

/** Of its texts and its keys. By a list of what is left, since what a client nests may be deeper than the stack. */
function wordsIn(value: unknown): readonly string[] {
  const words: string[] = [];
  const left = [value];
  while (left.length > 0) {
    const next = left.pop();
    if (typeof next === 'string') for (const word of wordsOf(next)) words.push(word);
    if (typeof next !== 'object' || next === null) continue;
    for (const [key, item] of Object.entries(next)) left.push(key, item);
  }
  return words;
}

function wordsOf(text: string): readonly string[] {
  return text.match(/[_A-Za-z]\w*/g) ?? [];
}
