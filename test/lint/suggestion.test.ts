// The rule's suggestion: where it writes the declaration, the name of the function in it, and the import that it adds.
import type { MessageId } from '../../src/lint/completion/messages.ts';
import { ALIAS, bio, expand, fileAt, IMPORT, invalid, LINE, rule, saveBio, tester, valid } from './tester.ts';

/** The options of saveBio before and after the suggestion, and the top of the file. */
type Placed = readonly [before: string, after: string, top?: string, fixedTop?: string];

const code = (options: string, top: string) =>
  expand(`${top}\nbuilder.mutationField('saveBio', (t) => t.field(${options}));\n`);

const placed = (cases: Partial<Record<MessageId, Readonly<Record<string, Placed>>>>) =>
  Object.entries(cases).flatMap(([messageId, byName]) =>
    Object.entries(byName).map(([name, [before, after, top = IMPORT, fixedTop = top]]) =>
      invalid(name, code(before, top), messageId as MessageId, code(after, fixedTop)),
    ),
  );

const EMPTY_COMMON = 'IMPORT\nconst common = { invalidates: () => [] };';

tester.run('require-completion-invalidation: where the line goes', rule, {
  valid: [valid('a declaration behind what is spread', code('{ ...common(), LINE }', IMPORT))],
  invalid: [
    ...placed({
      missing: {
        'into no options': ['{}', '{ LINE }'],
        'at the end': ['{ type: P }', '{ type: P, LINE }'],
        'at the end, before a comma': ['{ type: P, }', '{ type: P, LINE, }'],
        'before the resolver': ['{ type: P, resolve, a }', '{ type: P, LINE, resolve, a }'],
        'before a resolver that is a method': ['{ resolve() {} }', '{ LINE, resolve() {} }'],
        'on a line of its own': [
          '{\n    type: P,\n    // How.\n    resolve,\n  }',
          '{\n    type: P,\n    // How.\n    LINE,\n    resolve,\n  }',
        ],
        'on a last line of its own': ['{\n    type: P,\n  }', '{\n    type: P,\n    LINE,\n  }'],
        'where a line is commented out': [
          '{\n    type: P,\n    // LINE,\n  }',
          '{\n    type: P,\n    LINE,\n    // LINE,\n  }',
        ],
        'behind a spread that has one only sometimes': [
          '{ ...(flag && common) }',
          '{ ...(flag && common), LINE }',
          'IMPORT\nconst common = { LINE };',
        ],
        'into a constant that holds the options': [
          'options',
          'options',
          'IMPORT\nconst options = { type: P };',
          'IMPORT\nconst options = { type: P, LINE };',
        ],
      },
      empty: {
        'in place of the last of two': ['{ LINE, invalidates: () => [] }', '{ LINE, LINE }'],
        'in place of a method': ['{ invalidates() { return []; }, resolve }', '{ LINE, resolve }'],
        'behind a spread whose own is wrong': [
          '{ ...common, resolve }',
          '{ ...common, LINE, resolve }',
          EMPTY_COMMON,
        ],
        'behind a spread that replaces it': ['{ LINE, ...common }', '{ ...common, LINE }', EMPTY_COMMON],
        'behind a spread that may be wrong': [
          '{ ...(flag ? a : { invalidates: () => [] }) }',
          '{ ...(flag ? a : { invalidates: () => [] }), LINE }',
          'IMPORT\nconst a = { LINE };',
        ],
      },
      spread: {
        'behind an unreadable spread': ['{ ...common(), resolve }', '{ ...common(), LINE, resolve }'],
        'behind a spread that comes last': ['{ resolve, ...common }', '{ resolve, ...common, LINE }'],
        'behind a spread that may replace it': ['{ LINE, ...common() }', '{ ...common(), LINE }'],
        'behind a spread that may replace it, keeping comments': [
          '{\n  LINE,\n  // Common to all.\n  ...common(),\n}',
          '{\n  // Common to all.\n  ...common(),\n  LINE,\n}',
        ],
        'behind a name that may replace it': ['{ LINE, [name]: 1 }', '{ [name]: 1, LINE }'],
        'behind an imported spread': [
          '{ ...common }',
          '{ ...common, LINE }',
          "IMPORT\nimport { common } from './common.ts';",
        ],
        'behind a spread that is changed in between': [
          '{ ...common }',
          '{ ...common, LINE }',
          'IMPORT\nconst common = { LINE };\ncommon.invalidates = () => [];',
        ],
      },
    }),
  ],
});

