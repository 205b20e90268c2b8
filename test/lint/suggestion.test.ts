// The rule's suggestion: where it writes the declaration, the name of the function in it, and the import that it adds.
import type { MessageId } from '../../src/lint/completion/messages.ts';
import { bio, fileAt, IMPORT, invalid, LINE, rule, saveBio, tester, valid } from './tester.ts';

const ALIAS = IMPORT.replace(' }', ' as profileCompletionTag2 }');
const ALIASED = LINE.replace('[profileCompletionTag(', '[profileCompletionTag2(');

/** Code around the options of saveBio, before and after. */
const options = (text: string, top = IMPORT) =>
  `${top}\nbuilder.mutationField('saveBio', (t) => t.field(${text}));\n`;

const placed = (
  messageId: MessageId,
  name: string,
  before: string,
  after: string,
  top = IMPORT,
  fixedTop = top,
) => invalid(name, options(before, top), messageId, options(after, fixedTop));

tester.run('require-completion-invalidation: where the line goes', rule, {
  valid: [valid('a declaration behind what is spread', options(`{ ...common(), ${LINE} }`))],
  invalid: [
    placed('missing', 'into no options', '{}', `{ ${LINE} }`),
    placed('missing', 'at the end', '{ type: P }', `{ type: P, ${LINE} }`),
    placed('missing', 'at the end, before a comma', '{ type: P, }', `{ type: P, ${LINE}, }`),
    placed('missing', 'before the resolver', '{ type: P, resolve, a }', `{ type: P, ${LINE}, resolve, a }`),
    placed('missing', 'before a resolver that is a method', '{ resolve() {} }', `{ ${LINE}, resolve() {} }`),
    placed(
      'missing',
      'on a line of its own',
      '{\n    type: P,\n    // How.\n    resolve,\n  }',
      `{\n    type: P,\n    // How.\n    ${LINE},\n    resolve,\n  }`,
    ),
    placed(
      'missing',
      'on a last line of its own',
      '{\n    type: P,\n  }',
      `{\n    type: P,\n    ${LINE},\n  }`,
    ),
    placed(
      'missing',
      'where a line is commented out',
      `{\n    type: P,\n    // ${LINE},\n  }`,
      `{\n    type: P,\n    ${LINE},\n    // ${LINE},\n  }`,
    ),
    placed(
      'empty',
      'in place of the last of two',
      `{ ${LINE}, invalidates: () => [] }`,
      `{ ${LINE}, ${LINE} }`,
    ),
    placed(
      'empty',
      'in place of a method',
      '{ invalidates() { return []; }, resolve }',
      `{ ${LINE}, resolve }`,
    ),
    placed(
      'spread',
      'behind an unreadable spread',
      '{ ...common(), resolve }',
      `{ ...common(), ${LINE}, resolve }`,
    ),
    placed(
      'spread',
      'behind a spread that comes last',
      `{ resolve, ...common }`,
      `{ resolve, ...common, ${LINE} }`,
    ),
    placed(
      'spread',
      'behind a spread that may replace it',
      `{ ${LINE}, ...common() }`,
      `{ ...common(), ${LINE} }`,
    ),
    placed(
      'spread',
      'behind a spread that may replace it, keeping comments',
      `{\n  ${LINE},\n  // Common to all.\n  ...common(),\n}`,
      `{\n  // Common to all.\n  ...common(),\n  ${LINE},\n}`,
    ),
    placed('spread', 'behind a name that may replace it', `{ ${LINE}, [name]: 1 }`, `{ [name]: 1, ${LINE} }`),
    placed(
      'spread',
      'behind an imported spread',
      '{ ...common }',
      `{ ...common, ${LINE} }`,
      `${IMPORT}\nimport { common } from './common.ts';`,
    ),
    placed(
      'empty',
      'behind a spread whose own is wrong',
      '{ ...common, resolve }',
      `{ ...common, ${LINE}, resolve }`,
      `${IMPORT}\nconst common = { invalidates: () => [] };`,
    ),
    placed(
      'empty',
      'behind a spread that replaces it',
      `{ ${LINE}, ...common }`,
      `{ ...common, ${LINE} }`,
      `${IMPORT}\nconst common = { invalidates: () => [] };`,
    ),
    placed(
      'empty',
      'behind a spread that may be wrong',
      `{ ...(flag ? a : { invalidates: () => [] }) }`,
      `{ ...(flag ? a : { invalidates: () => [] }), ${LINE} }`,
      `${IMPORT}\nconst a = { ${LINE} };`,
    ),
    placed(
      'missing',
      'behind a spread that has one only sometimes',
      `{ ...(flag && common) }`,
      `{ ...(flag && common), ${LINE} }`,
      `${IMPORT}\nconst common = { ${LINE} };`,
    ),
    placed(
      'spread',
      'behind a spread that is changed in between',
      '{ ...common }',
      `{ ...common, ${LINE} }`,
      `${IMPORT}\nconst common = { ${LINE} };\ncommon.invalidates = () => [];`,
    ),
    invalid(
      'into a constant that holds the options',
      `${IMPORT}\nconst options = { type: P };\nbuilder.mutationField('saveBio', (t) => t.field(options));`,
      'missing',
      `${IMPORT}\nconst options = { type: P, ${LINE} };\nbuilder.mutationField('saveBio', (t) => t.field(options));`,
    ),
  ],
});

/** No import of the function yet. */
const importing = (name: string, top: string, fixedTop: string) =>
  placed('missing', name, '{ type: P }', `{ type: P, ${LINE} }`, top, fixedTop);

