// The rule's first three steps, which calls define a mutation that writes and which files hold a section's, and its messages.
// tags.test.ts tests what a declaration holds, suggestion.test.ts the suggestions.
import { WRITING_VERBS } from '../../src/lint/completion/verbs.ts';
import { bio, fileAt, IMPORT, invalid, LINE, rule, saveBio, tester, valid } from './tester.ts';

const named = (name: string, options = 'type: P', before = '') =>
  `${before}builder.mutationField(${name}, (t) => t.field({ ${options} }));`;
const fields = (body: string, before = '') => `${before}builder.mutationFields((t) => ({ ${body} }));`;

/** The code with declaration and import added. */
const fixed = (code: string) => `${IMPORT}\n\n${code.replace('type: P', `type: P, ${LINE}`)}`;
const undeclared = (name: string, code: string, filename = bio) =>
  invalid(name, code, 'missing', fixed(code), filename);
const declared = (name: string, code: string) => valid(name, `${IMPORT}\n${code}`);

tester.run('require-completion-invalidation: is it a mutation that writes', rule, {
  valid: [
    ...WRITING_VERBS.map((verb) => declared(`${verb} with a declaration`, named(`'${verb}Bio'`, LINE))),
    ...['saved', 'savedBio', 'editorNote', 'updateableBio', 'publishBio', 'resaveBio'].map((name) =>
      valid(`${name} begins with none of the words`, named(`'${name}'`)),
    ),
    valid('a query field', "builder.queryField('saveBio', (t) => t.field({ type: P }));"),
    valid('a function of this name that is no method', "mutationField('saveBio', (t) => t.field({}));"),
    valid('a template that cannot begin with one of the words', named('`publish${part}`')),
    valid('a constant that does not', named('name', 'type: P', "const name = 'publishBio';\n")),
    valid('no arguments', 'builder.mutationField(); builder.mutationFields(); builder.mutationType();'),
    valid('other fields', fields('publishBio: t.field({ type: P })')),
    declared('fields', fields(`saveBio: t.field({ ${LINE} }), publish: t.field({})`)),
    declared(
      'a type with fields',
      `builder.mutationType({ fields: (t) => ({ saveBio: t.field({ ${LINE} }) }) });`,
    ),
    valid('a type without fields', "builder.mutationType({ description: 'What can be changed.' });"),
    declared('a relay field', `builder.relayMutationField('saveBio', {}, { ${LINE} }, {});`),
    declared(
      'options behind another argument',
      `builder.mutationField('saveBio', (t) => t.relation('bio', { ${LINE} }));`,
    ),
    declared(
      'a field made in steps',
      `builder.mutationField('saveBio', (t) => t.withAuth({}).field({ ${LINE} }));`,
    ),
    declared(
      'a field made by a function that takes the builder of fields',
      `builder.mutationField('saveBio', (t) => profileMutation(t, { ${LINE} }));`,
    ),
    declared(
      'a callback and options that are constants of the file',
      `const options = { ${LINE} };\nconst field = function (t) { return t.field(options); };\nbuilder.mutationField('saveBio', field);`,
    ),
    declared('a name that cannot be read, with a declaration', named('name', LINE)),
    declared(
      'options in a constant of the callback',
      `builder.mutationField('saveBio', (t) => { const options = { ${LINE} } as const; return t.field(options); });`,
    ),
    declared(
      'options spread from a constant',
      `const options = { ${LINE} };\nbuilder.mutationField('saveBio', (t) => t.field({ ...options, type: P }));`,
    ),
    declared(
      'options of a helper in a constant',
      `const options = { invalidates({ profileId }) { return [profileCompletionTag(profileId)]; } };\nbuilder.mutationField('saveBio', (t) => profileMutation(t, options));`,
    ),
  ],
  invalid: [
    ...[...WRITING_VERBS, 'saveBio', 'save2Bios'].map((name) => undeclared(name, named(`'${name}'`))),
    undeclared('a template', named('`saveBio`')),
    undeclared('a template that begins with one of the words', named('`save${part}`')),
    undeclared('a template that may', named('`${verb}Bio`')),
    undeclared('a sum', named("'save' + part")),
    undeclared('a name that cannot be read', named('name')),
    undeclared('one of two names', named("flag ? 'publishBio' : 'saveBio'")),
    undeclared(
      'a method taken by a string',
      "builder['mutationField']('saveBio', (t) => t.field({ type: P }));",
    ),
    undeclared(
      'another name for the builder',
      "schema.builder.mutationField('saveBio', (t) => t.field({ type: P }));",
    ),
    undeclared(
      'a callback with a body',
      "builder.mutationField('saveBio', (t) => { return t.field({ type: P }); });",
    ),
    undeclared(
      'options in a constant of the callback',
      "builder.mutationField('saveBio', (t) => { const options = { type: P }; return t.field(options); });",
    ),
    undeclared(
      'a cast field',
      "builder.mutationField('saveBio', (t) => (t.field({ type: P } as O) satisfies F));",
    ),
    undeclared('a field among fields', fields('saveBio: t.field({ type: P })')),
    undeclared('a field named by a string', fields("'saveBio': t.field({ type: P })")),
    undeclared('a computed field name', fields("['saveBio']: t.field({ type: P })")),
    undeclared('a computed name that cannot be read', fields('[name]: t.field({ type: P })')),
    undeclared(
      'a field made by a function that takes the builder of fields',
      "builder.mutationField('saveBio', (t) => profileMutation(t, { type: P }));",
    ),
    undeclared(
      'fields in a function with a body',
      'builder.mutationFields(function (t) { return { saveBio: t.field({ type: P }) }; });',
    ),
    undeclared('fields in a spread', fields('...{ saveBio: t.field({ type: P }) }')),
    undeclared(
      'a type with fields',
      'builder.mutationType({ fields: (t) => ({ saveBio: t.field({ type: P }) }) });',
    ),
    undeclared(
      'a type with fields as a method',
      'builder.mutationType({ fields(t) { return { saveBio: t.field({ type: P }) }; } });',
    ),
    undeclared('a relay field', "builder.relayMutationField('saveBio', {}, { type: P }, {});"),
    {
      name: 'both branches of a field',
      filename: bio,
      code: "builder.mutationField('saveBio', (t) => (flag ? t.field({ a: 1 }) : t.field({ b: 1 })));",
      errors: ['a', 'b'].map((key) => ({
        messageId: 'missing',
        suggestions: [
          {
            messageId: 'suggestion',
            output:
              `${IMPORT}\n\nbuilder.mutationField('saveBio', (t) => (flag ? t.field({ a: 1 }) : t.field({ b: 1 })));`.replace(
                `${key}: 1`,
                `${key}: 1, ${LINE}`,
              ),
          },
        ],
      })),
    },
    {
      name: 'a constant in front of the imports that are not there',
      filename: bio,
      code: named('name', 'type: P', "const name = 'saveBio';\n"),
      errors: [
        {
          messageId: 'missing',
          data: { name: 'saveBio', option: 'invalidates', line: LINE },
          suggestions: [
            {
              messageId: 'suggestion',
              output: fixed(named('name', 'type: P', "const name = 'saveBio';\n")),
            },
          ],
        },
      ],
    },
    invalid(
      'an imported callback',
      "import { field } from './field.ts';\nbuilder.mutationField('saveBio', field);",
      'options',
      null,
    ),
    invalid('no callback', "builder.mutationField('saveBio');", 'options', null),
    invalid(
      'options from a call',
      "builder.mutationField('saveBio', (t) => t.field(optionsOf('saveBio')));",
      'options',
      null,
    ),
    invalid(
      'a field made by a function that does not take the builder of fields',
      `builder.mutationField('saveBio', (t) => make({ ${LINE} }));`,
      'options',
      null,
    ),
    invalid(
      "a field of another's parameter",
      `const u = other;\nbuilder.mutationField('saveBio', (t) => u.field({ ${LINE} }));`,
      'options',
      null,
    ),
    invalid(
      "a field of an outer function's parameter",
      `function add(u) { builder.mutationField('saveBio', (t) => u.field({ ${LINE} })); }`,
      'options',
      null,
    ),
    invalid(
      'a callback that returns nothing',
      "builder.mutationField('saveBio', () => {});",
      'options',
      null,
    ),
    invalid(
      'options in a constant that is changed',
      `${IMPORT}\nconst options = { ${LINE} };\noptions.invalidates = nothing;\nbuilder.mutationField('saveBio', (t) => t.field(options));`,
      'options',
      null,
    ),
    invalid('a relay field without options', "builder.relayMutationField('saveBio');", 'options', null),
    invalid(
      'imported fields',
      "import { fields } from './fields.ts';\nbuilder.mutationFields(fields);",
      'fields',
      null,
    ),
    invalid('fields spread from a call', fields('...common(t)'), 'fields', null),
    invalid('a type from a call', 'builder.mutationType(typeOf());', 'fields', null),
    invalid('a type with a spread', 'builder.mutationType({ ...type });', 'fields', null),
  ],
});