/** Imports beside which the import is added. */
const BESIDE: Readonly<Record<string, string>> = {
  'beside another of its exports': IMPORT.replace('profileCompletionTag', 'other'),
  'beside one of its types': IMPORT.replace('import { profileCompletionTag', 'import type { Tag'),
  'not as a member of types': IMPORT.replace(/\{[^{}]*\}/, 'type * as tags'),
};

/** Something else with the function's name: the suggestion imports the function by another name. */
const OTHERS: Readonly<Record<string, string>> = {
  'a function of the file': 'const TAG = () => "";',
  'one from another module': "import { TAG } from './tags.ts';",
  'another export of the module under its name': IMPORT.replace('{ ', '{ other as '),
  'one from a module of the same name elsewhere': "import { TAG } from './profiles/completion-tag.ts';",
  'the default of the module': IMPORT.replace(/\{ (.*) \}/, '$1'),
  'a type': IMPORT.replace('import', 'import type'),
  'a type among values': IMPORT.replace('{', '{ type'),
  'a constant made of itself': 'const TAG = TAG;',
};

const tablesOf = (byName: Readonly<Record<string, string>>, row: (top: string) => Placed) =>
  Object.fromEntries(Object.entries(byName).map(([name, top]) => [name, row(top)]));

tester.run('require-completion-invalidation: the function and its import', rule, {
  valid: [],
  invalid: [
    ...placed({
      missing: {
        'after the last import': [
          '{}',
          '{ LINE }',
          "import a from 'a';\nf();",
          "import a from 'a';\nIMPORT\nf();",
        ],
        'before the first statement': ['{}', '{ LINE }', '// First.\n\nf();', '// First.\n\nIMPORT\n\nf();'],
        'by the name it has': ['{}', '{ ALIASED }', ALIAS],
        'as a member of the module': [
          '{}',
          `{ ${LINE.replace('[', '[tags.')} }`,
          IMPORT.replace(/\{[^{}]*\}/, '* as tags'),
        ],
        ...tablesOf(BESIDE, (top) => ['{}', '{ LINE }', top, `${top}\nIMPORT`]),
      },
      otherFunction: {
        ...tablesOf(OTHERS, (top) => [
          '{ LINE }',
          '{ ALIASED }',
          top,
          top.startsWith('import') ? `${top}\nALIAS` : `ALIAS\n\n${top}`,
        ]),
        "another object's": ['{ invalidates: ({ profileId }) => [tags.TAG(profileId)] }', '{ LINE }'],
        'a global of its name': ['{ LINE }', '{ LINE }', 'f();', 'IMPORT\n\nf();'],
        'shadowed in the declaration': [
          '{ invalidates: ({ profileId, TAG }) => [TAG(profileId)] }',
          '{ LINE }',
        ],
      },
    }),
    invalid(
      'by its own path',
      "builder.mutationField('saveBio', (t) => t.field({}));",
      'missing',
      `import { profileCompletionTag } from './completion-tag.ts';\n\nbuilder.mutationField('saveBio', (t) => t.field({ ${LINE} }));`,
      fileAt('src/profiles/mutations.ts'),
    ),
    invalid(
      'shadowed around the field',
      expand("IMPORT\nfunction add(TAG) {\n  builder.mutationField('saveBio', (t) => t.field({ LINE }));\n}"),
      'otherFunction',
      expand(
        "IMPORT\nALIAS\nfunction add(TAG) {\n  builder.mutationField('saveBio', (t) => t.field({ ALIASED }));\n}",
      ),
    ),
    {
      name: 'two mutations, each with its own suggestion',
      filename: bio,
      code: twoMutations('a', 'b'),
      errors: [twoMutations('a, LINE', 'b'), twoMutations('a', 'b, LINE')].map((fixed, index) => ({
        messageId: 'missing',
        line: index + 1,
        suggestions: [{ messageId: 'suggestion', output: expand(`IMPORT\n\n${fixed}`) }],
      })),
    },
    invalid(
      'a line in a file of CRLF',
      saveBio('type: A,').replaceAll('\n', '\r\n'),
      'missing',
      saveBio(`type: A,\n    ${LINE},`).replaceAll('\n', '\r\n'),
    ),
  ],
});

function twoMutations(saving: string, editing: string): string {
  const field = (name: string, options: string) =>
    `builder.mutationField('${name}', (t) => t.field({ ${options} }));`;
  return `${field('saveBio', saving)}\n${field('editBio', editing)}`;
}
