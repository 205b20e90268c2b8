// What a declaration must hold: every form of the tag of the profile that was written which the rule accepts, and every form
// that is wrong or that it cannot read. In the tables `TAG` stands for `profileCompletionTag`.
import type { MessageId } from '../../src/lint/completion/messages.ts';
import { expand, IMPORT, invalid, LINE, rule, saveBio, tester, valid } from './tester.ts';

/** The declaration, code at the top of the file, and a further option of the field. */
type Case = string | readonly [declaration: string, top: string, option?: string];

const partsOf = (code: Case) => {
  const [declaration, top = '', option = ''] = typeof code === 'string' ? [code] : code;
  return {
    declaration: expand(declaration),
    before: top === '' ? IMPORT : `${IMPORT}\n${expand(top)}`,
    after: option === '' ? ',' : `, ${option},`,
  };
};

const ACCEPTED: Readonly<Record<string, Case>> = {
  'the line itself': 'invalidates: ({ profileId }) => [TAG(profileId)]',
  renamed: 'invalidates: ({ profileId: id }) => [TAG(id)]',
  'named by a string': `invalidates: ({ 'profileId': id }) => [TAG(id)]`,
  'a member': 'invalidates: (written) => [TAG(written.profileId)]',
  'a member by a string': `invalidates: (written) => [TAG(written['profileId'])]`,
  typed: 'invalidates: ({ profileId }: ProfileChange): readonly string[] => [TAG(profileId)]',
  'cast inside': 'invalidates: ({ profileId }) => [TAG((profileId as string)!)] as const',
  'cast and in parentheses': 'invalidates: ((({ profileId }) => ([TAG(profileId)])) as F)',
  'with satisfies': 'invalidates: (({ profileId }) => [TAG(profileId)]) satisfies F',
  'a function': 'invalidates: function ({ profileId }) { return [TAG(profileId)]; }',
  'a method': 'invalidates({ profileId }) { return [TAG(profileId)]; }',
  'a name in quotes': `'invalidates': ({ profileId }) => [TAG(profileId)]`,
  'a computed name': `['invalidates']: ({ profileId }) => [TAG(profileId)]`,
  'among other tags': `invalidates: ({ profileId }) => ['all', TAG(profileId)]`,
  'behind a spread': 'invalidates: ({ profileId }) => [...others(), TAG(profileId)]',
  'in a spread list': `invalidates: ({ profileId }) => [...[TAG(profileId)], 'all']`,
  'in a spread constant':
    'invalidates: ({ profileId }) => { const tags = [TAG(profileId)]; return [...tags]; }',
  'a constant list': 'invalidates: ({ profileId }) => { const tags = [TAG(profileId)]; return tags; }',
  'a constant tag': 'invalidates: ({ profileId }) => { const tag = TAG(profileId); return [tag]; }',
  'destructured later': 'invalidates: (written) => { const { profileId: id } = written; return [TAG(id)]; }',
  'a constant id': 'invalidates: (written) => { const id = written.profileId; return [TAG(id)]; }',
  'a constant of the parameter':
    'invalidates: (written) => { const it = written; return [TAG(it.profileId)]; }',
  'every return': `invalidates: ({ profileId, a }) => { if (a) return [TAG(profileId)]; else return ['a', ...[TAG(profileId)]]; }`,
  'both branches': `invalidates: ({ profileId, a }) => a ? [TAG(profileId)] : ['a', ...[TAG(profileId)]]`,
  'the same on both branches': 'invalidates: (w) => [TAG(a ? w.profileId : w.profileId)]',
  'a return in every case':
    'invalidates: ({ profileId, a }) => { switch (a) { case 1: case 2: return [TAG(profileId)]; default: throw e; } }',
  'a return or a throw':
    'invalidates: ({ profileId, a }) => { try { return [TAG(profileId)]; } catch (e) { throw e; } finally { f(); } }',
  'a return in an inner function is not its own':
    'invalidates: ({ profileId }) => { const f = () => { return []; }; return [TAG(profileId)]; }',
  'a constant function': ['invalidates: tags', 'const tags = ({ profileId }) => [TAG(profileId)];'],
  'a declared function': ['invalidates: tags', 'function tags({ profileId }) { return [TAG(profileId)]; }'],
  shorthand: ['invalidates', 'const invalidates = ({ profileId }) => [TAG(profileId)];'],
  'a constant of a constant': [
    'invalidates: b',
    'const a = ({ profileId }) => [TAG(profileId)];\nconst b = a as F;',
  ],
  "an object's member": ['invalidates: on.save', 'const on = { save: ({ profileId }) => [TAG(profileId)] };'],
  'one of two functions': 'invalidates: a ? ({ profileId }) => [TAG(profileId)] : (w) => [TAG(w.profileId)]',
  'a spread object': ['...common', 'const common = { invalidates: ({ profileId }) => [TAG(profileId)] };'],
  'a spread object of a spread object': [
    '...common',
    'const a = { invalidates: ({ profileId }) => [TAG(profileId)] };\nconst common = { ...a, b: 1 };',
  ],
  'behind an unreadable spread': '...common(), invalidates: ({ profileId }) => [TAG(profileId)]',
  'behind an unreadable name': '[name]: 1, invalidates: ({ profileId }) => [TAG(profileId)]',
  'before a spread object that has none': [
    'invalidates: ({ profileId }) => [TAG(profileId)], ...common',
    'const common = { errors: {} };',
  ],
  'before a conditional spread that has none':
    'invalidates: ({ profileId }) => [TAG(profileId)], ...(flag && { errors: {} })',
  'replacing an empty one': 'invalidates: () => [], invalidates: ({ profileId }) => [TAG(profileId)]',
  'another name for the function': ['invalidates: ({ profileId }) => [tag(profileId)]', 'const tag = TAG;'],
  'a spread object that is only read': [
    '...common',
    'const common = { invalidates: ({ profileId }) => [TAG(profileId)] };\nlog(common.invalidates);',
  ],
  'two profiles': 'invalidates: ({ profileId, otherProfileId }) => [TAG(profileId), TAG(otherProfileId)]',
  'a field that is named after another profile': 'invalidates: ({ otherProfileId }) => [TAG(otherProfileId)]',
  'the id of a payload that is the profile': ['invalidates: ({ id }) => [TAG(id)]', '', "type: 'Profile'"],
  'a field that the resolver fills with the id': [
    'invalidates: ({ mergedId }) => [TAG(mergedId)]',
    '',
    'resolve: async (_root, { profileId }) => { await f(); return { mergedId: profileId }; }',
  ],
  'fields that the resolver fills from its arguments': [
    'invalidates: (w) => [w.fromId, w.toId].map(TAG)',
    '',
    'resolve(_root, args) { return { fromId: args.profileId, toId: args.otherProfileId }; }',
  ],
  'ids that are mapped':
    'invalidates: ({ profileId, otherProfileId }) => [profileId, otherProfileId].map(TAG)',
  'ids that a function maps': 'invalidates: ({ profileId, a }) => [a, profileId].map((id) => TAG(id))',
  'ids that a function with a body maps':
    'invalidates: (w) => [w.profileId].map(function (id) { const tag = TAG(id); return tag; })',
  'ids that a function of the file maps': [
    'invalidates: ({ profileId }) => [profileId].map(tagOf)',
    'const tagOf = (id) => TAG(id);',
  ],
  'ids in a constant':
    'invalidates(written) { const { profileId, otherProfileId } = written; const ids = [profileId, otherProfileId]; return ids.map(TAG); }',
  'ids in a set':
    'invalidates: ({ profileId, otherProfileId }) => [...new Set([profileId, otherProfileId])].map(TAG)',
  'ids that are mapped twice': 'invalidates: ({ profileId }) => [profileId].map((id) => id).map(TAG)',
  'a list of ids of the payload': 'invalidates: ({ profileIds }) => profileIds.map(TAG)',
  'a list of ids in a member':
    'invalidates: (written) => { const ids = written.otherProfileIds; return [...ids.map((id) => TAG(id))]; }',
  flatMap:
    "invalidates: ({ profileId, otherProfileId }) => [profileId, otherProfileId].flatMap((id) => ['all', TAG(id)])",
  'flatMap without a list': 'invalidates: ({ profileIds }) => profileIds.flatMap(TAG)',
  'concat of lists': "invalidates: ({ profileId }) => ['all'].concat([profileId].map(TAG))",
  'concat of a tag': 'invalidates: ({ profileId }) => others().concat(TAG(profileId))',
  'concat of a list that cannot be read': 'invalidates: ({ profileId }) => [TAG(profileId)].concat(others())',
  'a list with a push':
    'invalidates: ({ profileId }) => { const tags: string[] = []; tags.push(TAG(profileId)); return tags; }',
  'a list with a push behind a condition':
    'invalidates: ({ profileId, a }) => { const tags = [TAG(profileId)]; if (a) tags.push(TAG(a)); return tags; }',
  'a list with a push of a list':
    'invalidates: ({ profileId, a }) => { const tags = []; tags.unshift(...[a, profileId].map(TAG)); return [...tags]; }',
  'a push in a loop':
    'invalidates: ({ profileId, a }) => { const tags = []; for (const id of [profileId, a]) { tags.push(TAG(id)); } return tags; }',
  'a push in a loop over the list of ids':
    'invalidates: ({ profileIds }) => { const tags = []; for (const id of profileIds) tags.push(TAG(id)); return tags; }',
  'a push in forEach':
    'invalidates: ({ profileIds }) => { const tags = []; profileIds.forEach((id) => tags.push(TAG(id))); return tags; }',
  'a push in forEach with a body':
    'invalidates: ({ profileId }) => { const tags = []; [profileId].forEach((id) => { const tag = TAG(id); tags.push(tag); }); return tags; }',
  'ids with a push':
    'invalidates: ({ profileId, a }) => { const ids = [profileId]; if (a) ids.push(a); return ids.map(TAG); }',
};

