// The rule's fourth step: every way to declare the tag of the profile that was written which the rule follows.
import { IMPORT, LINE, rule, saveBio, tester, valid } from './tester.ts';

const right = (name: string, declaration: string, before?: string) =>
  valid(name, saveBio(declaration, before));

const tag = (id: string) => `[profileCompletionTag(${id})]`;
const body = (parameter: string, statements: string) => `invalidates: (${parameter}) => { ${statements} },`;

tester.run('require-completion-invalidation: the tag of the profile that was written', rule, {
  valid: [
    right('the line itself', `${LINE},`),
    right('renamed', `invalidates: ({ profileId: id }) => ${tag('id')},`),
    right('named by a string', `invalidates: ({ 'profileId': id }) => ${tag('id')},`),
    right('a member', `invalidates: (written) => ${tag('written.profileId')},`),
    right('a member by a string', `invalidates: (written) => ${tag("written['profileId']")},`),
    right('typed', `invalidates: ({ profileId }: ProfileChange): readonly string[] => ${tag('profileId')},`),
    right('cast inside', `invalidates: ({ profileId }) => ${tag('(profileId as string)!')} as const,`),
    right('cast and in parentheses', `invalidates: ((({ profileId }) => (${tag('profileId')})) as F),`),
    right('with satisfies', `invalidates: (({ profileId }) => ${tag('profileId')}) satisfies F,`),
    right('a function', `invalidates: function ({ profileId }) { return ${tag('profileId')}; },`),
    right('a method', `invalidates({ profileId }) { return ${tag('profileId')}; },`),
    right('a name in quotes', `'invalidates': ({ profileId }) => ${tag('profileId')},`),
    right('a computed name', `['invalidates']: ({ profileId }) => ${tag('profileId')},`),
    right('among other tags', "invalidates: ({ profileId }) => ['all', profileCompletionTag(profileId)],"),
    right(
      'behind a spread',
      'invalidates: ({ profileId }) => [...others(), profileCompletionTag(profileId)],',
    ),
    right('in a spread list', `invalidates: ({ profileId }) => [...${tag('profileId')}, 'all'],`),
    right(
      'in a spread constant',
      body('{ profileId }', `const tags = ${tag('profileId')}; return [...tags];`),
    ),
    right('a constant list', body('{ profileId }', `const tags = ${tag('profileId')}; return tags;`)),
    right(
      'a constant tag',
      body('{ profileId }', 'const tag = profileCompletionTag(profileId); return [tag];'),
    ),
    right('destructured later', body('written', `const { profileId: id } = written; return ${tag('id')};`)),
    right('a constant id', body('written', `const id = written.profileId; return ${tag('id')};`)),
    right(
      'a constant of the parameter',
      body('written', `const it = written; return ${tag('it.profileId')};`),
    ),
    right(
      'every return',
      body(
        '{ profileId, a }',
        `if (a) return ${tag('profileId')}; else return ['a', ...${tag('profileId')}];`,
      ),
    ),
    right(
      'both branches',
      `invalidates: ({ profileId, a }) => a ? ${tag('profileId')} : ['a', ...${tag('profileId')}],`,
    ),
    right('the same on both branches', `invalidates: (w) => ${tag('a ? w.profileId : w.profileId')},`),
    right(
      'a return in every case',
      body(
        '{ profileId, a }',
        `switch (a) { case 1: case 2: return ${tag('profileId')}; default: throw e; }`,
      ),
    ),
    right(
      'a return or a throw',
      body('{ profileId, a }', `try { return ${tag('profileId')}; } catch (e) { throw e; } finally { f(); }`),
    ),
    right(
      'a return in an inner function is not its own',
      body('{ profileId }', `const f = () => { return []; }; return ${tag('profileId')};`),
    ),
    right(
      'a constant function',
      'invalidates: tags,',
      `${IMPORT}\nconst tags = ({ profileId }) => ${tag('profileId')};`,
    ),
    right(
      'a declared function',
      'invalidates: tags,',
      `${IMPORT}\nfunction tags({ profileId }) { return ${tag('profileId')}; }`,
    ),
    right(
      'shorthand',
      'invalidates,',
      `${IMPORT}\nconst invalidates = ({ profileId }) => ${tag('profileId')};`,
    ),
    right(
      'a constant of a constant',
      'invalidates: b,',
      `${IMPORT}\nconst a = ({ profileId }) => ${tag('profileId')};\nconst b = a as F;`,
    ),
    right(
      "an object's member",
      'invalidates: on.save,',
      `${IMPORT}\nconst on = { save: ({ profileId }) => ${tag('profileId')} };`,
    ),
    right(
      'one of two functions',
      `invalidates: a ? ({ profileId }) => ${tag('profileId')} : (w) => ${tag('w.profileId')},`,
    ),
    right('a spread object', '...common,', `${IMPORT}\nconst common = { ${LINE} };`),
    right(
      'a spread object of a spread object',
      '...common,',
      `${IMPORT}\nconst a = { ${LINE} };\nconst common = { ...a, b: 1 };`,
    ),
    right('behind an unreadable spread', `...common(), ${LINE},`),
    right('behind an unreadable name', `[name]: 1, ${LINE},`),
    right(
      'before a spread object that has none',
      `${LINE}, ...common,`,
      `${IMPORT}\nconst common = { errors: {} };`,
    ),
    right('before a conditional spread that has none', `${LINE}, ...(flag && { errors: {} }),`),
    right('replacing an empty one', `invalidates: () => [], ${LINE},`),
    right(
      'import renamed',
      `invalidates: ({ profileId }) => [tag(profileId)],`,
      IMPORT.replace(' }', ' as tag }'),
    ),
    right(
      'import of all',
      'invalidates: ({ profileId }) => [tags.profileCompletionTag(profileId)],',
      IMPORT.replace(/\{.*\}/, '* as tags'),
    ),
    right('import without extension', `${LINE},`, IMPORT.replace('.ts', '')),
    right('import of the package', `${LINE},`, IMPORT.replace('../../', 'vitae/src/')),
    right(
      'another name for it in the file',
      'invalidates: ({ profileId }) => [tag(profileId)],',
      `${IMPORT}\nconst tag = profileCompletionTag;`,
    ),
    right(
      'a spread, which is not touched by reading it',
      '...common,',
      `${IMPORT}\nconst common = { ${LINE} };\nlog(common.invalidates);`,
    ),
  ],
  invalid: [],
});
