// Finds the calls that certainly add to a list before it is used: in the block of its declaration, alone or once for each
// element of another list. A call behind a condition adds nothing that is certain.
import { AST_NODE_TYPES as Is, type TSESTree } from '@typescript-eslint/utils';
import { definitionOf, initializerOf, unwrap, wrapped, type Code } from './bindings.ts';
import { additionsTo } from './changes.ts';
import { isFunction } from './returns.ts';

export interface Addition {
  readonly added: readonly TSESTree.CallExpressionArgument[];
  /** For an addition in a loop: its variable, and the list whose elements it takes. */
  readonly loop?: { readonly variable: TSESTree.Node; readonly list: TSESTree.Node };
}

export interface GrownList {
  readonly init: TSESTree.Expression;
  readonly additions: readonly Addition[];
}

/** A constant list that is added to and changed in no other way; undefined for all else. */
export function grownList(code: Code, use: TSESTree.Node): GrownList | undefined {
  const found = use.type === Is.Identifier ? definitionOf(code, use) : undefined;
  const constant = found && initializerOf(found.definition);
  if (!found || !constant || constant.key !== undefined) return undefined;
  const calls = additionsTo(found.variable) ?? [];
  if (calls.length === 0) return undefined;
  const block = found.definition.node.parent.parent;
  const before = calls.filter((call) => call.range[1] <= use.range[0]);
  return { init: constant.init, additions: before.flatMap((call) => additionIn(block, call)) };
}

function additionIn(block: TSESTree.Node | undefined, call: TSESTree.CallExpression): Addition[] {
  const added = call.arguments;
  const outer = beginningOf(wrapped(call));
  if (wrapped(call).parent?.type === Is.ExpressionStatement && wrapped(call).parent?.parent === block) {
    return [{ added }];
  }
  if (outer?.type === Is.ForOfStatement && outer.parent === block) {
    const [declared] = outer.left.type === Is.VariableDeclaration ? outer.left.declarations : [];
    return declared ? [{ added, loop: { variable: declared.id, list: outer.right } }] : [];
  }
  if (!outer || !isFunction(outer)) return [];
  const list = listOfForEach(outer, block);
  const [variable] = outer.params;
  return list && variable ? [{ added, loop: { variable, list } }] : [];
}

/** The loop or function that runs this expression each time it runs, before it can go on or return. */
function beginningOf(expression: TSESTree.Node): TSESTree.Node | undefined {
  const { parent } = expression;
  if (parent && isFunction(parent)) return parent;
  if (parent?.type !== Is.ExpressionStatement) return undefined;
  const outer = parent.parent;
  if (outer.type !== Is.BlockStatement) return outer;
  const before = outer.body.slice(0, outer.body.indexOf(parent));
  return before.every(({ type }) => type === Is.VariableDeclaration) ? outer.parent : undefined;
}

function listOfForEach(callback: TSESTree.Node, block: TSESTree.Node | undefined): TSESTree.Node | undefined {
  const call = callback.parent;
  if (call?.type !== Is.CallExpression || call.parent.parent !== block) return undefined;
  const callee = unwrap(call.callee);
  const isForEach =
    callee.type === Is.MemberExpression &&
    callee.property.type === Is.Identifier &&
    callee.property.name === 'forEach';
  return isForEach ? callee.object : undefined;
}
