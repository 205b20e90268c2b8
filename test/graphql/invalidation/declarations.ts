// Finds in the source what each mutation declares in `invalidates`, by TypeScript's syntax tree, so that tests can remove or
// replace the declarations.
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** The root of this checkout. */
export const repository = path.resolve(import.meta.dirname, '../../..');

export interface Source {
  /** From the root. */
  readonly file: string;
  readonly code: string;
}

export interface Declaration extends Source {
  /** The mutation's name; null where the code computes it, as in a loop. */
  readonly name: string | null;
  /** The declaration's lines, with indentation and line break, and where they begin in the file. */
  readonly text: string;
  readonly start: number;
  /** The line on which the mutation begins, from 1. */
  readonly lineNumber: number;
}

export function sourcesOf(root: string): Source[] {
  return globSync('src/**/*.ts', { cwd: root })
    .filter((file) => !file.includes('generated'))
    .sort()
    .map((file) => ({ file, code: readFileSync(path.join(root, file), 'utf8') }));
}

export function declarationsIn({ file, code }: Source): Declaration[] {
  if (!code.includes('mutationField(')) return [];
  const tree = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true);
  return nodesIn(tree)
    .filter((node) => ts.isCallExpression(node))
    .filter(
      ({ expression }) =>
        ts.isPropertyAccessExpression(expression) && expression.name.text === 'mutationField',
    )
    .map((call) => {
      const property = nodesIn(call).find((node) => isDeclaration(node));
      if (!property) throw new Error(`${file}: no declaration in ${call.getText()}`);
      const start = code.lastIndexOf('\n', property.getStart()) + 1;
      const text = code.slice(start, code.indexOf('\n', property.end) + 1);
      const [name] = call.arguments;
      return {
        file,
        code,
        name: name && ts.isStringLiteral(name) ? name.text : null,
        text,
        start,
        lineNumber: tree.getLineAndCharacterOfPosition(call.getStart()).line + 1,
      };
    });
}

function isDeclaration(node: ts.Node): boolean {
  return ts.isObjectLiteralElementLike(node) && node.name?.getText() === 'invalidates';
}

function nodesIn(node: ts.Node): ts.Node[] {
  const children: ts.Node[] = [];
  node.forEachChild((child) => {
    children.push(child);
  });
  return [node, ...children.flatMap(nodesIn)];
}

/** The file with other lines in place of these declarations, which are all its own. */
export function changed(declarations: readonly Declaration[], replace: (text: string) => string): string {
  const [first] = declarations;
  return declarations
    .toSorted((a, b) => b.start - a.start)
    .reduce(
      (code, { start, text }) => code.slice(0, start) + replace(text) + code.slice(start + text.length),
      first?.code ?? '',
    );
}

/** The mutation's declaration. A mutation whose name is computed has its name in the file that computes it. */
export function declarationOf(all: readonly Declaration[], mutation: string): Declaration {
  const found =
    all.find(({ name }) => name === mutation) ??
    all.find(({ name, code }) => name === null && new RegExp(`\\b${mutation}\\b`).test(code));
  if (!found) throw new Error(`no source declares what ${mutation} invalidates`);
  return found;
}

export function byFile(declarations: readonly Declaration[]): (readonly [file: string, Declaration[]])[] {
  const files = Object.groupBy(declarations, ({ file }) => file);
  return Object.entries(files).map(([file, list = []]) => [file, list] as const);
}
