// The hash of the code that completions and documents are made with: another for a change of anything that they depend on, the
// same for every other release, wherever its sources are.
import { expect, it } from 'vitest';
import * as document from '../../src/indexing/document.ts';
import { loadChanged, type Changes } from '../support/changed-source.ts';

const shapeWith = async (file: string, text: string, replacement: string) => {
  const changes: Changes = { [file]: [[text, replacement]] };
  return (await loadChanged<typeof document>('src/indexing/document.ts', changes)).shapeHash;
};

it.each([
  ['a mutation of a section', 'src/sections/bio/schema.ts', 'The bio in the API', 'The bio in our API'],
  ['generated people', 'src/sections/bio/demo.ts', 'The bio of', 'A bio of'],
  ['the server', 'src/server/app.ts', 'Opens no port', 'It opens no port'],
  ['a type', 'src/graphql/context.ts', 'The context of every', 'A context of every'],
])('a release that changes %s keeps it', async (_name, ...change) => {
  expect(await shapeWith(...change)).toBe(document.shapeHash);
});

it.each([
  ['when a section is filled', 'src/sections/bio/section.ts', 'summary !== null', 'label !== null'],
  ['a file that a section imports', 'src/sections/define.ts', 'weight = 1,', 'weight = 2,'],
  [
    'a file that a section imports from elsewhere',
    'src/graphql/input-rules.ts',
    'Rules for values',
    'The rules for values',
  ],
  ['the score', 'src/completion/score.ts', 'Math.round', 'Math.floor'],
  ['the document', 'src/indexing/document.ts', 'slice(0, 12)', 'slice(0, 11)'],
])('a release that changes %s has another', async (_name, ...change) => {
  expect(await shapeWith(...change)).not.toBe(document.shapeHash);
});