const bare = named("'saveBio'");
const from = (specifier: string, code = bare) =>
  fixed(code).replace('../../profiles/completion-tag.ts', specifier);
const inFile = (file: string, specifier: string) =>
  invalid(file, bare, 'missing', from(specifier), fileAt(file));

tester.run('require-completion-invalidation: does its folder hold a section', rule, {
  valid: [
    valid('a folder without a section', bare, fileAt('src/sections/drafts/schema.ts')),
    valid('a folder that is not there', bare, fileAt('src/sections/absent/schema.ts')),
    valid('another part of the source', bare, fileAt('src/reindex/schema.ts')),
    valid('a root without a section', bare, fileAt('elsewhere/src/sections/bio.ts')),
    valid('a folder that only begins like one', bare, fileAt('src/profiles-old/mutations.ts')),
    { name: 'another root', code: bare, filename: bio, options: [{ sectionsRoot: 'app/parts', alsoIn: [] }] },
    { name: 'another section file', code: bare, filename: bio, options: [{ sectionFile: 'part.ts' }] },
    {
      name: 'no further folders',
      code: bare,
      filename: fileAt('src/profiles/mutations.ts'),
      options: [{ alsoIn: [] }],
    },
    { name: 'other words', code: bare, filename: bio, options: [{ verbs: ['write'] }] },
    {
      name: 'other names',
      code: "import { tagOf } from '../../tags.ts';\nbuilder.mutationField('saveCv', (t) => t.field({ clears: ({ id }) => [tagOf(id)] }));",
      filename: fileAt('app/parts/cv/schema.ts'),
      options: [
        {
          sectionsRoot: 'app/parts',
          sectionFile: 'part.ts',
          option: 'clears',
          key: 'id',
          tag: 'tagOf',
          tagModule: 'app/tags.ts',
        },
      ],
    },
  ],
  invalid: [
    inFile('src/sections/bio/schema.ts', '../../profiles/completion-tag.ts'),
    inFile('src/sections/bio/mutations/save-bio.ts', '../../../profiles/completion-tag.ts'),
    inFile('src/sections/bio/a/b/c.ts', '../../../../profiles/completion-tag.ts'),
    inFile('src/sections/bio.ts', '../profiles/completion-tag.ts'),
    inFile('src/sections/mutations.ts', '../profiles/completion-tag.ts'),
    inFile('src/profiles/mutations.ts', './completion-tag.ts'),
    inFile('src/profiles/a/b.ts', '../completion-tag.ts'),
    {
      ...invalid(
        'another root',
        bare,
        'missing',
        from('../../../src/profiles/completion-tag.ts'),
        fileAt('app/parts/cv/schema.ts'),
      ),
      options: [{ sectionsRoot: 'app/parts', sectionFile: 'part.ts' }],
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
