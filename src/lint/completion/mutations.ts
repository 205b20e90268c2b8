// Finds the calls that define mutations which may write (step 1), their names and their options.
import { AST_NODE_TYPES as Is, TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { definitionOf, unwrap, type Code } from '../syntax/bindings.ts';
import {
  possibleProperties,
  keyOf,
  memberName,
  possibleValues,
  possibleTexts,
} from '../syntax/possible-values.ts';
import { isFunction, returnsOf, type FunctionNode } from '../syntax/returns.ts';
import { beginsWithVerb } from './verbs.ts';

export interface Mutation {
  readonly kind: 'mutation';
  readonly name: string;
  readonly nameNode: TSESTree.Node;
  /** One for each branch: the options' object, or code in its place that cannot be read. */
  readonly options: readonly TSESTree.Node[];
}

/** Fields of which not even the names can be read. */
export interface HiddenFields {
  readonly kind: 'hidden';
  readonly node: TSESTree.Node;
}

export type Defined = Mutation | HiddenFields;

/** The mutations that a call defines and that may write: by the words their names begin with. */
export function mutationsIn(
  code: Code,
  call: TSESTree.CallExpression,
  verbs: readonly string[],
): readonly Defined[] {
  const callee = unwrap(call.callee);
  if (callee.type !== Is.MemberExpression) return [];
  const [first, second, third] = call.arguments;
  if (!first) return [];
  const method = memberName(code, callee);
  if (method === 'mutationField') {
    return mutation(code, first, verbs, () => (second ? optionsOf(code, second) : [call]));
  }
  if (method === 'relayMutationField') {
    return mutation(code, first, verbs, () => (third ? objectsIn(code, third) : [call]));
  }
  if (method === 'mutationFields') return fieldsOf(code, first, verbs);
  if (method !== 'mutationType') return [];
  return objectsIn(code, first).flatMap((type) =>
    type.type === Is.ObjectExpression ? fieldsOfType(code, type, verbs) : [hidden(type)],
  );
}

function hidden(node: TSESTree.Node): HiddenFields {
  return { kind: 'hidden', node };
}

function mutation(
  code: Code,
  nameNode: TSESTree.Node,
  verbs: readonly string[],
  options: () => readonly TSESTree.Node[],
): readonly Mutation[] {
  const names = possibleTexts(code, nameNode);
  const writing = names.find(({ text, complete }) => mayWrite(text, complete, verbs));
  if (!writing) return [];
  const name = writing.complete ? writing.text : code.getText(nameNode);
  return [{ kind: 'mutation', name, nameNode, options: options() }];
}

/** Whether a name begins with a verb, or may, where only its own beginning is known. */
function mayWrite(text: string, complete: boolean, verbs: readonly string[]): boolean {
  return beginsWithVerb(text, verbs) || verbs.some((verb) => !complete && verb.startsWith(text));
}

function fieldsOfType(
  code: Code,
  type: TSESTree.ObjectExpression,
  verbs: readonly string[],
): readonly Defined[] {
  return possibleProperties(code, type, 'fields').flatMap((found): readonly Defined[] => {
    if (found.kind === 'absent') return [];
    return found.kind === 'hidden' ? [hidden(found.node)] : fieldsOf(code, found.property.value, verbs);
  });
}

/** The fields that a callback returns. */
function fieldsOf(code: Code, callback: TSESTree.Node, verbs: readonly string[]): readonly Defined[] {
  return results(code, callback).flatMap(({ node, by }): readonly Defined[] =>
    by && node.type === Is.ObjectExpression ? fieldsIn(code, node, by, verbs) : [hidden(node)],
  );
}

function fieldsIn(
  code: Code,
  fields: TSESTree.ObjectExpression,
  by: FunctionNode,
  verbs: readonly string[],
): readonly Defined[] {
  return fields.properties.flatMap((property): readonly Defined[] => {
    if (property.type === Is.SpreadElement) {
      return objectsIn(code, property.argument).flatMap((node) =>
        node.type === Is.ObjectExpression ? fieldsIn(code, node, by, verbs) : [hidden(property)],
      );
    }
    const options = () =>
      possibleValues(code, property.value).flatMap(({ node }) => optionsIn(code, node, by));
    const key = keyOf(code, property);
    if (key === undefined) return mutation(code, property.key, verbs, options);
    return mayWrite(key, true, verbs)
      ? [{ kind: 'mutation', name: key, nameNode: property.key, options: options() }]
      : [];
  });
}

/** The options of the one field that a callback returns. */
function optionsOf(code: Code, callback: TSESTree.Node): readonly TSESTree.Node[] {
  return results(code, callback).flatMap(({ node, by }) => (by ? optionsIn(code, node, by) : [node]));
}

/** What a callback may return, and which function does; without one, what stands there and is none. */
function results(code: Code, callback: TSESTree.Node): readonly { node: TSESTree.Node; by?: FunctionNode }[] {
  return possibleValues(code, callback).flatMap(
    ({ kind, node }): readonly { node: TSESTree.Node; by?: FunctionNode }[] => {
      if (kind !== 'known' || !isFunction(node)) return [{ node }];
      const { values } = returnsOf(code, node);
      if (values.length === 0) return [{ node }];
      return values.flatMap((value) =>
        possibleValues(code, value).map((value) => ({ node: value.node, by: node })),
      );
    },
  );
}

/** The options in `t.field({ … })` or `helper(t, { … })`, where `t` is the callback's own. */
function optionsIn(code: Code, node: TSESTree.Node, by: FunctionNode): readonly TSESTree.Node[] {
  if (node.type !== Is.CallExpression) return [node];
  const isField = isOwnBuilder(code, builderOf(node), by);
  if (!isField && !node.arguments.some((argument) => isOwnBuilder(code, argument, by))) return [node];
  const candidates = node.arguments.map((argument) => objectsIn(code, argument));
  return candidates.find((objects) => objects.some(({ type }) => type === Is.ObjectExpression)) ?? [node];
}

/** What a call's method is taken from at last: `t` of `t.prisma.field()`. */
function builderOf(call: TSESTree.CallExpression): TSESTree.Node {
  let node = unwrap(call.callee);
  if (node.type !== Is.MemberExpression) return call;
  while (node.type === Is.MemberExpression || node.type === Is.CallExpression) {
    node = unwrap(node.type === Is.MemberExpression ? node.object : node.callee);
  }
  return node;
}

function isOwnBuilder(code: Code, node: TSESTree.Node, by: FunctionNode): boolean {
  if (node.type !== Is.Identifier) return false;
  const definition = definitionOf(code, node)?.definition;
  return definition?.type === TSESLint.Scope.DefinitionType.Parameter && definition.name === by.params[0];
}

function objectsIn(code: Code, node: TSESTree.Node): readonly TSESTree.Node[] {
  return possibleValues(code, node).map((value) => (value.kind === 'known' ? value.node : node));
}
