// Checks whether the declaration in a field's options gives, on every path, the completion tag of a profile that the
// mutation wrote. What cannot be read counts as wrong.
import { AST_NODE_TYPES as Is, type TSESTree } from '@typescript-eslint/utils';
import { possibleProperties, possibleValues, type Seen } from '../syntax/possible-values.ts';
import { isFunction, returnsOf } from '../syntax/returns.ts';
import { idFieldsOf } from './id-fields.ts';
import { listsOf } from './lists.ts';
import { unreadable, type Finding } from './messages.ts';
import type { Options } from './options.ts';
import { isProfileId, type Element, type Scope } from './profile-id.ts';
import { calledName, isTagFunction, type TagSource } from './tag-function.ts';

export interface Declaring extends TagSource, Pick<Options, 'option' | 'key' | 'profileType'> {}

/** What is wrong with the declaration in a field's options; undefined where it is right. */
export function findingIn(declaring: Declaring, options: TSESTree.ObjectExpression): Finding | undefined {
  const isIdField = idFieldsOf(declaring, options);
  for (const found of possibleProperties(declaring.code, options, declaring.option)) {
    if (found.kind === 'absent') return { messageId: 'missing', node: options };
    if (found.kind === 'hidden') return { messageId: 'spread', node: found.node };
    if (found.property.kind !== 'init') return { messageId: 'unreadable', node: found.property };
    const finding = inEveryValue(declaring, found.property.value, new Set(), (node) =>
      isFunction(node)
        ? inFunction({ ...declaring, by: node, isIdField, bound: new Map() })
        : { messageId: 'unreadable', node },
    );
    if (finding) return finding;
  }
  return undefined;
}

function inFunction(scope: Scope): Finding | undefined {
  const { by, code } = scope;
  if (by.async || by.generator) return { messageId: 'promise', node: by };
  const { values, endsWithout } = returnsOf(code, by);
  const finding = firstFinding(values, (value) => inTags(scope, value));
  if (finding) return finding;
  return endsWithout || values.length === 0 ? { messageId: 'endsWithout', node: by } : undefined;
}

/** A list is right when one of its elements is, whatever else it holds. */
function inTags(scope: Scope, tags: TSESTree.Node): Finding | undefined {
  return firstFinding(listsOf(scope, tags), ({ elements, findings }) => {
    const inElements = elements.map((element) => inElement(element));
    if (inElements.includes(undefined)) return undefined;
    return mostTelling([...inElements, ...findings]) ?? { messageId: 'empty', node: tags };
  });
}

function inElement(element: Element): Finding | undefined {
  const { node } = element;
  if (element.kind === 'tag')
    return isProfileId(element.of) ? undefined : { messageId: 'otherProfile', node };
  if (element.kind === 'id') return { messageId: 'noTag', node };
  const { scope } = element;
  return inEveryValue(scope, node, new Set(), (value) => {
    if (value.type !== Is.CallExpression) return { messageId: 'noTag', node: value };
    if (isTagFunction(scope, value.callee)) {
      const [id] = value.arguments;
      const isRight = id && isProfileId({ kind: 'code', node: id, scope });
      return isRight ? undefined : { messageId: 'otherProfile', node: value };
    }
    const isNamesake = calledName(scope.code, value.callee) === scope.tag;
    return { messageId: isNamesake ? 'otherFunction' : 'noTag', node: value };
  });
}

function inEveryValue(
  { code }: Pick<Declaring, 'code'>,
  expression: TSESTree.Node,
  seen: Seen,
  inKnown: (node: TSESTree.Node) => Finding | undefined,
): Finding | undefined {
  return firstFinding(possibleValues(code, expression, seen), (value) =>
    value.kind === 'known' ? inKnown(value.node) : unreadable(value),
  );
}

function firstFinding<Item>(
  items: readonly Item[],
  findingOf: (item: Item) => Finding | undefined,
): Finding | undefined {
  for (const item of items) {
    const finding = findingOf(item);
    if (finding) return finding;
  }
  return undefined;
}

const TELLING: readonly Finding['messageId'][] = [
  'endsWithout',
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
