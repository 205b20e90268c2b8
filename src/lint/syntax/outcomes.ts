// Owns what an expression or an object's property may turn out to be, as far as one file says: constants, branches,
// spreads and casts are followed by syntax and scope alone. What another file or the run decides is said to be unknown.
import { AST_NODE_TYPES as Is, TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { constantOf, definitionOf, unwrap, type Code } from './bindings.ts';
import { isTouched } from './touched.ts';

/** What has been followed so far: a constant that is made of itself is not followed for ever. */
export type Seen = ReadonlySet<TSESLint.Scope.Variable>;

export type Outcome =
  /** As it is written in this file. */
  | { readonly kind: 'known'; readonly node: TSESTree.Node; readonly seen: Seen }
  /** The left side of an `&&`, which is the outcome only where it is falsy. */
  | { readonly kind: 'falsy'; readonly node: TSESTree.Node }
  | { readonly kind: 'imported'; readonly node: TSESTree.Node }
  | { readonly kind: 'unknown'; readonly node: TSESTree.Node };

export type Held =
  | { readonly kind: 'absent' }
  | { readonly kind: 'value'; readonly property: TSESTree.Property }
  /** A spread or a computed name that may hold it. */
  | { readonly kind: 'hidden'; readonly node: TSESTree.Node };

export interface ReadName {
  readonly text: string;
  /** False where only its beginning could be read, which may be empty. */
  readonly complete: boolean;
}

const UNREADABLE: ReadName = { text: '', complete: false };

/** Every value that an expression may have. */
export function outcomesOf(code: Code, node: TSESTree.Node, seen: Seen = new Set()): readonly Outcome[] {
  const bare = unwrap(node);
  if (bare.type === Is.Identifier) return ofIdentifier(code, bare, seen);
  if (bare.type === Is.MemberExpression) return ofMember(code, bare, seen);
  if (bare.type === Is.ConditionalExpression) {
    return [...outcomesOf(code, bare.consequent, seen), ...outcomesOf(code, bare.alternate, seen)];
  }
  if (bare.type !== Is.LogicalExpression) return [{ kind: 'known', node: bare, seen }];
  const left: readonly Outcome[] =
    bare.operator === '&&' ? [{ kind: 'falsy', node: bare.left }] : outcomesOf(code, bare.left, seen);
  return [...left, ...outcomesOf(code, bare.right, seen)];
}

function ofIdentifier(code: Code, node: TSESTree.Identifier, seen: Seen): readonly Outcome[] {
  const found = definitionOf(code, node);
  if (!found) return [node.name === 'undefined' ? { kind: 'known', node, seen } : { kind: 'unknown', node }];
  const { variable, definition } = found;
  if (definition.type === TSESLint.Scope.DefinitionType.ImportBinding) return [{ kind: 'imported', node }];
  if (seen.has(variable) || isTouched(variable)) return [{ kind: 'unknown', node }];
  if (definition.type === TSESLint.Scope.DefinitionType.FunctionName) {
    return [{ kind: 'known', node: definition.node, seen: new Set(seen).add(variable) }];
  }
  const constant = constantOf(definition);
  if (!constant) return [{ kind: 'unknown', node }];
  const within = new Set(seen).add(variable);
  return constant.key === undefined
    ? outcomesOf(code, constant.init, within)
    : ofProperty(code, constant.init, constant.key, node, within);
}

function ofMember(code: Code, node: TSESTree.MemberExpression, seen: Seen): readonly Outcome[] {
  const key = memberName(code, node, seen);
  return key === undefined ? [{ kind: 'unknown', node }] : ofProperty(code, node.object, key, node, seen);
}

function ofProperty(
  code: Code,
  object: TSESTree.Node,
  key: string,
  at: TSESTree.Node,
  seen: Seen,
): readonly Outcome[] {
  return outcomesOf(code, object, seen).flatMap((outcome): readonly Outcome[] => {
    if (outcome.kind !== 'known') return [{ kind: outcome.kind, node: at }];
    if (outcome.node.type !== Is.ObjectExpression) return [{ kind: 'unknown', node: at }];
    return heldUnder(code, outcome.node, key, outcome.seen).flatMap((held): readonly Outcome[] =>
      held.kind === 'value' && held.property.kind === 'init'
        ? outcomesOf(code, held.property.value, outcome.seen)
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
  return wholeName(code, node.property, seen);
}

/** The name of an object's property; undefined where the run decides. */
export function keyOf(
  code: Code,
  { computed, key }: TSESTree.Property,
  seen: Seen = new Set(),
): string | undefined {
  return !computed && key.type === Is.Identifier ? key.name : wholeName(code, key, seen);
}

function wholeName(code: Code, node: TSESTree.Node, seen: Seen): string | undefined {
  const [name, ...others] = readNames(code, node, seen);
  return name?.complete && others.length === 0 ? name.text : undefined;
}

/** What an object may hold under a name: the last that is written wins, and what cannot be read may be it. */
export function heldUnder(
  code: Code,
  object: TSESTree.ObjectExpression,
  name: string,
  seen: Seen = new Set(),
): readonly Held[] {
  return object.properties.reduce<readonly Held[]>(
    (held, property) => {
      if (property.type === Is.SpreadElement) return afterSpread(code, property, name, held, seen);
      const key = keyOf(code, property, seen);
      if (key === undefined) return [...held, { kind: 'hidden', node: property }];
      return key === name ? [{ kind: 'value', property }] : held;
    },
    [{ kind: 'absent' }],
  );
}

function afterSpread(
  code: Code,
  spread: TSESTree.SpreadElement,
  name: string,
  before: readonly Held[],
  seen: Seen,
): readonly Held[] {
  return outcomesOf(code, spread.argument, seen).flatMap((outcome): readonly Held[] => {
    if (outcome.kind === 'falsy') return before;
    if (outcome.kind === 'known') {
      const { node } = outcome;
      if (node.type === Is.ObjectExpression) {
        return heldUnder(code, node, name, outcome.seen).flatMap((held) =>
          held.kind === 'absent' ? before : [held],
        );
      }
      if (node.type === Is.Literal || node.type === Is.Identifier) return before;
    }
    return [{ kind: 'hidden', node: spread }];
  });
}

/** Every name that an expression may give. */
export function readNames(code: Code, node: TSESTree.Node, seen: Seen = new Set()): readonly ReadName[] {
  return outcomesOf(code, node, seen).flatMap((outcome) =>
    outcome.kind === 'known' ? readName(code, outcome.node, outcome.seen) : [UNREADABLE],
  );
}

function readName(code: Code, node: TSESTree.Node, seen: Seen): readonly ReadName[] {
  if (node.type === Is.Literal) return [{ text: String(node.value), complete: true }];
  if (node.type === Is.BinaryExpression && node.operator === '+') {
    return joined(readNames(code, node.left, seen), readNames(code, node.right, seen));
  }
  if (node.type !== Is.TemplateLiteral) return [UNREADABLE];
  return node.quasis.reduce<readonly ReadName[]>(
    (names, { value }, index) => {
      const expression = node.expressions[index];
      const texts = joined(names, [{ text: value.cooked ?? value.raw, complete: true }]);
      return expression ? joined(texts, readNames(code, expression, seen)) : texts;
    },
    [{ text: '', complete: true }],
  );
}

function joined(firsts: readonly ReadName[], seconds: readonly ReadName[]): readonly ReadName[] {
  return firsts.flatMap((first) =>
    first.complete ? seconds.map(({ text, complete }) => ({ text: first.text + text, complete })) : [first],
  );
}
