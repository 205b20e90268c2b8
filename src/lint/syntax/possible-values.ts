// Lists the values that an expression or an object's property may have, by the syntax and scopes of one file: follows constants,
// branches, spreads and casts. Values from another file are 'imported'; values known only at run time are 'unknown'.
import { AST_NODE_TYPES as Is, TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { initializerOf, definitionOf, unwrap, type Code } from './bindings.ts';
import { isChanged } from './changes.ts';

/** The variables followed so far, so that a constant made of itself ends. */
export type Seen = ReadonlySet<TSESLint.Scope.Variable>;

export type PossibleValue =
  /** As it is written in this file. */
  | { readonly kind: 'known'; readonly node: TSESTree.Node; readonly seen: Seen }
  /** The left side of an `&&`, which is the value only where it is falsy. */
  | { readonly kind: 'falsy'; readonly node: TSESTree.Node }
  | { readonly kind: 'imported'; readonly node: TSESTree.Node }
  | { readonly kind: 'unknown'; readonly node: TSESTree.Node };

export type PossibleProperty =
  | { readonly kind: 'absent' }
  | { readonly kind: 'value'; readonly property: TSESTree.Property }
  /** A spread or a computed name that may hold it. */
  | { readonly kind: 'hidden'; readonly node: TSESTree.Node };

export interface KnownText {
  readonly text: string;
  /** False where only its beginning could be read, which may be empty. */
  readonly complete: boolean;
}

const UNREADABLE: KnownText = { text: '', complete: false };

/** Every value that an expression may have. */
export function possibleValues(
  code: Code,
  node: TSESTree.Node,
  seen: Seen = new Set(),
): readonly PossibleValue[] {
  const bare = unwrap(node);
  if (bare.type === Is.Identifier) return ofIdentifier(code, bare, seen);
  if (bare.type === Is.MemberExpression) return ofMember(code, bare, seen);
  if (bare.type === Is.ConditionalExpression) {
    return [...possibleValues(code, bare.consequent, seen), ...possibleValues(code, bare.alternate, seen)];
  }
  if (bare.type !== Is.LogicalExpression) return [{ kind: 'known', node: bare, seen }];
  const left: readonly PossibleValue[] =
    bare.operator === '&&' ? [{ kind: 'falsy', node: bare.left }] : possibleValues(code, bare.left, seen);
  return [...left, ...possibleValues(code, bare.right, seen)];
}

function ofIdentifier(code: Code, node: TSESTree.Identifier, seen: Seen): readonly PossibleValue[] {
  const found = definitionOf(code, node);
  if (!found) return [node.name === 'undefined' ? { kind: 'known', node, seen } : { kind: 'unknown', node }];
  const { variable, definition } = found;
  if (definition.type === TSESLint.Scope.DefinitionType.ImportBinding) return [{ kind: 'imported', node }];
  if (seen.has(variable) || isChanged(variable)) return [{ kind: 'unknown', node }];
  if (definition.type === TSESLint.Scope.DefinitionType.FunctionName) {
    return [{ kind: 'known', node: definition.node, seen: new Set(seen).add(variable) }];
  }
  const constant = initializerOf(definition);
  if (!constant) return [{ kind: 'unknown', node }];
  const within = new Set(seen).add(variable);
  return constant.key === undefined
    ? possibleValues(code, constant.init, within)
    : ofProperty(code, constant.init, constant.key, node, within);
}

function ofMember(code: Code, node: TSESTree.MemberExpression, seen: Seen): readonly PossibleValue[] {
  const key = memberName(code, node, seen);
  return key === undefined ? [{ kind: 'unknown', node }] : ofProperty(code, node.object, key, node, seen);
}

function ofProperty(
  code: Code,
  object: TSESTree.Node,
  key: string,
  at: TSESTree.Node,
  seen: Seen,
): readonly PossibleValue[] {
  return possibleValues(code, object, seen).flatMap((value): readonly PossibleValue[] => {
    if (value.kind !== 'known') return [{ kind: value.kind, node: at }];
    if (value.node.type !== Is.ObjectExpression) return [{ kind: 'unknown', node: at }];
    return possibleProperties(code, value.node, key, value.seen).flatMap((found): readonly PossibleValue[] =>
      found.kind === 'value' && found.property.kind === 'init'
        ? possibleValues(code, found.property.value, value.seen)
        : [{ kind: 'unknown', node: at }],
    );
  });
}

/** The name by which a member is taken; undefined where the run decides. */
export function memberName(
  code: Code,
  node: TSESTree.MemberExpression,
  seen: Seen = new Set(),
): string | undefined {
  if (!node.computed) return node.property.type === Is.Identifier ? node.property.name : undefined;
  return onlyText(code, node.property, seen);
}

/** The name of an object's property; undefined where the run decides. */
export function keyOf(
  code: Code,
  { computed, key }: TSESTree.Property,
  seen: Seen = new Set(),
): string | undefined {
  return !computed && key.type === Is.Identifier ? key.name : onlyText(code, key, seen);
}

function onlyText(code: Code, node: TSESTree.Node, seen: Seen): string | undefined {
  const [name, ...others] = possibleTexts(code, node, seen);
  return name?.complete && others.length === 0 ? name.text : undefined;
}

/** What an object may hold under a name: the last that is written wins, and what cannot be read may be it. */
export function possibleProperties(
  code: Code,
  object: TSESTree.ObjectExpression,
  name: string,
  seen: Seen = new Set(),
): readonly PossibleProperty[] {
  return object.properties.reduce<readonly PossibleProperty[]>(
    (found, property) => {
      if (property.type === Is.SpreadElement) return afterSpread(code, property, name, found, seen);
      const key = keyOf(code, property, seen);
      if (key === undefined) return [...found, { kind: 'hidden', node: property }];
      return key === name ? [{ kind: 'value', property }] : found;
    },
    [{ kind: 'absent' }],
  );
}

function afterSpread(
  code: Code,
  spread: TSESTree.SpreadElement,
  name: string,
  before: readonly PossibleProperty[],
  seen: Seen,
): readonly PossibleProperty[] {
  return possibleValues(code, spread.argument, seen).flatMap((value): readonly PossibleProperty[] => {
    if (value.kind === 'falsy') return before;
    if (value.kind === 'known') {
      const { node } = value;
      if (node.type === Is.ObjectExpression) {
        return possibleProperties(code, node, name, value.seen).flatMap((found) =>
          found.kind === 'absent' ? before : [found],
        );
      }
      if (node.type === Is.Literal || node.type === Is.Identifier) return before;
    }
    return [{ kind: 'hidden', node: spread }];
  });
}

/** Every name that an expression may give. */
export function possibleTexts(code: Code, node: TSESTree.Node, seen: Seen = new Set()): readonly KnownText[] {
  return possibleValues(code, node, seen).flatMap((value) =>
    value.kind === 'known' ? textOf(code, value.node, value.seen) : [UNREADABLE],
  );
}

function textOf(code: Code, node: TSESTree.Node, seen: Seen): readonly KnownText[] {
  if (node.type === Is.Literal) return [{ text: String(node.value), complete: true }];
  if (node.type === Is.BinaryExpression && node.operator === '+') {
    return joined(possibleTexts(code, node.left, seen), possibleTexts(code, node.right, seen));
  }
  if (node.type !== Is.TemplateLiteral) return [UNREADABLE];
  return node.quasis.reduce<readonly KnownText[]>(
    (names, { value }, index) => {
      const expression = node.expressions[index];
      const texts = joined(names, [{ text: value.cooked ?? value.raw, complete: true }]);
      return expression ? joined(texts, possibleTexts(code, expression, seen)) : texts;
    },
    [{ text: '', complete: true }],
  );
}

function joined(firsts: readonly KnownText[], seconds: readonly KnownText[]): readonly KnownText[] {
  return firsts.flatMap((first) =>
    first.complete ? seconds.map(({ text, complete }) => ({ text: first.text + text, complete })) : [first],
  );
}
