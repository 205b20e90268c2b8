// Lists what a function may return, without the functions inside it, and whether it can end without a `return`. Statements that
// it does not analyse count as able to end.
import { AST_NODE_TYPES as Is, type TSESTree } from '@typescript-eslint/utils';
import type { Code } from './bindings.ts';

export type FunctionNode =
  TSESTree.ArrowFunctionExpression | TSESTree.FunctionExpression | TSESTree.FunctionDeclaration;

export interface Returns {
  /** What is returned; the `return` itself where it returns nothing. */
  readonly values: readonly TSESTree.Node[];
  readonly endsWithout: boolean;
}

export function isFunction(node: TSESTree.Node): node is FunctionNode {
  return (
    node.type === Is.ArrowFunctionExpression ||
    node.type === Is.FunctionExpression ||
    node.type === Is.FunctionDeclaration
  );
}

/** What a call of the function gives. */
export function returnsOf(code: Code, { body }: FunctionNode): Returns {
  if (body.type !== Is.BlockStatement) return { values: [body], endsWithout: false };
  const values = returnsWithin(code, body).map((statement) => statement.argument ?? statement);
  return { values, endsWithout: canComplete(body) };
}

function returnsWithin(code: Code, node: TSESTree.Node): readonly TSESTree.ReturnStatement[] {
  if (node.type === Is.ReturnStatement) return [node];
  if (isFunction(node) || node.type === Is.ClassBody) return [];
  return childrenOf(code, node).flatMap((child) => returnsWithin(code, child));
}

function childrenOf(code: Code, node: TSESTree.Node): readonly TSESTree.Node[] {
  const keys = new Set<string>(code.visitorKeys[node.type] ?? []);
  return Object.entries(node)
    .filter(([key]) => keys.has(key))
    .flatMap(([, value]): readonly unknown[] => (Array.isArray(value) ? value : [value]))
    .filter(isNode);
}

function isNode(value: unknown): value is TSESTree.Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}

/** Whether the statement after this one can be reached. */
function canComplete(node: TSESTree.Statement): boolean {
  if (node.type === Is.ReturnStatement || node.type === Is.ThrowStatement) return false;
  if (node.type === Is.BlockStatement) return node.body.every(canComplete);
  if (node.type === Is.SwitchStatement) return !isExhausted(node);
  if (node.type === Is.IfStatement) {
    return canComplete(node.consequent) || !node.alternate || canComplete(node.alternate);
  }
  if (node.type === Is.TryStatement) {
    if (node.finalizer && !canComplete(node.finalizer)) return false;
    return canComplete(node.block) || (node.handler !== null && canComplete(node.handler.body));
  }
  return true;
}

/** A switch with a default, whose every case returns or throws, or is empty and so falls into the next. */
function isExhausted({ cases }: TSESTree.SwitchStatement): boolean {
  return (
    cases.some(({ test }) => test === null) &&
    cases.at(-1)?.consequent.every(canComplete) === false &&
    cases.every(({ consequent }) => consequent.length === 0 || !consequent.every(canComplete)) &&
    !cases.some(({ consequent }) => consequent.some(canBreak))
  );
}

function canBreak(node: TSESTree.Statement): boolean {
  if (node.type === Is.BreakStatement) return true;
  if (node.type === Is.BlockStatement) return node.body.some(canBreak);
  if (node.type === Is.IfStatement) {
    return canBreak(node.consequent) || (node.alternate !== null && canBreak(node.alternate));
  }
  return (
    node.type === Is.TryStatement &&
    [node.block, node.handler?.body, node.finalizer].some((block) => block && canBreak(block))
  );
}
