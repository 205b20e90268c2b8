// Recognises the function that makes the completion tag: the export of its module, under any local name, and no other function
// of the same name.
import path from 'node:path';
import { AST_NODE_TYPES as Is, TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { initializerOf, definitionOf, unwrap, type Code } from '../syntax/bindings.ts';
import { memberName, type Seen } from '../syntax/possible-values.ts';
import type { Options } from './options.ts';
import { slashesOf } from './section-folder.ts';

export interface TagSource extends Pick<Options, 'tag' | 'tagModule'> {
  readonly code: Code;
  /** The linted file, absolute. */
  readonly file: string;
  /** The folder that `tagModule` starts from. */
  readonly base: string;
}

/** Whether a call's function is the module's own. */
export function isTagFunction(source: TagSource, callee: TSESTree.Node, seen: Seen = new Set()): boolean {
  const { code, tag } = source;
  const node = unwrap(callee);
  if (node.type === Is.MemberExpression) {
    const specifier = node.object.type === Is.Identifier ? specifierOf(code, node.object) : undefined;
    return (
      specifier?.type === Is.ImportNamespaceSpecifier &&
      isOfModule(source, specifier) &&
      memberName(code, node) === tag
    );
  }
  if (node.type !== Is.Identifier) return false;
  const specifier = specifierOf(code, node);
  if (specifier) return isTag(source, specifier) && isOfModule(source, specifier);
  const found = definitionOf(code, node);
  const constant = found && !seen.has(found.variable) ? initializerOf(found.definition) : undefined;
  return (
    found !== undefined &&
    constant?.key === undefined &&
    constant !== undefined &&
    isTagFunction(source, constant.init, new Set(seen).add(found.variable))
  );
}

/** The name by which a call calls its function. */
export function calledName(code: Code, callee: TSESTree.Node): string | undefined {
  const node = unwrap(callee);
  if (node.type === Is.MemberExpression) return memberName(code, node);
  return node.type === Is.Identifier ? node.name : undefined;
}

/** The function's local name at this place; undefined where the file does not import it. */
export function importedAs(source: TagSource, at: TSESTree.Node): string | undefined {
  const { code, tag } = source;
  for (const declaration of code.ast.body) {
    if (declaration.type !== Is.ImportDeclaration) continue;
    for (const specifier of declaration.specifiers) {
      const { name } = specifier.local;
      if (!isOfModule(source, specifier) || meaningAt(code, at, name) !== specifier) continue;
      if (specifier.type === Is.ImportNamespaceSpecifier) return `${name}.${tag}`;
      if (isTag(source, specifier)) return name;
    }
  }
  return undefined;
}

/** A name for the function that is not used at this place. */
export function freeName({ code, tag }: TagSource, at: TSESTree.Node): string {
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? tag : `${tag}${count}`;
    if (meaningAt(code, at, name) === undefined) return name;
  }
}

/** The path by which the file imports the module. */
export function importPath({ file, base, tagModule }: TagSource): string {
  const relative = path.posix.relative(path.posix.dirname(slashesOf(file)), `${base}/${tagModule}`);
  return relative.startsWith('.') ? relative : `./${relative}`;
}

function meaningAt(code: Code, at: TSESTree.Node, name: string): TSESTree.Node | undefined {
  for (let scope: TSESLint.Scope.Scope | null = code.getScope(at); scope; scope = scope.upper) {
    const definition = scope.set.get(name)?.defs[0];
    if (definition) return definition.node;
  }
  return undefined;
}

function specifierOf(code: Code, node: TSESTree.Identifier): TSESTree.ImportClause | undefined {
  const definition = definitionOf(code, node)?.definition;
  if (definition?.type !== TSESLint.Scope.DefinitionType.ImportBinding) return undefined;
  return definition.node.type === Is.TSImportEqualsDeclaration ? undefined : definition.node;
}

function isTag({ tag }: TagSource, specifier: TSESTree.ImportClause): boolean {
  if (specifier.type !== Is.ImportSpecifier) return false;
  const { imported } = specifier;
  return (imported.type === Is.Identifier ? imported.name : imported.value) === tag;
}

/** Whether it imports a value of the module. */
function isOfModule({ file, base, tagModule }: TagSource, specifier: TSESTree.ImportClause): boolean {
  const { parent } = specifier;
  const isType = specifier.type === Is.ImportSpecifier && specifier.importKind === 'type';
  if (isType || parent.type !== Is.ImportDeclaration || parent.importKind === 'type') return false;
  const from = parent.source.value;
  if (!from.startsWith('.')) return withoutExtension(`/${from}`).endsWith(`/${withoutExtension(tagModule)}`);
  const resolved = path.posix.resolve(path.posix.dirname(slashesOf(file)), from);
  return withoutExtension(resolved) === withoutExtension(`${base}/${tagModule}`);
}

function withoutExtension(file: string): string {
  return file.replace(/\.[cm]?[jt]s$/, '');
}
