// Makes the edits that the rule suggests: replaces the declaration, or writes it where nothing hides it, and adds the import where
// it is missing.
import { AST_NODE_TYPES as Is, type TSESTree } from '@typescript-eslint/utils';
import { possibleProperties, keyOf } from '../syntax/possible-values.ts';
import type { Declaring } from './declared-tags.ts';
import { declarationOf } from './options.ts';
import { freeName, importedAs, importPath } from './tag-function.ts';

export interface Edit {
  readonly range: [number, number];
  readonly text: string;
}

/** The declaration's line, and the edits that write it into the options. */
export function suggestionFor(
  declaring: Declaring,
  options: TSESTree.ObjectExpression,
): { line: string; edits: readonly Edit[] } {
  const imported = importedAs(declaring, options);
  const tag = imported ?? freeName(declaring, options);
  const line = declarationOf({ ...declaring, tag });
  const edits = declarationEdits(declaring, options, line);
  return { line, edits: imported === undefined ? [importEdit(declaring, tag), ...edits] : edits };
}

function declarationEdits(
  { code, option }: Declaring,
  options: TSESTree.ObjectExpression,
  line: string,
): readonly Edit[] {
  const own = options.properties.findLast(
    (property) => property.type === Is.Property && keyOf(code, property) === option,
  );
  const found = possibleProperties(code, options, option);
  if (own && found.every((one) => one.kind === 'value' && one.property === own)) {
    return [{ range: own.range, text: line }];
  }
  const written = insertion(code, options, line);
  return own ? [{ range: [own.range[0], startOfNext(code, own)], text: '' }, written] : [written];
}

/** Before the resolver, unless something that may hide it comes later; then at the end. */
function insertion(
  code: Declaring['code'],
  { properties, range }: TSESTree.ObjectExpression,
  line: string,
): Edit {
  const hiding = properties.findLastIndex(
    (property) => property.type === Is.SpreadElement || keyOf(code, property) === undefined,
  );
  const before = properties.find(
    (property, index) =>
      index > hiding && property.type === Is.Property && keyOf(code, property) === 'resolve',
  );
  if (before) return { range: at(before.range[0]), text: `${line},${gapBefore(code, before)}` };
  const last = properties.at(-1);
  if (!last) return { range, text: `{ ${line} }` };
  return { range: at(last.range[1]), text: `,${gapBefore(code, last)}${line}` };
}

/** The line break and indentation before a property, or a space where it does not begin its line. */
function gapBefore(code: Declaring['code'], { range: [start] }: TSESTree.Node): string {
  return /\r?\n[ \t]*$/.exec(code.text.slice(0, start))?.[0] ?? ' ';
}

/** Where the token after a property's comma begins, or a comment before it. */
function startOfNext(code: Declaring['code'], property: TSESTree.Node): number {
  const rest = code.text.slice(property.range[1]);
  return property.range[1] + (/^\s*,?\s*/.exec(rest)?.[0].length ?? 0);
}

function importEdit(declaring: Declaring, as: string): Edit {
  const { code, tag } = declaring;
  const name = as === tag ? tag : `${tag} as ${as}`;
  const line = `import { ${name} } from '${importPath(declaring)}';`;
  const last = code.ast.body.findLast(({ type }) => type === Is.ImportDeclaration);
  if (last) return { range: at(last.range[1]), text: `\n${line}` };
  return { range: at(code.ast.body[0]?.range[0] ?? 0), text: `${line}\n\n` };
}

function at(position: number): [number, number] {
  return [position, position];
}
