// The rule: a mutation of a section declares the completion tag of the profile that it writes. Runs the four steps that
// require-completion-invalidation.md describes, and reports.
import path from 'node:path';
import { AST_NODE_TYPES as Is, type TSESTree } from '@typescript-eslint/utils';
import { findingIn, type Declaring } from '../completion/declared-tags.ts';
import { suggestionFor, type Edit } from '../completion/suggestion.ts';
import { messages, type Finding } from '../completion/messages.ts';
import { mutationsIn, type Mutation } from '../completion/mutations.ts';
import { declarationOf, defaults, optionsSchema, type Options } from '../completion/options.ts';
import { baseOf } from '../completion/section-folder.ts';

/** The part of ESLint's context that the rule uses, with the types of the TypeScript parser. */
interface RuleContext {
  readonly filename: string;
  readonly cwd: string;
  readonly options: readonly unknown[];
  readonly sourceCode: unknown;
  report(report: {
    node: TSESTree.Node;
    messageId: string;
    data: Record<string, string>;
    suggest?: { messageId: string; data: Record<string, string>; fix: () => Edit[] }[];
  }): void;
}

export const requireCompletionInvalidation = {
  meta: {
    type: 'problem' as const,
    docs: { description: 'Mutations of a section declare the completion tag of the profile they write.' },
    hasSuggestions: true,
    messages,
    schema: [optionsSchema],
    defaultOptions: [defaults],
  },

  create(context: RuleContext) {
    // ESLint has checked both: the options by the schema, merged with the defaults; the code by its parser.
    const options = context.options[0] as Options;
    const code = context.sourceCode as Declaring['code'];
    const file = path.resolve(context.cwd, context.filename);

    return {
      CallExpression(call: TSESTree.CallExpression): void {
        const defined = mutationsIn(code, call, options.verbs);
        const base = defined.length === 0 ? undefined : baseOf(file, options);
        if (base === undefined) return;
        const declaring: Declaring = { ...options, code, file, base };
        for (const one of defined) {
          if (one.kind === 'hidden') report(declaring, { messageId: 'fields', node: one.node });
          else for (const place of one.options) check(declaring, one, place);
        }
      },
    };

    function check(declaring: Declaring, mutation: Mutation, place: TSESTree.Node): void {
      if (place.type !== Is.ObjectExpression) {
        report(declaring, { messageId: 'options', node: place }, mutation);
        return;
      }
      const finding = findingIn(declaring, place);
      if (finding) report(declaring, finding, mutation, place);
    }

    function report(
      declaring: Declaring,
      { messageId, node }: Finding,
      mutation?: Mutation,
      place?: TSESTree.ObjectExpression,
    ): void {
      const { name = '', nameNode = node } = mutation ?? {};
      const { line, edits } = place
        ? suggestionFor(declaring, place)
        : { line: declarationOf(declaring), edits: [] };
      const { option, key, tag, tagModule } = declaring;
      const text = shortened(code.getText(node));
      context.report({
        // A problem elsewhere in the file is reported at the mutation.
        node: messageId === 'missing' || (place && !isWithin(node, place)) ? nameNode : node,
        messageId,
        data: { name, text, line, option, key, tag, tagModule },
        ...(place && { suggest: [{ messageId: 'suggestion', data: { line }, fix: () => [...edits] }] }),
      });
    }
  },
};

function isWithin(node: TSESTree.Node, place: TSESTree.Node): boolean {
  return node.range[0] >= place.range[0] && node.range[1] <= place.range[1];
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return `\`${line.length > 60 ? `${line.slice(0, 57)}…` : line}\``;
}
