// Owns the photo in the API: its type, its input and its mutations.
import { builder } from '../../graphql/builder.ts';
import { validate } from '../../graphql/errors.ts';
import { profileCompletionTag } from '../../profiles/completion-tag.ts';
import { ownerOnly, profileIdArg, profileIdOf } from '../../profiles/owner.ts';
import { ProfilePayload } from '../../profiles/schema.ts';
import { writeProfile } from '../../profiles/write.ts';
import { photoRule, replacePhoto } from './section.ts';

builder.prismaObject('Photo', {
  description: 'A picture of the person.',
  access: 'inherited',
  fields: (t) => ({
    url: t.exposeString('url', { description: 'Where the picture is found.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was written last.' }),
  }),
});

builder.prismaObjectField('Profile', 'photo', (t) =>
  t.relation('photo', { nullable: true, description: 'A picture of the person.' }),
);

const PhotoInput = builder.inputType('PhotoInput', {
  description: 'A photo; it replaces the one before.',
  fields: (t) => ({
    url: t.string({
      required: true,
      description: 'Starts with http:// or https://, at most 2,048 characters.',
    }),
  }),
});

builder.mutationField('savePhoto', (t) =>
  t.field({
    type: ProfilePayload,
    description: 'Writes the photo.',
    args: {
      ...profileIdArg(),
      input: t.arg({ type: PhotoInput, required: true, description: 'The photo.' }),
    },
    access: ownerOnly,
    errors: {},
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
    resolve: async (_root, args, ctx) => {
      const profileId = profileIdOf(args, ctx);
      const content = validate('input', photoRule, args.input);
      await writeProfile(ctx, profileId, (tx) => replacePhoto(tx, profileId, content));
      return { profileId };
    },
  }),
);

builder.mutationField('deletePhoto', (t) =>
  t.field({
    type: ProfilePayload,
    description: 'Deletes the photo.',
    args: profileIdArg(),
    access: ownerOnly,
    errors: {},
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
    resolve: async (_root, args, ctx) => {
      const profileId = profileIdOf(args, ctx);
      await writeProfile(ctx, profileId, (tx) => replacePhoto(tx, profileId, null));
      return { profileId };
    },
  }),
);