const REFUSED: Readonly<Partial<Record<MessageId, Readonly<Record<string, Case>>>>> = {
  empty: {
    'an empty list': 'invalidates: () => []',
    'an empty list with a cast': 'invalidates: (() => [] as string[]) as F',
    'an empty list of an empty list': 'invalidates: () => [...[]]',
    'a commented tag': 'invalidates: ({ profileId }) => [/* TAG(profileId) */]',
    'empty in one branch': 'invalidates: ({ profileId, a }) => a ? [TAG(profileId)] : []',
    'empty on one path': 'invalidates: ({ profileId, a }) => { if (a) return []; return [TAG(profileId)]; }',
    'empty in one of two functions': 'invalidates: a ? () => [] : ({ profileId }) => [TAG(profileId)]',
    'empty by a constant': ['invalidates: none', 'const none = () => [];'],
    'empty by a constant list': ['invalidates: () => none', 'const none: string[] = [];'],
    'nothing that is mapped': 'invalidates: () => [].map(TAG)',
    'a push behind a condition alone':
      'invalidates: ({ profileId, a }) => { const tags = []; if (a) tags.push(TAG(profileId)); return tags; }',
    'a return before the push':
      'invalidates: ({ profileId, a }) => { const tags = []; if (a) return tags; tags.push(TAG(profileId)); return tags; }',
    'a push in a function that may not run':
      'invalidates: ({ profileId }) => { const tags = []; later(() => tags.push(TAG(profileId))); return tags; }',
    'a push in a loop behind a condition':
      'invalidates: ({ profileIds }) => { const tags = []; for (const id of profileIds) { if (a) continue; tags.push(TAG(id)); } return tags; }',
  },
  endsWithout: {
    'a bare return': 'invalidates: ({ profileId, a }) => { if (a) return; return [TAG(profileId)]; }',
    'an end without one': 'invalidates: ({ profileId, a }) => { if (a) return [TAG(profileId)]; }',
    'a case that breaks':
      'invalidates: ({ profileId, a }) => { switch (a) { case 1: if (b) break; return [TAG(profileId)]; default: return [TAG(profileId)]; } }',
    'a switch without default':
      'invalidates: ({ profileId, a }) => { switch (a) { case 1: return [TAG(profileId)]; } }',
    'no return': 'invalidates: ({ profileId }) => { TAG(profileId); }',
  },
  noTag: {
    'another tag': `invalidates: () => ['all']`,
    "the tag's text, written by hand": 'invalidates: ({ profileId }) => [`profile_completion_${profileId}`]',
    'another function': 'invalidates: ({ profileId }) => [otherTag(profileId)]',
    'the function itself, not called': 'invalidates: () => [() => TAG(id)]',
    'ids in place of tags': 'invalidates: ({ profileIds }) => profileIds',
    'promises of tags': 'invalidates: ({ profileId }) => [profileId].map(async (id) => TAG(id))',
    'a callback that returns nothing on a path':
      'invalidates: ({ profileId, a }) => [profileId].map((id) => { if (a) return TAG(id); })',
    'a callback with another tag on a path':
      "invalidates: ({ profileId, a }) => [profileId].map((id) => { if (a) return 'all'; return TAG(id); })",
  },
  otherProfile: {
    'a literal': `invalidates: () => [TAG('7')]`,
    nothing: 'invalidates: ({ profileId }) => [TAG()]',
    'a spread of ids': 'invalidates: ({ profileId }) => [TAG(...[profileId])]',
    "the arguments'": 'invalidates: () => [TAG(args.profileId)]',
    'another field': 'invalidates: ({ otherId }) => [TAG(otherId)]',
    'another field, renamed to it': 'invalidates: ({ otherId: profileId }) => [TAG(profileId)]',
    'another member': 'invalidates: (written) => [TAG(written.id)]',
    'a member of a field': 'invalidates: ({ a }) => [TAG(a.profileId)]',
    'a member of a second parameter': 'invalidates: (w, a) => [TAG(a.profileId)]',
    'another field, taken out later': 'invalidates: (w) => { const { a } = w; return [TAG(a)]; }',
    'a deeper one': 'invalidates: ({ other: { profileId } }) => [TAG(profileId)]',
    'a deeper member': 'invalidates: (written) => [TAG(written.other.profileId)]',
    'a second parameter': 'invalidates: (written, { profileId }) => [TAG(profileId)]',
    'a default': 'invalidates: ({ profileId = other }) => [TAG(profileId)]',
    'a fallback': 'invalidates: ({ profileId }) => [TAG(profileId ?? other)]',
    'one in one branch': 'invalidates: ({ profileId, a }) => [TAG(a ? profileId : other)]',
    'written anew': 'invalidates: ({ profileId }) => { profileId = other; return [TAG(profileId)]; }',
    'written into':
      'invalidates: (written) => { written.profileId = other; return [TAG(written.profileId)]; }',
    'filled from elsewhere':
      'invalidates: (written) => { Object.assign(written, other); return [TAG(written.profileId)]; }',
    shadowed: 'invalidates: ({ profileId }) => { { const profileId = other; return [TAG(profileId)]; } }',
    "an inner function's":
      'invalidates: ({ profileId }) => { const f = (profileId) => [TAG(profileId)]; return [...[TAG(other)]]; }',
    'made of itself': 'invalidates: () => { const id = id; return [TAG(id)]; }',
    'an outer variable': ['invalidates: () => [TAG(profileId)]', 'const profileId = ownId();'],
    'a tag that is made outside': ['invalidates: () => [tag]', `const tag = TAG('7');`],
    'the id of a payload that is no profile': 'invalidates: ({ id }) => [TAG(id)]',
    'the id of a payload that may be no profile': [
      'invalidates: ({ id }) => [TAG(id)]',
      '',
      "type: a ? 'Profile' : 'Bio'",
    ],
    'a field that the resolver fills with something else': [
      'invalidates: ({ mergedId }) => [TAG(mergedId)]',
      '',
      'resolve: (_root, { itemId }) => ({ mergedId: itemId })',
    ],
    'another field of what the resolver returns': [
      'invalidates: ({ itemId }) => [TAG(itemId)]',
      '',
      'resolve: (_root, { profileId }) => ({ profileId, itemId: f() })',
    ],
    'something else that is mapped': 'invalidates: ({ itemId }) => [itemId].map(TAG)',
    'the index of an id': 'invalidates: ({ profileId }) => [profileId].map((_id, index) => TAG(index))',
    'a loop over something else':
      'invalidates: ({ itemId }) => { const tags = []; for (const id of [itemId]) tags.push(TAG(id)); return tags; }',
    'one id of the list': 'invalidates: ({ profileIds }) => [TAG(profileIds)]',
  },
  promise: {
    async: 'invalidates: async ({ profileId }) => [TAG(profileId)]',
    'a generator': 'invalidates: function* ({ profileId }) { yield TAG(profileId); }',
  },
  imported: {
    'an imported function': ['invalidates: tags', `import { tags } from './tags.ts';`],
    'the constant for mutations that write nothing': [
      'invalidates: nothing',
      `import { nothing } from '../../graphql/invalidation-plugin.ts';`,
    ],
    'an imported member': ['invalidates: tags.save', `import * as tags from './tags.ts';`],
    'imported tags': ['invalidates: () => tags', `import { tags } from './tags.ts';`],
    'a spread of imported tags': ['invalidates: () => [...tags]', `import { tags } from './tags.ts';`],
    'an imported tag': ['invalidates: () => [tag]', `import { tag } from './tags.ts';`],
  },
  unreadable: {
    undefined: 'invalidates: undefined',
    'no function': 'invalidates: [TAG(id)]',
    'made by a call': 'invalidates: memo(({ profileId }) => [TAG(profileId)])',
    'a getter': 'get invalidates() { return ({ profileId }) => [TAG(profileId)]; }',
    'a setter': 'set invalidates({ profileId }) { return [TAG(profileId)]; }',
    'a function that is declared twice': [
      'invalidates: tags',
      'function tags({ profileId }) { return [TAG(profileId)]; }\nfunction tags() { return []; }',
    ],
    'a parameter': 'invalidates: ({ tags }) => tags',
    'a spread of a call': 'invalidates: () => [...tagsOf()]',
    'a filtered list': 'invalidates: ({ profileId }) => [TAG(profileId)].filter(Boolean)',
    'only where a condition holds': 'invalidates: ({ profileId, a }) => a && [TAG(profileId)]',
    'a tag only where a condition holds': 'invalidates: ({ profileId, a }) => [a && TAG(profileId)]',
    'a list that is emptied':
      'invalidates: ({ profileId }) => { const tags = [TAG(profileId)]; tags.pop(); return tags; }',
    'a list that is shortened':
      'invalidates: ({ profileId }) => { const tags = [TAG(profileId)]; tags.length = 0; return tags; }',
    'a variable': 'invalidates: ({ profileId }) => { let tags = [TAG(profileId)]; return tags; }',
    'a list made of itself': 'invalidates: () => { const tags = [...tags]; return tags; }',
    'a function written anew': [
      'invalidates: tags',
      'function tags({ profileId }) { return [TAG(profileId)]; }\ntags = () => [];',
    ],
    "an object's member written anew": [
      'invalidates: on.save',
      'const on = { save: ({ profileId }) => [TAG(profileId)] };\non.save = () => [];',
    ],
    "an object's member that is not there": ['invalidates: on.save', 'const on = {};'],
    'another list of the payload': 'invalidates: ({ itemIds }) => itemIds.map(TAG)',
    'ids that are filtered': 'invalidates: ({ profileIds }) => profileIds.filter(Boolean).map(TAG)',
    'ids that another function maps': 'invalidates: ({ profileId }) => [profileId].map(otherTag)',
    'flatMap with a list on one path':
      'invalidates: ({ profileId, a }) => [profileId].flatMap((id) => (a ? [TAG(id)] : []))',
    'a list with a push and a pop':
      'invalidates: ({ profileId }) => { const tags = []; tags.push(TAG(profileId)); tags.pop(); return tags; }',
    'a push in a loop over a call':
      'invalidates: () => { const tags = []; for (const id of ids()) tags.push(TAG(id)); return tags; }',
  },
};

