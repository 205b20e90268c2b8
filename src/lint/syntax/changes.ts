// Finds what changes a variable after its declaration: assignments to it or into it, and methods that change it in place.
// Changes made by a function that receives the variable are not seen.
import { AST_NODE_TYPES as Is, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { wrapped } from './bindings.ts';

const ADDING = new Set(['push', 'unshift']);
const CHANGING = new Set([...ADDING, 'copyWithin', 'fill', 'pop', 'reverse', 'shift', 'sort', 'splice']);
const FILLING = new Set([
  'assign',
  'defineProperties',
  'defineProperty',
  'deleteProperty',
  'set',
  'setPrototypeOf',
]);

/** Whether anything in the file changes the variable, or the object or list in it. */
export function isChanged(variable: TSESLint.Scope.Variable): boolean {
  return variable.references.some(
    (reference) => isReassigned(reference) || isChangedInPlace(reference.identifier),
  );
}

/** The calls that add to a list, such as `tags.push(…)`; undefined where something else changes it. */
export function additionsTo(
  variable: TSESLint.Scope.Variable,
): readonly TSESTree.CallExpression[] | undefined {
  const additions: TSESTree.CallExpression[] = [];
  for (const reference of variable.references) {
    if (isReassigned(reference)) return undefined;
    const call = additionBy(reference.identifier);
    if (call) additions.push(call);
    else if (isChangedInPlace(reference.identifier)) return undefined;
  }
  return additions;
}

function isReassigned(reference: TSESLint.Scope.Reference): boolean {
  return reference.isWrite() && reference.init !== true;
}

function additionBy(identifier: TSESTree.Node): TSESTree.CallExpression | undefined {
  const member = wrapped(identifier).parent;
  const call = member && wrapped(member).parent;
  if (member?.type !== Is.MemberExpression || call?.type !== Is.CallExpression) return undefined;
  return call.callee === wrapped(member) && ADDING.has(methodOf(member)) ? call : undefined;
}

function isChangedInPlace(identifier: TSESTree.Node): boolean {
  const node = wrapped(identifier);
  const { parent } = node;
  if (parent?.type === Is.MemberExpression) return parent.object === node && isWritten(parent);
  return (
    parent?.type === Is.CallExpression && parent.arguments[0] === node && FILLING.has(methodOf(parent.callee))
  );
}

function isWritten(member: TSESTree.MemberExpression): boolean {
  const node = wrapped(member);
  const { parent } = node;
  if (parent?.type === Is.AssignmentExpression) return parent.left === node;
  if (parent?.type === Is.UnaryExpression) return parent.operator === 'delete';
  if (parent?.type === Is.CallExpression) return parent.callee === node && CHANGING.has(methodOf(member));
  return parent?.type === Is.UpdateExpression;
}

function methodOf(callee: TSESTree.Node): string {
  return callee.type === Is.MemberExpression && callee.property.type === Is.Identifier
    ? callee.property.name
    : '';
}
