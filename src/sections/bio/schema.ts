// The bio in the API: its type and its mutations.
import { builder } from '../../graphql/builder.ts';
import { inputArg } from '../../graphql/checked-args.ts';
import { profileCompletionTag } from '../../profiles/completion-tag.ts';
import { profileMutation } from '../../profiles/profile-mutation.ts';
import { replaceRow } from '../rows.ts';
import { bioRule } from './section.ts';

builder.prismaObject('Bio', {
  description: 'What the person is, in a line, and a summary of it.',
  select: { profileId: true },
  access: 'inherited',
  fields: (t) => ({
    id: t.exposeID('profileId', { description: "The profile's: each has one." }),
    label: t.exposeString('label', { nullable: true, description: 'As in "Web Developer".' }),
    summary: t.exposeString('summary', { nullable: true, description: 'A few sentences.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was written last.' }),
  }),
});

builder.prismaObjectField('Profile', 'bio', (t) =>
  t.relation('bio', { nullable: true, description: 'What the person is, in a line, and a summary of it.' }),
);

const BioInput = inputArg('BioInput', 'A bio. Filled once it has a summary.', bioRule);

builder.mutationField('saveBio', (t) =>
  profileMutation(t, {
    description: 'Writes the bio.',
    args: { input: BioInput },
    change: (tx, { profileId, input }) => replaceRow(tx.bio, profileId, input),
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
  }),
);

builder.mutationField('deleteBio', (t) =>
  profileMutation(t, {
    description: 'Deletes the bio.',
    change: (tx, { profileId }) => tx.bio.deleteMany({ where: { profileId } }),
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
  }),
);
