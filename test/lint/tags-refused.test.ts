// The rule's fourth step: everything that looks like the tag of the profile that was written and is not, or that the rule
// cannot know to be. Each is mended by the line in its place.
import type { MessageId } from '../../src/lint/completion/messages.ts';
import { IMPORT, invalid, LINE, rule, saveBio, tester } from './tester.ts';

/** A declaration that is replaced by the line. */
const wrong = (messageId: MessageId, name: string, declaration: string, before = IMPORT) =>
  invalid(name, saveBio(declaration, before), messageId, saveBio(`${LINE},`, before));

/** As wrong, with something at the top of the file. */
const wrongWith = (messageId: MessageId, name: string, declaration: string, top: string) =>
  wrong(messageId, name, declaration, `${IMPORT}\n${top}`);

const tag = (id: string) => `[profileCompletionTag(${id})]`;
const body = (parameter: string, statements: string) => `invalidates: (${parameter}) => { ${statements} },`;

tester.run('require-completion-invalidation: what is not the tag of the profile that was written', rule, {
  valid: [],
  invalid: [
    wrong('empty', 'an empty list', 'invalidates: () => [],'),
    wrong('empty', 'an empty list with a cast', 'invalidates: (() => [] as string[]) as F,'),
    wrong('empty', 'an empty list of an empty list', 'invalidates: () => [...[]],'),
    wrong(
      'empty',
      'a commented tag',
      'invalidates: ({ profileId }) => [/* profileCompletionTag(profileId) */],',
    ),
    wrong('empty', 'empty in one branch', `invalidates: ({ profileId, a }) => a ? ${tag('profileId')} : [],`),
    wrong(
      'empty',
      'empty on one path',
      body('{ profileId, a }', `if (a) return []; return ${tag('profileId')};`),
    ),
    wrong(
      'empty',
      'empty in one of two functions',
      `invalidates: a ? () => [] : ({ profileId }) => ${tag('profileId')},`,
    ),
    wrongWith('empty', 'empty by a constant', 'invalidates: none,', 'const none = () => [];'),
    wrongWith('empty', 'empty by a constant list', 'invalidates: () => none,', 'const none: string[] = [];'),
    wrong(
      'endsWithout',
      'a bare return',
      body('{ profileId, a }', `if (a) return; return ${tag('profileId')};`),
    ),
    wrong(
      'endsWithout',
      'an end without one',
      body('{ profileId, a }', `if (a) return ${tag('profileId')};`),
    ),
    wrong(
      'endsWithout',
      'a case that breaks',
      body(
        '{ profileId, a }',
        `switch (a) { case 1: if (b) break; return ${tag('profileId')}; default: return ${tag('profileId')}; }`,
      ),
    ),
    wrong(
      'endsWithout',
      'a switch without default',
      body('{ profileId, a }', `switch (a) { case 1: return ${tag('profileId')}; }`),
    ),
    wrong('endsWithout', 'no return', body('{ profileId }', 'profileCompletionTag(profileId);')),
    wrong('noTag', 'another tag', "invalidates: () => ['all'],"),
    wrong(
      'noTag',
      "the tag's text, written by hand",
      'invalidates: ({ profileId }) => [`profile_completion_${profileId}`],',
    ),
    wrong('noTag', 'another function', 'invalidates: ({ profileId }) => [otherTag(profileId)],'),
    wrong('noTag', 'the function itself, not called', 'invalidates: () => [() => profileCompletionTag(id)],'),
    wrong('otherProfile', 'a literal', `invalidates: () => ${tag("'7'")},`),
    wrong('otherProfile', 'nothing', `invalidates: ({ profileId }) => ${tag('')},`),
    wrong('otherProfile', 'a spread of ids', `invalidates: ({ profileId }) => ${tag('...[profileId]')},`),
    wrong('otherProfile', "the arguments'", `invalidates: () => ${tag('args.profileId')},`),
    wrong('otherProfile', 'another field', `invalidates: ({ otherId }) => ${tag('otherId')},`),
    wrong(
      'otherProfile',
      'another field, renamed to it',
      `invalidates: ({ otherId: profileId }) => ${tag('profileId')},`,
    ),
    wrong('otherProfile', 'another member', `invalidates: (written) => ${tag('written.id')},`),
    wrong('otherProfile', 'a member of a field', `invalidates: ({ a }) => ${tag('a.profileId')},`),
    wrong('otherProfile', 'a member of a second parameter', `invalidates: (w, a) => ${tag('a.profileId')},`),
    wrong(
      'otherProfile',
      'another field, taken out later',
      body('w', `const { a } = w; return ${tag('a')};`),
    ),
    wrong('otherProfile', 'a deeper one', `invalidates: ({ other: { profileId } }) => ${tag('profileId')},`),
    wrong('otherProfile', 'a deeper member', `invalidates: (written) => ${tag('written.other.profileId')},`),
    wrong(
      'otherProfile',
      'a second parameter',
      `invalidates: (written, { profileId }) => ${tag('profileId')},`,
    ),
    wrong('otherProfile', 'a default', `invalidates: ({ profileId = other }) => ${tag('profileId')},`),
    wrong('otherProfile', 'a fallback', `invalidates: ({ profileId }) => ${tag('profileId ?? other')},`),
    wrong(
      'otherProfile',
      'one in one branch',
      `invalidates: ({ profileId, a }) => ${tag('a ? profileId : other')},`,
    ),
    wrong(
      'otherProfile',
      'written anew',
      body('{ profileId }', `profileId = other; return ${tag('profileId')};`),
    ),
    wrong(
      'otherProfile',
      'written into',
      body('written', `written.profileId = other; return ${tag('written.profileId')};`),
    ),
    wrong(
      'otherProfile',
      'filled from elsewhere',
      body('written', `Object.assign(written, other); return ${tag('written.profileId')};`),
    ),
    wrong(
      'otherProfile',
      'shadowed',
      body('{ profileId }', `{ const profileId = other; return ${tag('profileId')}; }`),
    ),
    wrong(
      'otherProfile',
      "an inner function's",
      body('{ profileId }', `const f = (profileId) => ${tag('profileId')}; return [...${tag('other')}];`),
    ),
    wrong('otherProfile', 'made of itself', body('', `const id = id; return ${tag('id')};`)),
    wrongWith(
      'otherProfile',
      'an outer variable',
      `invalidates: () => ${tag('profileId')},`,
      'const profileId = ownId();',
    ),
    wrongWith(
      'otherProfile',
      'a tag that is made outside',
      'invalidates: () => [tag],',
      "const tag = profileCompletionTag('7');",
    ),
    wrong('promise', 'async', `invalidates: async ({ profileId }) => ${tag('profileId')},`),
    wrong(
      'promise',
      'a generator',
      'invalidates: function* ({ profileId }) { yield profileCompletionTag(profileId); },',
    ),
    wrongWith('imported', 'an imported function', 'invalidates: tags,', "import { tags } from './tags.ts';"),
    wrongWith(
      'imported',
      'the constant for mutations that write nothing',
      'invalidates: nothing,',
      "import { nothing } from '../../graphql/invalidation-plugin.ts';",
    ),
    wrongWith(
      'imported',
      'an imported member',
      'invalidates: tags.save,',
      "import * as tags from './tags.ts';",
    ),
    wrongWith('imported', 'imported tags', 'invalidates: () => tags,', "import { tags } from './tags.ts';"),
    wrongWith(
      'imported',
      'a spread of imported tags',
      'invalidates: () => [...tags],',
      "import { tags } from './tags.ts';",
    ),
    wrongWith('imported', 'an imported tag', 'invalidates: () => [tag],', "import { tag } from './tags.ts';"),
    wrong('unreadable', 'undefined', 'invalidates: undefined,'),
    wrong('unreadable', 'no function', `invalidates: ${tag('id')},`),
    wrong(
      'unreadable',
      'made by a call',
      'invalidates: memo(({ profileId }) => [profileCompletionTag(profileId)]),',
    ),
    wrong('unreadable', 'a getter', `get invalidates() { return ({ profileId }) => ${tag('profileId')}; },`),
    wrong('unreadable', 'a setter', `set invalidates({ profileId }) { return ${tag('profileId')}; },`),
    wrongWith(
      'unreadable',
      'a function that is declared twice',
      'invalidates: tags,',
      `function tags({ profileId }) { return ${tag('profileId')}; }\nfunction tags() { return []; }`,
    ),
    wrong('unreadable', 'a parameter', `invalidates: ({ tags }) => tags,`),
    wrong('unreadable', 'a spread of a call', 'invalidates: () => [...tagsOf()],'),
    wrong(
      'unreadable',
      'a filtered list',
      `invalidates: ({ profileId }) => ${tag('profileId')}.filter(Boolean),`,
    ),
    wrong(
      'unreadable',
      'only where a condition holds',
      `invalidates: ({ profileId, a }) => a && ${tag('profileId')},`,
    ),
    wrong(
      'unreadable',
      'a tag only where a condition holds',
      'invalidates: ({ profileId, a }) => [a && profileCompletionTag(profileId)],',
    ),
    wrong(
      'unreadable',
      'a list that is emptied',
      body('{ profileId }', `const tags = ${tag('profileId')}; tags.pop(); return tags;`),
    ),
    wrong(
      'unreadable',
      'a list that is shortened',
      body('{ profileId }', `const tags = ${tag('profileId')}; tags.length = 0; return tags;`),
    ),
    wrong('unreadable', 'a variable', body('{ profileId }', `let tags = ${tag('profileId')}; return tags;`)),
    wrong('unreadable', 'a list made of itself', body('', 'const tags = [...tags]; return tags;')),
    wrongWith(
      'unreadable',
      'a function written anew',
      'invalidates: tags,',
      `function tags({ profileId }) { return ${tag('profileId')}; }\ntags = () => [];`,
    ),
    wrongWith(
      'unreadable',
      "an object's member written anew",
      'invalidates: on.save,',
      `const on = { save: ({ profileId }) => ${tag('profileId')} };\non.save = () => [];`,
    ),
    wrongWith(
      'unreadable',
      "an object's member that is not there",
      'invalidates: on.save,',
      'const on = {};',
    ),
  ],
});
