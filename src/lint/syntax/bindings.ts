// Resolves names: the one definition of a variable, and the initializer of a constant.
import { AST_NODE_TYPES as Is, ASTUtils, TSESLint, type TSESTree } from '@typescript-eslint/utils';

export type Code = Readonly<TSESLint.SourceCode>;

const WRAPPING = [
  Is.TSAsExpression,
  Is.TSSatisfiesExpression,
  Is.TSNonNullExpression,
  Is.TSTypeAssertion,
  Is.TSInstantiationExpression,
  Is.ChainExpression,
] as const;

const isWrapping = ASTUtils.isNodeOfTypes(WRAPPING);

/** Without casts, `satisfies`, `!`, type arguments and optional chains. */
export function unwrap(node: TSESTree.Node): TSESTree.Node {
  return isWrapping(node) ? unwrap(node.expression) : node;
}

/** The outermost cast, `satisfies`, `!` or optional chain around a node; the node itself where there is none. */
export function wrapped(node: TSESTree.Node): TSESTree.Node {
  return node.parent && isWrapping(node.parent) ? wrapped(node.parent) : node;
}

/** The one definition of the name's variable; undefined for a global, and where there are several. */
export function definitionOf(
  code: Code,
  identifier: TSESTree.Identifier,
): { variable: TSESLint.Scope.Variable; definition: TSESLint.Scope.Definition } | undefined {
  const variable = ASTUtils.findVariable(code.getScope(identifier), identifier.name);
  const definition = variable?.defs[0];
  return variable && definition && variable.defs.length === 1 ? { variable, definition } : undefined;
}

/** The initializer of a `const`; with the key, where the name is destructured from it. */
export function initializerOf(
  definition: TSESLint.Scope.Definition,
): { init: TSESTree.Expression; key?: string } | undefined {
  if (definition.type !== TSESLint.Scope.DefinitionType.Variable) return undefined;
  const { id, init } = definition.node;
  if (definition.parent.kind !== 'const' || !init) return undefined;
  if (id.type === Is.Identifier) return { init };
  const key = id.type === Is.ObjectPattern ? destructuredKey(id, definition.name) : undefined;
  return key === undefined ? undefined : { init, key };
}

/** The key under which a pattern binds a name, at its first level and without a default. */
export function destructuredKey(pattern: TSESTree.ObjectPattern, name: TSESTree.Node): string | undefined {
  for (const property of pattern.properties) {
    if (property.type !== Is.Property || property.value !== name) continue;
    if (!property.computed && property.key.type === Is.Identifier) return property.key.name;
    if (property.key.type === Is.Literal) return String(property.key.value);
  }
  return undefined;
}