/** Code whose import differs: the declaration and the import. */
const IMPORTS: Readonly<Record<string, readonly [declaration: string, imports: string]>> = {
  'an import by another name': [
    'invalidates: ({ profileId }) => [tag(profileId)]',
    IMPORT.replace(' }', ' as tag }'),
  ],
  'an import of the whole module': [
    'invalidates: ({ profileId }) => [tags.profileCompletionTag(profileId)]',
    IMPORT.replace(/\{[^{}]*\}/, '* as tags'),
  ],
  'an import without extension': [LINE, IMPORT.replace('.ts', '')],
  'an import from the package': [LINE, IMPORT.replace('../../', 'vitae/src/')],
};

tester.run('require-completion-invalidation: what a declaration holds', rule, {
  valid: [
    ...Object.entries(ACCEPTED).map(([name, code]) => {
      const { declaration, before, after } = partsOf(code);
      return valid(name, saveBio(declaration + after, before));
    }),
    ...Object.entries(IMPORTS).map(([name, [declaration, imports]]) =>
      valid(name, saveBio(`${declaration},`, imports)),
    ),
  ],
  invalid: Object.entries(REFUSED).flatMap(([messageId, cases]) =>
    Object.entries(cases).map(([name, code]) => {
      const { declaration, before, after } = partsOf(code);
      return invalid(
        name,
        saveBio(declaration + after, before),
        messageId as MessageId,
        saveBio(LINE + after, before),
      );
    }),
  ),
});
