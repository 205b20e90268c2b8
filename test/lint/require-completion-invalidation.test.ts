// The rule's first three steps, which calls define a mutation that writes and which files hold a section's, and its messages.
// tags.test.ts tests what a declaration holds, suggestion.test.ts the suggestions.
import type { MessageId } from '../../src/lint/completion/messages.ts';
import { WRITING_VERBS } from '../../src/lint/completion/verbs.ts';
import { bio, expand, fileAt, IMPORT, invalid, LINE, rule, saveBio, tester, valid } from './tester.ts';

type Codes = Readonly<Record<string, string>>;

const named = (name: string, options = 'type: P', before = '') =>
  `${before}builder.mutationField(${name}, (t) => t.field({ ${options} }));`;
const saving = (callback: string) => `builder.mutationField('saveBio', ${callback});`;
const fields = (body: string) => `builder.mutationFields((t) => ({ ${body} }));`;
const fromEntries = (names: readonly string[]): Codes =>
  Object.fromEntries(names.map((name) => [name, named(`'${name}'`)]));

/** Code that writes nothing, or that cannot be a mutation. */
const OTHER: Codes = {
  ...fromEntries(['saved', 'savedBio', 'editorNote', 'updateableBio', 'publishBio', 'resaveBio']),
  'a query field': "builder.queryField('saveBio', (t) => t.field({ type: P }));",
  'a function of this name that is no method': "mutationField('saveBio', (t) => t.field({}));",
  'a template that cannot begin with one of the words': named('`publish${part}`'),
  'a constant that does not': named('name', 'type: P', "const name = 'publishBio';\n"),
  'no arguments': 'builder.mutationField(); builder.mutationFields(); builder.mutationType();',
  'other fields': fields('publishBio: t.field({ type: P })'),
  'a type without fields': "builder.mutationType({ description: 'What can be changed.' });",
};

/** Mutations with a declaration. */
const DECLARED: Codes = {
  ...Object.fromEntries(WRITING_VERBS.map((verb) => [`${verb}Bio`, named(`'${verb}Bio'`, 'LINE')])),
  fields: fields('saveBio: t.field({ LINE }), publish: t.field({})'),
  'a type with fields': 'builder.mutationType({ fields: (t) => ({ saveBio: t.field({ LINE }) }) });',
  'a relay field': "builder.relayMutationField('saveBio', {}, { LINE }, {});",
  'options behind another argument': saving("(t) => t.relation('bio', { LINE })"),
  'a field made in steps': saving('(t) => t.withAuth({}).field({ LINE })'),
  'a field made by a function that takes the builder of fields': saving(
    '(t) => profileMutation(t, { LINE })',
  ),
  'a callback and options that are constants of the file': `const options = { LINE };\nconst field = function (t) { return t.field(options); };\n${saving('field')}`,
  'a name that cannot be read': named('name', 'LINE'),
  'options in a constant of the callback': saving(
    '(t) => { const options = { LINE } as const; return t.field(options); }',
  ),
  'options spread from a constant': `const options = { LINE };\n${saving('(t) => t.field({ ...options, type: P })')}`,
  'options of a helper in a constant': `const options = { invalidates({ profileId }) { return [TAG(profileId)]; } };\n${saving('(t) => profileMutation(t, options)')}`,
};

