// Owns the skills in the API: its type, its input and its mutation.
import { builder } from '../../graphql/builder.ts';
import { validate } from '../../graphql/errors.ts';
import { profileCompletionTag } from '../../profiles/completion-tag.ts';
import { ownerOnly, profileIdArg, profileIdOf } from '../../profiles/owner.ts';
import { ProfilePayload } from '../../profiles/schema.ts';
import { writeProfile } from '../../profiles/write.ts';
import { skillsRule, replaceSkills } from './section.ts';

builder.prismaObject('Skill', {
  description: 'Something the person can do.',
  access: 'inherited',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'As in "Web Development".' }),
    level: t.exposeString('level', { nullable: true, description: 'As in "Master".' }),
    keywords: t.exposeStringList('keywords', { description: 'As in "HTML".' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When the list was written last.' }),
  }),
});

builder.prismaObjectField('Profile', 'skills', (t) =>
  t.relation('skills', {
    description: 'What the person can do, in their own order.',
    query: { orderBy: { ordinal: 'asc' } },
  }),
);

const SkillInput = builder.inputType('SkillInput', {
  description: 'Something the person can do.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'At most 200 characters.' }),
    level: t.string({ description: 'At most 100 characters.' }),
    keywords: t.stringList({ description: 'At most 50, each at most 100 characters.' }),
  }),
});

builder.mutationField('saveSkills', (t) =>
  t.field({
    type: ProfilePayload,
    description: 'Replaces the list; an empty one deletes it.',
    args: {
      ...profileIdArg(),
      skills: t.arg({
        type: [SkillInput],
        required: true,
        description: 'The whole list, in order, at most 100.',
      }),
    },
    access: ownerOnly,
    errors: {},
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
    resolve: async (_root, args, ctx) => {
      const profileId = profileIdOf(args, ctx);
      const content = validate('skills', skillsRule, args.skills);
      await writeProfile(ctx, profileId, (tx) => replaceSkills(tx, profileId, content));
      return { profileId };
    },
  }),
);
