// The photo in the API: its type and its mutations.
import { builder } from '../../graphql/builder.ts';
import { inputArg } from '../../graphql/checked-args.ts';
import { profileCompletionTag } from '../../profiles/completion-tag.ts';
import { profileMutation } from '../../profiles/profile-mutation.ts';
import { replaceRow } from '../rows.ts';
import { photoRule } from './section.ts';

builder.prismaObject('Photo', {
  description: 'A picture of the person.',
  select: { profileId: true },
  access: 'inherited',
  fields: (t) => ({
    id: t.exposeID('profileId', { description: "The profile's: each has one." }),
    url: t.exposeString('url', { description: 'Where the picture is found.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was written last.' }),
  }),
});

builder.prismaObjectField('Profile', 'photo', (t) =>
  t.relation('photo', { nullable: true, description: 'A picture of the person.' }),
);

const PhotoInput = inputArg('PhotoInput', 'A photo; it replaces the one before.', photoRule);

builder.mutationField('savePhoto', (t) =>
  profileMutation(t, {
    description: 'Writes the photo.',
    args: { input: PhotoInput },
    change: (tx, { profileId, input }) => replaceRow(tx.photo, profileId, input),
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
  }),
);

builder.mutationField('deletePhoto', (t) =>
  profileMutation(t, {
    description: 'Deletes the photo.',
    change: (tx, { profileId }) => tx.photo.deleteMany({ where: { profileId } }),
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
  }),
);
