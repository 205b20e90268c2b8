// Decides whether an expression is the id of a profile that the mutation wrote: a field of the first parameter of the
// declaring function, taken by a pattern, a member, or constants made of these.
import { AST_NODE_TYPES as Is, TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { definitionOf, destructuredKey, initializerOf, unwrap } from '../syntax/bindings.ts';
import { isChanged } from '../syntax/changes.ts';
import { memberName, type Seen } from '../syntax/possible-values.ts';
import type { FunctionNode } from '../syntax/returns.ts';
import type { TagSource } from './tag-function.ts';

/** What a list holds: code, an id out of the payload's own list of ids, or the tag of another element. */
export type Element =
  | { readonly kind: 'code'; readonly node: TSESTree.Node; readonly scope: Scope }
  | { readonly kind: 'id'; readonly node: TSESTree.Node }
  | { readonly kind: 'tag'; readonly node: TSESTree.Node; readonly of: Element };

export interface Scope extends TagSource {
  /** The declaring function. */
  readonly by: FunctionNode;
  /** Whether a field of its parameter holds the id of a profile that was written. */
  readonly isIdField: (name: string) => boolean;
  /** By the declaration of a loop's variable or a callback's parameter: the element that it stands for. */
  readonly bound: ReadonlyMap<TSESTree.Node, Element>;
}

export function isProfileId(element: Element, seen: Seen = new Set()): boolean {
  if (element.kind === 'code') return isIdExpression(element.scope, element.node, seen);
  return element.kind === 'id';
}

/** Whether this is the payload's list of ids, such as `profileIds`. */
export function isIdList(scope: Scope, expression: TSESTree.Node): boolean {
  const isListField = (name: string) => name.endsWith('s') && scope.isIdField(name.slice(0, -1));
  return isIdExpression({ ...scope, isIdField: isListField, bound: new Map() }, expression, new Set());
}

function isIdExpression(scope: Scope, expression: TSESTree.Node, seen: Seen): boolean {
  const { code, isIdField } = scope;
  const node = unwrap(expression);
  if (node.type === Is.ConditionalExpression) {
    return [node.consequent, node.alternate].every((branch) => isIdExpression(scope, branch, seen));
  }
  if (node.type === Is.MemberExpression) {
    const name = memberName(code, node);
    return name !== undefined && isIdField(name) && isPayload(scope, node.object, seen);
  }
  const source = sourceOf(scope, node, seen);
  if (source?.kind === 'element') return isProfileId(source.element, seen);
  if (source?.kind === 'parameter') {
    const key = source.pattern.type === Is.ObjectPattern && destructuredKey(source.pattern, source.name);
    return typeof key === 'string' && isIdField(key);
  }
  if (!source) return false;
  return source.key === undefined
    ? isIdExpression(scope, source.init, source.seen)
    : isIdField(source.key) && isPayload(scope, source.init, source.seen);
}

/** Whether this is the declaring function's own parameter, which is what the mutation's resolver returned. */
function isPayload(scope: Scope, expression: TSESTree.Node, seen: Seen): boolean {
  const source = sourceOf(scope, unwrap(expression), seen);
  if (source?.kind === 'parameter') return source.pattern === source.name;
  return (
    source?.kind === 'constant' && source.key === undefined && isPayload(scope, source.init, source.seen)
  );
}

type Source =
  | { readonly kind: 'element'; readonly element: Element }
  | { readonly kind: 'parameter'; readonly pattern: TSESTree.Parameter; readonly name: TSESTree.Node }
  | {
      readonly kind: 'constant';
      readonly init: TSESTree.Expression;
      readonly key?: string;
      readonly seen: Seen;
    };

/** Where a name's value comes from; undefined for what is no name, or is changed after its declaration. */
function sourceOf({ code, by, bound }: Scope, node: TSESTree.Node, seen: Seen): Source | undefined {
  const found = node.type === Is.Identifier ? definitionOf(code, node) : undefined;
  if (!found || seen.has(found.variable) || isChanged(found.variable)) return undefined;
  const { variable, definition } = found;
  const element = bound.get(definition.name);
  if (element) return { kind: 'element', element };
  if (definition.type === TSESLint.Scope.DefinitionType.Parameter) {
    const [pattern] = by.params;
    return pattern && { kind: 'parameter', pattern, name: definition.name };
  }
  const constant = initializerOf(definition);
  return constant && { kind: 'constant', ...constant, seen: new Set(seen).add(variable) };
}
