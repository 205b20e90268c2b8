// Reads what a list of tags holds: list literals, spreads, `map`, `flatMap`, `concat`, a `Set`, the payload's own list of ids,
// and constants that only `push` and `unshift` change.
import { AST_NODE_TYPES as Is, type TSESTree } from '@typescript-eslint/utils';
import { grownList, type Addition } from '../syntax/additions.ts';
import { unwrap } from '../syntax/bindings.ts';
import { memberName, possibleValues, type PossibleValue, type Seen } from '../syntax/possible-values.ts';
import { isFunction, returnsOf } from '../syntax/returns.ts';
import { unreadable, type Finding } from './messages.ts';
import { isIdList, type Element, type Scope } from './profile-id.ts';
import { isTagFunction } from './tag-function.ts';

/** One value that a list may have. */
export interface List {
  readonly elements: readonly Element[];
  /** Parts that cannot be read. */
  readonly findings: readonly Finding[];
}

const EMPTY: List = { elements: [], findings: [] };

/** Every value that a list may have. */
export function listsOf(scope: Scope, list: TSESTree.Node, seen: Seen = new Set()): readonly List[] {
  const node = unwrap(list);
  if (isIdList(scope, node)) return [{ elements: [{ kind: 'id', node }], findings: [] }];
  const grown = grownList(scope.code, node);
  if (grown) {
    const added = grown.additions.map((addition) => addedBy(scope, addition, seen));
    return joined([listsOf(scope, grown.init, seen), ...added]);
  }
  return possibleValues(scope.code, node, seen).flatMap((value) => ofValue(scope, value));
}

function ofValue(scope: Scope, value: PossibleValue): readonly List[] {
  if (value.kind !== 'known') return [{ elements: [], findings: [unreadable(value)] }];
  const { node, seen } = value;
  if (node.type === Is.ReturnStatement) {
    return [{ elements: [], findings: [{ messageId: 'endsWithout', node }] }];
  }
  if (node.type === Is.ArrayExpression) {
    const elements = node.elements.filter((element) => element !== null);
    return joined(elements.map((element) => ofArgument(scope, element, seen)));
  }
  const [first] = node.type === Is.NewExpression ? node.arguments : [];
  if (first && node.type === Is.NewExpression && scope.code.getText(node.callee) === 'Set') {
    return listsOf(scope, first, seen);
  }
  const lists = node.type === Is.CallExpression ? ofCall(scope, node, seen) : undefined;
  return lists ?? [{ elements: [], findings: [{ messageId: 'unreadable', node }] }];
}

function ofCall(scope: Scope, call: TSESTree.CallExpression, seen: Seen): readonly List[] | undefined {
  const callee = unwrap(call.callee);
  if (callee.type !== Is.MemberExpression) return undefined;
  const [first] = call.arguments;
  const method = memberName(scope.code, callee);
  if (method === 'concat') {
    const others = call.arguments.map((argument) =>
      isListExpression(scope, argument) ? listsOf(scope, argument, seen) : ofArgument(scope, argument, seen),
    );
    return joined([listsOf(scope, callee.object, seen), ...others]);
  }
  if (!first || (method !== 'map' && method !== 'flatMap')) return undefined;
  return listsOf(scope, callee.object, seen).flatMap(({ elements, findings }) => {
    const results = elements.map((element) => resultsOf(scope, first, element, seen));
    return joined([
      [{ elements: [], findings }],
      ...results.map((result) => result.map(method === 'map' ? single : flat)),
    ]);
  });

  function flat(element: Element): List {
    const [only, ...more] =
      element.kind === 'code' && isListExpression(element.scope, element.node)
        ? listsOf(element.scope, element.node, seen)
        : [single(element)];
    // A callback whose list depends on a condition is not followed.
    return more.length === 0 && only
      ? only
      : { elements: [], findings: [{ messageId: 'unreadable', node: call }] };
  }
}

/** What a callback may return for an element. */
function resultsOf(scope: Scope, callback: TSESTree.Node, element: Element, seen: Seen): readonly Element[] {
  if (isTagFunction(scope, callback)) return [{ kind: 'tag', node: callback, of: element }];
  return possibleValues(scope.code, callback, seen).flatMap(({ node }): readonly Element[] => {
    if (!isFunction(node)) return [{ kind: 'code', node, scope }];
    const { values, endsWithout } = returnsOf(scope.code, node);
    const within = node.params[0] ? bind(scope, node.params[0], element) : scope;
    const others = node.async || node.generator || endsWithout ? [node] : [];
    return [...others, ...values].map((value) => ({ kind: 'code', node: value, scope: within }));
  });
}

function addedBy(scope: Scope, { added, loop }: Addition, seen: Seen): readonly List[] {
  const inScope = (within: Scope) => joined(added.map((argument) => ofArgument(within, argument, seen)));
  if (!loop) return inScope(scope);
  return listsOf(scope, loop.list, seen).flatMap(({ elements, findings }) =>
    joined([
      [{ elements: [], findings }],
      ...elements.map((element) => inScope(bind(scope, loop.variable, element))),
    ]),
  );
}

function ofArgument(scope: Scope, argument: TSESTree.Node, seen: Seen): readonly List[] {
  return argument.type === Is.SpreadElement
    ? listsOf(scope, argument.argument, seen)
    : [single({ kind: 'code', node: argument, scope })];
}

function isListExpression(scope: Scope, expression: TSESTree.Node): boolean {
  if (isIdList(scope, expression) || grownList(scope.code, unwrap(expression))) return true;
  return possibleValues(scope.code, expression).some(
    ({ node }) =>
      node.type === Is.ArrayExpression ||
      (node.type === Is.CallExpression &&
        node.callee.type === Is.MemberExpression &&
        ['map', 'flatMap', 'concat'].includes(memberName(scope.code, node.callee) ?? '')),
  );
}

function bind(scope: Scope, variable: TSESTree.Node, element: Element): Scope {
  return { ...scope, bound: new Map(scope.bound).set(variable, element) };
}

function single(element: Element): List {
  return { elements: [element], findings: [] };
}

/** One list after the other, in every combination of their values. */
function joined(parts: readonly (readonly List[])[]): readonly List[] {
  return parts.reduce<readonly List[]>(
    (before, part) =>
      before.flatMap(({ elements, findings }) =>
        part.map((list) => ({
          elements: [...elements, ...list.elements],
          findings: [...findings, ...list.findings],
        })),
      ),
    [EMPTY],
  );
}
