// Applies the limits of a document on every transport: the number of the values that came with it, its tokens and its depth before
// validation, and how many of its faults are told.
import {
  GraphQLError,
  parse,
  validate,
  type DocumentNode,
  type GraphQLSchema,
  type ParseOptions,
  type Source,
  type ValidationRule,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Limits } from '../../config/api.ts';
import { shortened } from '../errors.ts';
import { checkDocument } from './document.ts';
import { limitExceeded } from './errors.ts';
import { checkValues } from './variables.ts';

/** The most faults of a document that its validation reports. */
const MAX_FAULTS = 20;

/**
 * A document of more than 2000 lines. Its faults have no location: to find one takes as long as there are lines before it, for
 * each node of each fault.
 */
const MANY_LINES = /^(?:[^\n\r]*[\n\r]){2001}/;

export function useDocumentLimits(limits: Limits): Plugin {
  const checked = new WeakSet<DocumentNode>();
  return {
    onParams({ params }) {
      checkValues(params, limits.values);
    },
    onParse({ setParseFn }) {
      setParseFn((source: string | Source, options?: ParseOptions) => {
        const noLocation = MANY_LINES.test(typeof source === 'string' ? source : source.body);
        return parse(source, { ...options, maxLexicalTokens: limits.tokens, noLocation });
      });
      return ({ result }: { result: DocumentNode | Error | null }) => {
        if (result instanceof GraphQLError && result.message.includes(`more than ${limits.tokens} tokens`)) {
          throw limitExceeded('tokens', limits.tokens);
        }
        // The document is too deep for the stack of the parser.
        if (result instanceof RangeError) throw limitExceeded('depth', limits.depth);
        if (result === null || result instanceof Error || checked.has(result)) return;
        checkDocument(result, limits);
        checked.add(result);
      };
    },
    onValidate({ setValidationFn }) {
      setValidationFn((schema: GraphQLSchema, document: DocumentNode, rules: readonly ValidationRule[]) =>
        validate(schema, document, rules, { maxErrors: MAX_FAULTS }).map(shortened),
      );
    },
  };
}
