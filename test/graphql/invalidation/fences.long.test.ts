// Removes or changes `invalidates` in every mutation of the source, and checks that each fence reports each mutation that it
// covers:
//
// compiler      every mutation
// lint rule     those whose name begins with a writing verb, in the folders of the sections, the profile and the resume
// schema build  those whose name begins with a writing verb, in any folder
// evidence      those that write a table that a section is read from. Here the declaration is there and empty, because
//               without it the schema is not built
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { beginsWithVerb } from '../../../src/lint/completion/verbs.ts';
import { sections } from '../../../src/sections/registry.ts';
import type * as serverSchema from '../../../src/server/schema.ts';
import { lint, RULE } from '../../lint/lint.ts';
import { loadChanged, type Changes } from '../../support/changed-source.ts';
import { makeFilledProfile } from '../../support/mutations.ts';
import { startVitae, type Vitae } from '../../support/vitae.ts';
import { compilerErrors } from './compiler.ts';
import { byFile, changed, declarationOf, declarationsIn, repository, sourcesOf } from './declarations.ts';
import { evidenceOf, mutations, runWith } from './evidence-cases.ts';
import { faultsOf, noteWrites, readersIn, type Readers } from './evidence.ts';

const LINE = 'invalidates: ({ profileId }) => [profileCompletionTag(profileId)],';
const sources = sourcesOf(repository);
const declarations = sources.flatMap(declarationsIn);
const writing = mutations.filter((mutation) => beginsWithVerb(mutation)).sort();
const files = byFile(declarations);

