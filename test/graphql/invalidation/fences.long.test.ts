// Deletes `invalidates` from each mutation of the schema in turn, and asks every fence. The table it prints says who
// catches it; who claims to, and does not, fails here.
//
// compiler      claims every mutation
// lint rule     claims those that create, edit, delete, save or update, in the folders of the sections and of the profile
// schema build  claims those that create, edit, delete, save or update, wherever they are
// evidence      claims those that write what a section is read from (for it the declaration is there and empty, or
//               the schema would not be built)
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builder } from '../../../src/graphql/builder.ts';
import { lint } from '../../lint/lint.ts';
import { makeFilledProfile } from '../../support/mutations.ts';
import { startVitae, type Vitae } from '../../support/vitae.ts';
import { createCompiler } from './compiler.ts';
import {
  changed,
  declarationOf,
  declarationsIn,
  repository,
  sourcesOf,
  type Declaration,
} from './declarations.ts';
import { evidenceOf, mutations, runWith } from './evidence-cases.ts';
import { faultsOf, noteWrites, readersIn, type Readers } from './evidence.ts';
import { builtWithEmpty, builtWithout } from './without.ts';

const MEND = 'invalidates: ({ profileId }) => [profileCompletionTag(profileId)],';
const FENCES = ['compiler', 'lint rule', 'schema build', 'evidence'] as const;
type Fence = (typeof FENCES)[number];

const declarations = sourcesOf(repository).flatMap(declarationsIn);
const writing = mutations.filter((mutation) => builder.options.invalidation.writes(mutation));

const declarationIn = (mutation: string) => declarationOf(declarations, mutation);
/** What a fence said of each mutation that it claims; null where it said nothing. */
const table = new Map<Fence, Map<string, string | null>>(FENCES.map((fence) => [fence, new Map()]));

function note(fence: Fence, mutation: string, said: readonly string[]): string {
  table.get(fence)?.set(mutation, said[0] ?? null);
  expect(said, `what the ${fence} says`).toHaveLength(1);
  return said[0] ?? '';
}

describe('without its declaration the compiler refuses', () => {
  const errors = new Map<Declaration, readonly string[]>();

  /** Files know nothing of each other's declarations, so each of them loses its first, then each its second, and so on. */
  beforeAll(() => {
    const byFile = Object.values(Object.groupBy(declarations, ({ file }) => file)).map((list = []) => list);
    const compiler = createCompiler(repository, [...new Set(declarations.map(({ file }) => file))]);
    for (let turn = 0; turn < Math.max(...byFile.map(({ length }) => length)); turn += 1) {
      const losing = byFile.flatMap((list) => list.slice(turn, turn + 1));
      const found = compiler.errorsIn(new Map(losing.map((one) => [one.file, changed(one)])));
      for (const one of losing) errors.set(one, found.get(one.file) ?? []);
    }
  });

  it.each(mutations)('%s, in one error that shows the line', (mutation) => {
    const declaration = declarationIn(mutation);
    const said = note('compiler', mutation, errors.get(declaration) ?? []);
    expect(said).toContain(`${declaration.file}:${declaration.lineNumber + 1}:`);
    expect(said).toContain("Property 'invalidates' is missing in type");
    expect(said).toContain(`// ${MEND}`);
  });
});

describe('without its declaration the lint rule reports', () => {
  const isOfProfile = (mutation: string) => /^src\/(sections|profiles)\//.test(declarationIn(mutation).file);

  it.each(writing.filter(isOfProfile))('%s', (mutation) => {
    const declaration = declarationIn(mutation);
    const messages = lint(repository, declaration.file, changed(declaration));
    const said = note(
      'lint rule',
      mutation,
      messages.map(({ message }) => message),
    );
    expect(messages[0]?.line).toBe(declaration.lineNumber);
    expect(said).toContain(`Mutation "${mutation}" writes`);
    expect(said).toContain(`Add: ${MEND}`);
  });
});

describe('without its declaration the schema is not built', () => {
  it.each(writing)('%s', (mutation) => {
    const said = note(
      'schema build',
      mutation,
      thrownBy(() => builtWithout(mutation)),
    );
    expect(said).toContain(`: mutationField('${mutation}').`);
    expect(said).toContain(MEND);
  });
});

describe('with an empty declaration the evidence convicts', () => {
  let vitae: Vitae;
  let readers: Readers;
  beforeAll(async () => {
    vitae = await startVitae({ workers: false, sweeps: false });
    readers = await readersIn(vitae.db, [(await makeFilledProfile(vitae, 'Full One')).id]);
    await noteWrites(vitae);
  });
  afterAll(() => vitae.close());

  it.each(mutations)('%s, if it writes what a section is read from', async (mutation) => {
    const evidence = await evidenceOf(vitae, mutation, runWith(vitae, builtWithEmpty(mutation)));
    const rows = evidence.flatMap(({ observation }) => observation.rows);
    if (!rows.some((row) => readers.has(row.table))) return;
    const faults = evidence.flatMap((one) => faultsOf(one.writer, one.observation, readers));
    const said = note('evidence', mutation, faults.slice(0, 1));
    const { file, lineNumber } = declarationIn(mutation);
    expect(said).toContain(`Mutation ${mutation} (${file}:${lineNumber}) wrote the table`);
    expect(said).toContain(MEND);
  });
});

function thrownBy(build: () => unknown): string[] {
  try {
    build();
    return [];
  } catch (error) {
    return error instanceof Error ? [error.message] : [];
  }
}

it('every fence catches all that it claims: the table', () => {
  const columns = [...table.values()];
  const cell = (said: ReadonlyMap<string, string | null>, mutation: string) =>
    said.has(mutation) ? (said.get(mutation) ? 'caught' : 'MISSED') : '–';
  const counts = columns.map((said) => ({
    claimed: said.size,
    caught: [...said.values()].filter((text) => text !== null).length,
  }));
  const rows = [
    ['without invalidates', ...FENCES],
    ...mutations.map((mutation) => [mutation, ...columns.map((said) => cell(said, mutation))]),
    ['caught', ...counts.map(({ claimed, caught }) => `${caught} of ${claimed}`)],
  ];
  const lines = rows.map((row) =>
    row
      .map((text) => text.padEnd(22))
      .join('')
      .trimEnd(),
  );
  process.stdout.write(`\n${lines.join('\n')}\n– not claimed\n\n`);

  const [ofCompiler, ofLint, ofBuild, ofEvidence] = counts;
  expect(ofCompiler?.claimed).toBe(mutations.length);
  for (const { claimed, caught } of counts) expect(caught).toBe(claimed);
  expect(ofLint?.claimed).toBeGreaterThanOrEqual(21);
  expect(ofBuild?.claimed).toBeGreaterThanOrEqual(21);
  // All but createProfile and updateProfile, which write no section.
  expect(ofEvidence?.claimed).toBeGreaterThanOrEqual(19);
});
