// The rule over the real sources: it is silent on them as they are, and it catches each mutation of the schema whose
// declaration is deleted, emptied, commented out or points elsewhere. Its suggestion gives the deleted line back.
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Linter } from 'eslint';
import { buildSchema } from 'graphql';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { vitae } from '../../src/lint/plugin.ts';

const root = path.resolve(import.meta.dirname, '../..');
const RULE = 'vitae/require-completion-invalidation';
const linter = new Linter({ cwd: root });

function lint(file: string, code: string): Linter.LintMessage[] {
  return linter.verify(
    code,
    {
      files: ['**/*.ts'],
      languageOptions: { parser: tseslint.parser },
      plugins: { vitae },
      rules: { [RULE]: 'error' },
    },
    { filename: path.join(root, file) },
  );
}

const files = globSync('src/**/*.ts', { cwd: root })
  .filter((file) => !file.includes('generated'))
  .map((file) => ({ file, code: readFileSync(path.join(root, file), 'utf8') }));

interface Declared {
  readonly file: string;
  readonly code: string;
  readonly name: string;
  /** Its whole line, with indentation and line break, and where it begins. */
  readonly line: string;
  readonly at: number;
}

const declared: readonly Declared[] = files.flatMap(({ file, code }) =>
  [...code.matchAll(/mutationField\('(\w+)'[^]*?\n( +invalidates: .*,\n)/g)].map(
    ({ 0: all, 1: name = '', 2: line = '', index }) => ({
      file,
      code,
      name,
      line,
      at: index + all.length - line.length,
    }),
  ),
);
const writing = declared.filter(({ line }) => line.includes('profileCompletionTag'));

function changed({ code, line, at }: Declared, into: string): string {
  return code.slice(0, at) + into + code.slice(at + line.length);
}

const mutants: Readonly<Record<string, (line: string) => string>> = {
  deleted: () => '',
  'commented out': (line) => line.replace('invalidates', '// invalidates'),
  emptied: () => '    invalidates: () => [],\n',
  'of another profile': (line) => line.replace('(profileId)]', '(args.other)]'),
  'said to be nothing': () => '    invalidates: nothing,\n',
  'without its call': (line) => line.replace('profileCompletionTag(profileId)', ''),
  'dropped on a path': (line) => line.replace('=> [', '=> !profileId ? [] : ['),
  async: (line) => line.replace('({', 'async ({'),
};

describe('the sources', () => {
  it('declare in every mutation of the schema that writes', () => {
    const schema = buildSchema(readFileSync(path.join(root, 'schema.graphql'), 'utf8'));
    const inSchema = Object.keys(schema.getMutationType()?.getFields() ?? {});
    const names = inSchema.filter((name) => /^(create|edit|delete|save|update)[A-Z]/.test(name));
    expect(writing.map(({ name }) => name).sort()).toEqual(names.sort());
    expect(names.length).toBeGreaterThanOrEqual(21);
  });

  it('are without a report as they are', () => {
    expect(files.flatMap(({ file, code }) => lint(file, code))).toEqual([]);
  });
});

describe.each(Object.entries(mutants))('a declaration that is %s', (_, mutate) => {
  it.each(writing)('is caught in $name', (mutation) => {
    const code = changed(mutation, mutate(mutation.line));
    expect(code).not.toBe(mutation.code);
    const found = lint(mutation.file, code);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ ruleId: RULE });
    expect(found[0]?.message).toContain(`utation "${mutation.name}"`);
  });
});

describe('the suggestion', () => {
  it.each(writing)('gives $name its deleted line back', (mutation) => {
    const code = changed(mutation, '');
    const fix = lint(mutation.file, code)[0]?.suggestions?.[0]?.fix;
    const mended = fix && code.slice(0, fix.range[0]) + fix.text + code.slice(fix.range[1]);
    expect(mended).toBe(mutation.code);
  });

  it.each(writing)('mends an emptied $name', (mutation) => {
    const code = changed(mutation, '    invalidates: () => [],\n');
    const fix = lint(mutation.file, code)[0]?.suggestions?.[0]?.fix;
    const mended = fix && code.slice(0, fix.range[0]) + fix.text + code.slice(fix.range[1]);
    expect(mended).toBe(mutation.code);
  });
});