/** Mutations without a declaration, each with `type: P` in its options. */
const UNDECLARED: Codes = {
  ...fromEntries([...WRITING_VERBS, 'saveBio', 'save2Bios']),
  'a template': named('`saveBio`'),
  'a template that begins with one of the words': named('`save${part}`'),
  'a template that may': named('`${verb}Bio`'),
  'a sum': named("'save' + part"),
  'a constant': named('name', 'type: P', "const name = 'saveBio';\n"),
  'a name that cannot be read': named('name'),
  'one of two names': named("flag ? 'publishBio' : 'saveBio'"),
  'a method taken by a string': "builder['mutationField']('saveBio', (t) => t.field({ type: P }));",
  'another name for the builder': `schema.${named("'saveBio'")}`,
  'a callback with a body': saving('(t) => { return t.field({ type: P }); }'),
  'options in a constant of the callback': saving(
    '(t) => { const options = { type: P }; return t.field(options); }',
  ),
  'a cast field': saving('(t) => (t.field({ type: P } as O) satisfies F)'),
  'a field among fields': fields('saveBio: t.field({ type: P })'),
  'a field named by a string': fields("'saveBio': t.field({ type: P })"),
  'a computed field name': fields("['saveBio']: t.field({ type: P })"),
  'a computed name that cannot be read': fields('[name]: t.field({ type: P })'),
  'a field made by a function that takes the builder of fields': saving(
    '(t) => profileMutation(t, { type: P })',
  ),
  'fields in a function with a body':
    'builder.mutationFields(function (t) { return { saveBio: t.field({ type: P }) }; });',
  'fields in a spread': fields('...{ saveBio: t.field({ type: P }) }'),
  'a type with fields': 'builder.mutationType({ fields: (t) => ({ saveBio: t.field({ type: P }) }) });',
  'a type with fields as a method':
    'builder.mutationType({ fields(t) { return { saveBio: t.field({ type: P }) }; } });',
  'a relay field': "builder.relayMutationField('saveBio', {}, { type: P }, {});",
};

/** Mutations whose options or fields the rule cannot read. */
const UNREADABLE: Partial<Record<MessageId, Codes>> = {
  options: {
    'an imported callback': `import { field } from './field.ts';\n${saving('field')}`,
    'no callback': "builder.mutationField('saveBio');",
    'options from a call': saving("(t) => t.field(optionsOf('saveBio'))"),
    'a field made by a function that does not take the builder of fields': saving('(t) => make({ LINE })'),
    "a field of another's parameter": `const u = other;\n${saving('(t) => u.field({ LINE })')}`,
    "a field of an outer function's parameter": `function add(u) { ${saving('(t) => u.field({ LINE })')} }`,
    'a callback that returns nothing': saving('() => {}'),
    'options in a constant that is changed': `IMPORT\nconst options = { LINE };\noptions.invalidates = nothing;\n${saving('(t) => t.field(options)')}`,
    'a relay field without options': "builder.relayMutationField('saveBio');",
  },
  fields: {
    'imported fields': "import { fields } from './fields.ts';\nbuilder.mutationFields(fields);",
    'fields spread from a call': fields('...common(t)'),
    'a type from a call': 'builder.mutationType(typeOf());',
    'a type with a spread': 'builder.mutationType({ ...type });',
  },
};

/** The code with declaration and import added. */
const fixed = (code: string) => `${IMPORT}\n\n${code.replace('type: P', `type: P, ${LINE}`)}`;
const twoFields = (a: string, b: string) => saving(`(t) => (flag ? t.field({ ${a} }) : t.field({ ${b} }))`);

tester.run('require-completion-invalidation: is it a mutation that writes', rule, {
  valid: [
    ...Object.entries(OTHER).map(([name, code]) => valid(name, code)),
    ...Object.entries(DECLARED).map(([name, code]) =>
      valid(`${name}, with a declaration`, expand(`IMPORT\n${code}`)),
    ),
  ],
  invalid: [
    ...Object.entries(UNDECLARED).map(([name, code]) => invalid(name, code, 'missing', fixed(code))),
    ...Object.entries(UNREADABLE).flatMap(([messageId, codes]) =>
      Object.entries(codes).map(([name, code]) => invalid(name, expand(code), messageId as MessageId, null)),
    ),
    {
      name: 'both branches of a field',
      filename: bio,
      code: twoFields('a: 1', 'b: 1'),
      errors: [twoFields('a: 1, LINE', 'b: 1'), twoFields('a: 1', 'b: 1, LINE')].map((code) => ({
        messageId: 'missing',
        suggestions: [{ messageId: 'suggestion', output: expand(`IMPORT\n\n${code}`) }],
      })),
    },
  ],
});

const bare = named("'saveBio'");
const from = (specifier: string) => fixed(bare).replace('../../profiles/completion-tag.ts', specifier);