/** A file that writes through the database of the context, one write on each line. */
const PAST = 'src/sections/bio/past.ts';
const WRITES = [
  ...['create', 'createMany', 'createManyAndReturn', 'update', 'updateMany', 'updateManyAndReturn'],
  ...['upsert', 'delete', 'deleteMany'],
].map((method) => `bio.${method}`);
const RAW = ['$executeRaw', '$executeRawUnsafe', '$queryRawUnsafe', '$transaction'];
const past = [...WRITES, ...RAW].map(
  (name) => `export const ${name.replace(/\W/, '')} = ({ db }: Context) => db.${name};`,
);
const pastCode = `import type { Context } from '../../graphql/context.ts';\n${past.join('\n')}\n`;
/** The files that the lint rule covers, with the mutations in them. */
const ofSections = files.filter(([file]) => /^src\/(sections|profiles|resume)\//.test(file));

/** By fence and mutation: what the fence reported. Printed at the end. */
const reports = new Map<string, Map<string, string>>();

function loadWith(replace: (text: string) => string): Promise<typeof serverSchema> {
  const changes: Changes = Object.fromEntries(
    files.map(([file, list]) => [file, [[list[0]?.code ?? '', changed(list, replace)]]]),
  );
  return loadChanged<typeof serverSchema>('src/server/schema.ts', changes);
}

const messageOf = (loading: Promise<unknown>) =>
  loading.then(
    () => '',
    (error: unknown) => String(error),
  );

/** Keeps the lines of what it removes, so that errors have the lines of the source. */
const blank = (text: string) => text.replace(/[^\n]+/g, '');

it(
  'the compiler reports every mutation without declaration, in one error that shows the line, and every write past writeProfile',
  { timeout: 600_000 },
  () => {
    const errors = compilerErrors(
      repository,
      new Map([...files.map(([file, list]) => [file, changed(list, blank)] as const), [PAST, pastCode]]),
    );
    const found = new Map<string, string>();
    for (const mutation of mutations) {
      const { file, lineNumber } = declarationOf(declarations, mutation);
      const own = (errors.get(file) ?? []).filter((error) =>
        error.startsWith(`${file}:${String(lineNumber + 1)}:`),
      );
      expect(own, mutation).toHaveLength(1);
      expect(own[0]).toContain("Property 'invalidates' is missing in type");
      expect(own[0]).toContain(`// ${LINE}`);
      found.set(mutation, own[0] ?? '');
    }
    expect([...errors.values()].flat()).toHaveLength(declarations.length + past.length);
    // A resolver that writes past writeProfile.
    expect(errors.get(PAST)?.map((error) => /Property '(.+?)' does not exist/.exec(error)?.[1])).toEqual(
      [...WRITES, ...RAW].map((name) => name.replace('bio.', '')),
    );
    reports.set('compiler', found);
  },
);

describe('the lint rule', () => {
  const namesIn = (list: readonly { readonly name: string | null }[]) => list.map(({ name }) => name);

  it('covers every mutation that writes, and reports none as they are', () => {
    expect(namesIn(ofSections.flatMap(([, list]) => list)).sort()).toEqual(writing);
    const candidates = sources.filter(({ code }) => code.includes('mutation'));
    expect(candidates.flatMap(({ file, code }) => lint(repository, file, code))).toEqual([]);
  });

  it.each<[string, (text: string) => string]>([
    ['removed', () => ''],
    ['commented out', (text) => text.replace('invalidates', '// invalidates')],
    ['empty', () => '    invalidates: () => [],\n'],
    ['of another profile', (text) => text.replace('(profileId)]', '(args.other)]')],
    ['`nothing`', () => '    invalidates: nothing,\n'],
    ['without its tag', (text) => text.replace('profileCompletionTag(profileId)', '')],
    ['empty on a path', (text) => text.replace('=> [', '=> !profileId ? [] : [')],
    ['async', (text) => text.replace('({', 'async ({')],
  ])('reports every mutation whose declaration is %s', (change, replace) => {
    const found = new Map<string, string>();
    for (const [file, list] of ofSections) {
      const messages = lint(repository, file, changed(list, replace));
      expect(messages.map(({ ruleId }) => ruleId)).toEqual(list.map(() => RULE));
      for (const [index, { name }] of list.entries()) {
        const message = messages[index]?.message ?? '';
        expect(message).toContain(`utation "${String(name)}"`);
        expect(message).toContain(LINE);
        found.set(String(name), message);
      }
    }
    if (change === 'removed') reports.set('lint rule', found);
  });

  it.each([
    ['removed', ''],
    ['empty', '    invalidates: () => [],\n'],
  ])('suggests the line that was there where it is %s', (_, replacement) => {
    for (const one of ofSections.flatMap(([, list]) => list)) {
      const code = changed([one], () => replacement);
      const fix = lint(repository, one.file, code)[0]?.suggestions?.[0]?.fix;
      expect(fix && code.slice(0, fix.range[0]) + fix.text + code.slice(fix.range[1])).toBe(one.code);
    }
  });
});

it('without declarations the schema is not built, and the error names every mutation that writes', async () => {
  const message = await messageOf(loadWith(() => ''));
  const named = [...message.matchAll(/mutationField\('(\w+)'\)/g)].map(([, name = '']) => name);
  expect(named).toEqual(writing);
  expect(message).toContain(LINE);
  reports.set('schema build', new Map(named.map((name) => [name, message])));
});

describe('with empty declarations', () => {
  let vitae: Vitae;
  let readers: Readers;
  beforeAll(async () => {
    vitae = await startVitae({ workers: false, sweeps: false });
    readers = await readersIn(vitae.db, [(await makeFilledProfile(vitae, 'Full One')).id]);
    await noteWrites(vitae);
  });
  afterAll(() => vitae.close());

  it(
    'the evidence reports every mutation that writes what a section is read from',
    { timeout: 600_000 },
    async () => {
      const { schema } = await loadWith((text) =>
        text.includes('nothing') ? text : '    invalidates: () => [],\n',
      );
      const run = runWith(vitae, schema);
      const found = new Map<string, string>();
      for (const mutation of mutations) {
        const evidence = await evidenceOf(vitae, mutation, run);
        const tables = evidence.flatMap(({ observation }) => observation.rows.map(({ table }) => table));
        if (!tables.some((table) => readers.has(table))) continue;
        const faults = evidence.flatMap((one) => faultsOf(one.writer, one.observation, readers));
        // Its cascade deletes the rows of every section.
        if (mutation === 'deleteProfile') expect(faults).toHaveLength(sections.length);
        const [fault = ''] = faults;
        const { file, lineNumber } = declarationOf(declarations, mutation);
        expect(fault).toContain(`Mutation ${mutation} (${file}:${String(lineNumber)}) wrote the table`);
        expect(fault).toContain(LINE);
        found.set(mutation, fault);
      }
      // createProfile and updateProfile write no section.
      expect([...found.keys()].sort()).toEqual(
        writing.filter((name) => !/^(create|update)Profile$/.test(name)),
      );
      reports.set('evidence', found);
    },
  );
});

it('every fence has reported: the table', () => {
  const fences = ['compiler', 'lint rule', 'schema build', 'evidence'];
  expect([...reports.keys()]).toEqual(fences);
  const rows = [
    ['without invalidates', ...fences],
    ...mutations.map((mutation) => [
      mutation,
      ...fences.map((fence) => (reports.get(fence)?.has(mutation) ? 'reported' : '–')),
    ]),
  ];
  const lines = rows.map((row) =>
    row
      .map((text) => text.padEnd(22))
      .join('')
      .trimEnd(),
  );
  process.stdout.write(`\n${lines.join('\n')}\n– not covered\n\n`);
});
