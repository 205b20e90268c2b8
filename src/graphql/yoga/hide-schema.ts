// Hides the schema from callers: no introspection, no suggestions, and no name in an error of GraphQL that the request did
// not contain. Errors of Vitae itself stay as they are.
import { GraphQLError, NoSchemaIntrospectionCustomRule, specifiedScalarTypes } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';

const CODES_OF_GRAPHQL = ['GRAPHQL_VALIDATION_FAILED', 'GRAPHQL_PARSE_FAILED', 'BAD_REQUEST'];
const HIDDEN = '"…"';
/** Scalars that every schema has. */
const SPECIFIED = new Set(specifiedScalarTypes.map(({ name }) => name));

export function useHiddenSchema(): Plugin {
  return {
    onValidate(validation) {
      validation.addValidationRule(NoSchemaIntrospectionCustomRule);
    },
    onExecutionResult(hook) {
      const { result, context } = hook;
      if (!result || isAsyncIterable(result) || !result.errors) return;
      if (!result.errors.some(isOfGraphQL)) return;
      const { query, variables } = context.params;
      const sent = new Set([...wordsOf(query ?? ''), ...wordsIn(variables)]);
      hook.setResult({ ...result, errors: result.errors.map((error) => withoutNames(error, sent)) });
    },
  };
}

function isOfGraphQL({ extensions }: GraphQLError): boolean {
  return CODES_OF_GRAPHQL.includes(String(extensions['code']));
}

/** @param sent the words of the request */
function withoutNames(error: GraphQLError, sent: ReadonlySet<string>): GraphQLError {
  if (!isOfGraphQL(error)) return error;
  const message = error.message
    // A message that was too long may end within a name.
    .replace(/ Did you mean .*?(?:\?(?= |$)|$)/g, '')
    .replace(/"[^"]*(?:"|$)/g, (quoted) =>
      wordsOf(quoted).every((word) => sent.has(word)) ? quoted : HIDDEN,
    )
    .replace(/\b\w+(?= cannot represent)/g, (scalar) =>
      SPECIFIED.has(scalar) || sent.has(scalar) ? scalar : HIDDEN,
    );
  const { nodes, source, positions, path, extensions } = error;
  return new GraphQLError(message, { nodes, source, positions, path, extensions });
}

/** Words of all strings and keys. Iterative, since variables may be nested deeper than the stack. */
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