/** Something else has the function's name: it is imported by another name. */
const another = (name: string, top: string, fixedTop: string) =>
  placed('otherFunction', name, `{ ${LINE} }`, `{ ${ALIASED} }`, top, fixedTop);

tester.run('require-completion-invalidation: the function and its import', rule, {
  valid: [],
  invalid: [
    importing('after the last import', "import a from 'a';\nf();", `import a from 'a';\n${IMPORT}\nf();`),
    importing('before the first statement', '// Owns.\n\nf();', `// Owns.\n\n${IMPORT}\n\nf();`),
    importing(
      'beside another of its exports',
      IMPORT.replace('profileCompletionTag', 'other'),
      `${IMPORT.replace('profileCompletionTag', 'other')}\n${IMPORT}`,
    ),
    importing(
      'beside one of its types',
      IMPORT.replace('import { profileCompletionTag', 'import type { Tag'),
      `${IMPORT.replace('import { profileCompletionTag', 'import type { Tag')}\n${IMPORT}`,
    ),
    invalid(
      'by its own path',
      "builder.mutationField('saveBio', (t) => t.field({}));",
      'missing',
      `import { profileCompletionTag } from './completion-tag.ts';\n\nbuilder.mutationField('saveBio', (t) => t.field({ ${LINE} }));`,
      fileAt('src/profiles/mutations.ts'),
    ),
    placed('missing', 'by the name it has', '{}', `{ ${ALIASED} }`, ALIAS),
    placed(
      'missing',
      'as a member of the module',
      '{}',
      `{ ${LINE.replace('[', '[tags.')} }`,
      IMPORT.replace(/\{.*\}/, '* as tags'),
    ),
    another(
      'a function of the file',
      'const profileCompletionTag = () => "";',
      `${ALIAS}\n\nconst profileCompletionTag = () => "";`,
    ),
    another(
      'one from another module',
      "import { profileCompletionTag } from './tags.ts';",
      `import { profileCompletionTag } from './tags.ts';\n${ALIAS}`,
    ),
    another(
      'another export of the module under its name',
      IMPORT.replace('{ ', '{ other as '),
      `${IMPORT.replace('{ ', '{ other as ')}\n${ALIAS}`,
    ),
    another(
      'one from a module of the same name elsewhere',
      "import { profileCompletionTag } from './profiles/completion-tag.ts';",
      `import { profileCompletionTag } from './profiles/completion-tag.ts';\n${ALIAS}`,
    ),
    another(
      'the default of the module',
      IMPORT.replace(/\{ (.*) \}/, '$1'),
      `${IMPORT.replace(/\{ (.*) \}/, '$1')}\n${ALIAS}`,
    ),
    placed(
      'otherFunction',
      "another object's",
      `{ invalidates: ({ profileId }) => [tags.profileCompletionTag(profileId)] }`,
      `{ ${LINE} }`,
    ),
    another(
      'a type',
      IMPORT.replace('import', 'import type'),
      `${IMPORT.replace('import', 'import type')}\n${ALIAS}`,
    ),
    another(
      'a type among values',
      IMPORT.replace('{', '{ type'),
      `${IMPORT.replace('{', '{ type')}\n${ALIAS}`,
    ),
    another(
      'a constant made of itself',
      'const profileCompletionTag = profileCompletionTag;',
      `${ALIAS}\n\nconst profileCompletionTag = profileCompletionTag;`,
    ),
    placed(
      'missing',
      'not as a member of types',
      '{}',
      `{ ${LINE} }`,
      IMPORT.replace(/\{.*\}/, 'type * as tags'),
      `${IMPORT.replace(/\{.*\}/, 'type * as tags')}\n${IMPORT}`,
    ),
    placed(
      'otherFunction',
      'a global of its name',
      `{ ${LINE} }`,
      `{ ${LINE} }`,
      'f();',
      `${IMPORT}\n\nf();`,
    ),
    placed(
      'otherFunction',
      'shadowed in the declaration',
      '{ invalidates: ({ profileId, profileCompletionTag }) => [profileCompletionTag(profileId)] }',
      `{ ${LINE} }`,
    ),
    invalid(
      'shadowed around the field',
      `${IMPORT}\nfunction add(profileCompletionTag) {\n  builder.mutationField('saveBio', (t) => t.field({ ${LINE} }));\n}`,
      'otherFunction',
      `${IMPORT}\n${ALIAS}\nfunction add(profileCompletionTag) {\n  builder.mutationField('saveBio', (t) => t.field({ ${ALIASED} }));\n}`,
    ),
    {
      name: 'two mutations, each with its own suggestion',
      filename: bio,
      code: "builder.mutationField('saveBio', (t) => t.field({ a }));\nbuilder.mutationField('editBio', (t) => t.field({ b }));",
      errors: [
        {
          line: 1,
          fixed:
            "builder.mutationField('saveBio', (t) => t.field({ a, LINE }));\nbuilder.mutationField('editBio', (t) => t.field({ b }));",
        },
        {
          line: 2,
          fixed:
            "builder.mutationField('saveBio', (t) => t.field({ a }));\nbuilder.mutationField('editBio', (t) => t.field({ b, LINE }));",
        },
      ].map(({ line, fixed }) => ({
        messageId: 'missing',
        line,
        suggestions: [{ messageId: 'suggestion', output: `${IMPORT}\n\n${fixed.replace('LINE', LINE)}` }],
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
