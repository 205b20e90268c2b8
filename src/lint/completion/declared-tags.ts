// Owns step four: whether what a field declares carries, on every path, the completion tag of the profile it writes.
// What it cannot read it does not believe.
import { AST_NODE_TYPES as Is, type TSESTree } from '@typescript-eslint/utils';
import { heldUnder, outcomesOf, type Seen } from '../syntax/outcomes.ts';
import { isFunction, returnsOf, type FunctionNode } from '../syntax/returns.ts';
import { unwrap } from '../syntax/bindings.ts';
import type { Finding } from './messages.ts';
import type { Options } from './options.ts';
import { isOwnId } from './own-profile.ts';
import { calledName, isTagFunction, type TagSource } from './tag-function.ts';

export interface Declaring extends TagSource, Pick<Options, 'option' | 'key'> {}

/** What is wrong with the declaration in a field's options; undefined where it is right. */
export function findingIn(declaring: Declaring, options: TSESTree.ObjectExpression): Finding | undefined {
  for (const held of heldUnder(declaring.code, options, declaring.option)) {
    if (held.kind === 'absent') return { messageId: 'missing', node: options };
    if (held.kind === 'hidden') return { messageId: 'spread', node: held.node };
    const { kind, value } = held.property;
    const finding =
      kind === 'init'
        ? inDeclaration(declaring, value)
        : ({ messageId: 'unreadable', node: held.property } as const);
    if (finding) return finding;
  }
  return undefined;
}

function inDeclaration(declaring: Declaring, declaration: TSESTree.Node): Finding | undefined {
  return inOutcomes(declaring, declaration, new Set(), (node) =>
    isFunction(node) ? inFunction(declaring, node) : { messageId: 'unreadable', node },
  );
}

function inFunction(declaring: Declaring, by: FunctionNode): Finding | undefined {
  if (by.async || by.generator) return { messageId: 'promise', node: by };
  const { values, endsWithout } = returnsOf(declaring.code, by);
  for (const value of values) {
    const finding = inTags(declaring, value, by, new Set());
    if (finding) return finding;
  }
  return endsWithout || values.length === 0 ? { messageId: 'endsWithout', node: by } : undefined;
}

/** Whether a list carries the tag: one of its elements does, whatever else it holds. */
function inTags(
  declaring: Declaring,
  tags: TSESTree.Node,
  by: FunctionNode,
  seen: Seen,
): Finding | undefined {
  return inOutcomes(declaring, tags, seen, (node, within) => {
    if (node.type === Is.ReturnStatement) return { messageId: 'endsWithout', node };
    if (node.type !== Is.ArrayExpression) return { messageId: 'unreadable', node };
    const elements = node.elements.filter((element) => element !== null);
    const findings = elements.map((element) =>
      element.type === Is.SpreadElement
        ? inTags(declaring, element.argument, by, within)
        : inElement(declaring, element, by, within),
    );
    if (findings.includes(undefined)) return undefined;
    return mostTelling(findings) ?? { messageId: 'empty', node };
  });
}

function inElement(
  declaring: Declaring,
  element: TSESTree.Node,
  by: FunctionNode,
  seen: Seen,
): Finding | undefined {
  const { code, key, tag } = declaring;
  return inOutcomes(declaring, element, seen, (node) => {
    if (node.type !== Is.CallExpression) return { messageId: 'noTag', node };
    if (isTagFunction(declaring, node.callee)) {
      const [id] = node.arguments;
      return id && isOwnId(code, id, by, key) ? undefined : { messageId: 'otherProfile', node };
    }
    return { messageId: calledName(code, node.callee) === tag ? 'otherFunction' : 'noTag', node };
  });
}

/** The first finding among everything that an expression may turn out to be. */
function inOutcomes(
  { code }: Declaring,
  expression: TSESTree.Node,
  seen: Seen,
  inKnown: (node: TSESTree.Node, seen: Seen) => Finding | undefined,
): Finding | undefined {
  for (const outcome of outcomesOf(code, expression, seen)) {
    const finding: Finding | undefined =
      outcome.kind === 'known'
        ? inKnown(outcome.node, outcome.seen)
        : { messageId: outcome.kind === 'imported' ? 'imported' : 'unreadable', node: unwrap(outcome.node) };
    if (finding) return finding;
  }
  return undefined;
}

const TELLING: readonly Finding['messageId'][] = [
  'otherProfile',
  'otherFunction',
  'imported',
  'unreadable',
  'noTag',
  'empty',
];

function mostTelling(findings: readonly (Finding | undefined)[]): Finding | undefined {
  const known = findings.filter((finding) => finding !== undefined);
  const [first] = TELLING.flatMap((id) => known.filter(({ messageId }) => messageId === id));
  return first;
}
