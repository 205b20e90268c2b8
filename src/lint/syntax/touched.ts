// Owns whether a variable still is what it was declared as: nothing writes it anew, into it, or changes it in place.
// What a function does that it is handed to is not seen.
import { AST_NODE_TYPES as Is, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { wrapped } from './bindings.ts';

const CHANGING = new Set([
  'copyWithin',
  'fill',
  'pop',
  'push',
  'reverse',
  'shift',
  'sort',
  'splice',
  'unshift',
]);
const FILLING = new Set([
  'assign',
  'defineProperties',
  'defineProperty',
  'deleteProperty',
  'set',
  'setPrototypeOf',
]);

/** Whether anything in the file changes the variable or, by its name, the object or list in it. */
export function isTouched(variable: TSESLint.Scope.Variable): boolean {
  return variable.references.some(
    (reference) => (reference.isWrite() && reference.init !== true) || isChanged(reference.identifier),
  );
}

function isChanged(identifier: TSESTree.Node): boolean {
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
