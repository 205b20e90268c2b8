// The rule over the real sources: it is silent on them as they are, and it catches each mutation of the schema whose
// declaration is deleted, emptied, commented out or points elsewhere. Its suggestion gives the deleted line back.
import { readFileSync } from 'node:fs';
import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { beginsWithVerb } from '../../src/lint/completion/verbs.ts';
import { changed, declarationsIn, repository, sourcesOf } from '../graphql/invalidation/declarations.ts';
import { lint, RULE } from './lint.ts';

const sources = sourcesOf(repository);
const declarations = sources.flatMap(declarationsIn);
const writing = declarations.filter(({ line }) => line.includes('profileCompletionTag'));

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
    const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));
    const inSchema = Object.keys(schema.getMutationType()?.getFields() ?? {});
    const names = inSchema.filter((name) => beginsWithVerb(name));
    expect(writing.map(({ name }) => name).sort()).toEqual(names.sort());
  });

  it('are without a report as they are', () => {
    expect(sources.flatMap(({ file, code }) => lint(repository, file, code))).toEqual([]);
  });
});

describe.each(Object.entries(mutants))('a declaration that is %s', (_, mutate) => {
  it.each(writing)('is caught in $name', (mutation) => {
    const code = changed(mutation, mutate(mutation.line));
    expect(code).not.toBe(mutation.code);
    const found = lint(repository, mutation.file, code);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ ruleId: RULE });
    expect(found[0]?.message).toContain(`utation "${mutation.name}"`);
  });
});

describe('the suggestion', () => {
  it.each(writing)('gives $name its deleted line back', (mutation) => {
    const code = changed(mutation, '');
    const fix = lint(repository, mutation.file, code)[0]?.suggestions?.[0]?.fix;
    const mended = fix && code.slice(0, fix.range[0]) + fix.text + code.slice(fix.range[1]);
    expect(mended).toBe(mutation.code);
  });

  it.each(writing)('mends an emptied $name', (mutation) => {
    const code = changed(mutation, '    invalidates: () => [],\n');
    const fix = lint(repository, mutation.file, code)[0]?.suggestions?.[0]?.fix;
    const mended = fix && code.slice(0, fix.range[0]) + fix.text + code.slice(fix.range[1]);
    expect(mended).toBe(mutation.code);
  });
});