/** Files that the rule covers, and how each imports the function. */
const COVERED: Codes = {
  'src/sections/bio/schema.ts': '../../profiles/completion-tag.ts',
  'src/sections/bio/mutations/save-bio.ts': '../../../profiles/completion-tag.ts',
  'src/sections/bio/a/b/c.ts': '../../../../profiles/completion-tag.ts',
  'src/sections/bio.ts': '../profiles/completion-tag.ts',
  'src/sections/mutations.ts': '../profiles/completion-tag.ts',
  'src/profiles/mutations.ts': './completion-tag.ts',
  'src/profiles/a/b.ts': '../completion-tag.ts',
};

const ELSEWHERE: Codes = {
  'a folder without a section': 'src/sections/drafts/schema.ts',
  'a folder that is not there': 'src/sections/absent/schema.ts',
  'another part of the source': 'src/reindex/schema.ts',
  'a root without a section': 'elsewhere/src/sections/bio.ts',
  'a folder that only begins like one': 'src/profiles-old/mutations.ts',
};

const PARTS = { sectionsRoot: 'app/parts', sectionFile: 'part.ts' };

tester.run('require-completion-invalidation: does its folder hold a section', rule, {
  valid: [
    ...Object.entries(ELSEWHERE).map(([name, file]) => valid(name, bare, fileAt(file))),
    { name: 'another root', code: bare, filename: bio, options: [{ sectionsRoot: 'app/parts', alsoIn: [] }] },
    { name: 'another section file', code: bare, filename: bio, options: [{ sectionFile: 'part.ts' }] },
    { ...valid('no further folders', bare, fileAt('src/profiles/mutations.ts')), options: [{ alsoIn: [] }] },
    { name: 'other words', code: bare, filename: bio, options: [{ verbs: ['write'] }] },
    {
      name: 'other names',
      code: "import { tagOf } from '../../tags.ts';\nbuilder.mutationField('saveCv', (t) => t.field({ clears: ({ id }) => [tagOf(id)] }));",
      filename: fileAt('app/parts/cv/schema.ts'),
      options: [{ ...PARTS, option: 'clears', key: 'id', tag: 'tagOf', tagModule: 'app/tags.ts' }],
    },
  ],
  invalid: [
    ...Object.entries(COVERED).map(([file, specifier]) =>
      invalid(file, bare, 'missing', from(specifier), fileAt(file)),
    ),
    {
      name: 'another root',
      filename: fileAt('app/parts/cv/schema.ts'),
      code: bare,
      options: [PARTS],
      errors: [
        {
          messageId: 'missing',
          suggestions: [{ messageId: 'suggestion', output: from('../../../src/profiles/completion-tag.ts') }],
        },
      ],
    },
  ],
});

tester.run('require-completion-invalidation: what it says', rule, {
  valid: [],
  invalid: [
    {
      name: 'the problem, the mutation and the line to write, at the name of the mutation',
      filename: bio,
      code: saveBio('resolve,', ''),
      errors: [
        {
          message: `Mutation "saveBio" writes data that the completion of a profile is computed from, and its options have no \`invalidates\`. A stale completion would stay in the cache. Add: ${LINE},`,
          line: 2,
          column: 23,
          endColumn: 32,
          suggestions: [
            {
              desc: `Write \`${LINE}\`.`,
              output: `\n${IMPORT}\n\n${saveBio(`${LINE},\n    resolve,`, '').trimStart()}`,
            },
          ],
        },
      ],
    },
    {
      name: 'at the place within the declaration',
      filename: bio,
      code: saveBio('invalidates: () => [],'),
      errors: [
        {
          message: `\`invalidates\` of mutation "saveBio" returns an empty list here. A stale completion would stay in the cache. Write: ${LINE},`,
          line: 5,
          column: 24,
          suggestions: [{ messageId: 'suggestion', output: saveBio(`${LINE},`) }],
        },
      ],
    },
    {
      name: 'at the name where the fault is elsewhere in the file',
      filename: bio,
      code: saveBio('invalidates: none,', 'const none = () => [];'),
      errors: [
        {
          messageId: 'empty',
          line: 2,
          suggestions: [
            {
              messageId: 'suggestion',
              output: `${IMPORT}\n\n${saveBio(`${LINE},`, 'const none = () => [];')}`,
            },
          ],
        },
      ],
    },
  ],
});
