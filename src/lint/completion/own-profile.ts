// Owns whether an expression is the id of the profile that was written: taken by its key out of the first parameter of
// the declaring function itself, by a pattern, a member or constants made of these.
import { AST_NODE_TYPES as Is, TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { constantOf, definitionOf, keyTaken, unwrap, type Code } from '../syntax/bindings.ts';
import { memberName, type Seen } from '../syntax/outcomes.ts';
import type { FunctionNode } from '../syntax/returns.ts';
import { isTouched } from '../syntax/touched.ts';

/** Whether this is `profileId` of the function's own parameter, and stays it. */
export function isOwnId(
  code: Code,
  expression: TSESTree.Node,
  by: FunctionNode,
  key: string,
  seen: Seen = new Set(),
): boolean {
  const node = unwrap(expression);
  if (node.type === Is.ConditionalExpression) {
    return [node.consequent, node.alternate].every((branch) => isOwnId(code, branch, by, key, seen));
  }
  if (node.type === Is.MemberExpression) {
    return memberName(code, node) === key && isOwnParameter(code, node.object, by, seen);
  }
  const meant = meaningOf(code, node, by, seen);
  if (!meant) return false;
  if (meant.kind === 'parameter') {
    return meant.pattern.type === Is.ObjectPattern && keyTaken(meant.pattern, meant.name) === key;
  }
  return meant.key === undefined
    ? isOwnId(code, meant.init, by, key, meant.seen)
    : meant.key === key && isOwnParameter(code, meant.init, by, meant.seen);
}

function isOwnParameter(code: Code, expression: TSESTree.Node, by: FunctionNode, seen: Seen): boolean {
  const meant = meaningOf(code, unwrap(expression), by, seen);
  if (meant?.kind === 'parameter') return meant.pattern === meant.name;
  return meant?.key === undefined && meant !== undefined && isOwnParameter(code, meant.init, by, meant.seen);
}

type Meaning =
  | { readonly kind: 'parameter'; readonly pattern: TSESTree.Parameter; readonly name: TSESTree.Node }
  | {
      readonly kind: 'constant';
      readonly init: TSESTree.Expression;
      readonly key?: string;
      readonly seen: Seen;
    };

/** A parameter, with the function's own first one, or a constant; undefined for all else, and for what is changed after. */
function meaningOf(code: Code, node: TSESTree.Node, by: FunctionNode, seen: Seen): Meaning | undefined {
  const found = node.type === Is.Identifier ? definitionOf(code, node) : undefined;
  if (!found || seen.has(found.variable) || isTouched(found.variable)) return undefined;
  const { variable, definition } = found;
  if (definition.type === TSESLint.Scope.DefinitionType.Parameter) {
    const [pattern] = by.params;
    return pattern && { kind: 'parameter', pattern, name: definition.name };
  }
  const constant = constantOf(definition);
  return constant && { kind: 'constant', ...constant, seen: new Set(seen).add(variable) };
}
