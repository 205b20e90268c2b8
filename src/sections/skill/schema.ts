// The skills in the API: their type and their mutation.
import { builder } from '../../graphql/builder.ts';
import { firstArg, inputListArg } from '../../graphql/checked-args.ts';
import { profileCompletionTag } from '../../profiles/completion-tag.ts';
import { profileMutation } from '../../profiles/profile-mutation.ts';
import { REPLACED_ITEM_ID, replaceList } from '../rows.ts';
import { MAX_SKILLS, skillsRule } from './section.ts';

builder.prismaObject('Skill', {
  description: 'Something the person can do.',
  select: { id: true },
  access: 'inherited',
  fields: (t) => ({
    id: t.exposeID('id', { description: REPLACED_ITEM_ID }),
    name: t.exposeString('name', { description: 'As in "Web Development".' }),
    level: t.exposeString('level', { nullable: true, description: 'As in "Master".' }),
    keywords: t.exposeStringList('keywords', { description: 'As in "HTML".' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When the list was written last.' }),
  }),
});

builder.prismaObjectField('Profile', 'skills', (t) =>
  t.relation('skills', {
    description: 'What the person can do, in their own order.',
    args: firstArg(MAX_SKILLS),
    query: { orderBy: { ordinal: 'asc' } },
  }),
);

const SkillInput = inputListArg('SkillInput', 'Something the person can do.', skillsRule);

builder.mutationField('saveSkills', (t) =>
  profileMutation(t, {
    description: 'Replaces the list; an empty one deletes it.',
    args: { skills: SkillInput },
    change: (tx, { profileId, skills }) => replaceList(tx, 'skill', profileId, skills),
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
  }),
);
