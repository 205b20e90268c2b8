// Owns the bio in the API: its type, its input and its mutations.
import { builder } from '../../graphql/builder.ts';
import { validate } from '../../graphql/errors.ts';
import { profileCompletionTag } from '../../profiles/completion-tag.ts';
import { ownerOnly, profileIdArg, profileIdOf } from '../../profiles/owner.ts';
import { ProfilePayload } from '../../profiles/schema.ts';
import { writeProfile } from '../../profiles/write.ts';
import { bioRule, replaceBio } from './section.ts';

builder.prismaObject('Bio', {
  description: 'What the person is, in a line, and a summary of it.',
  access: 'inherited',
  fields: (t) => ({
    label: t.exposeString('label', { nullable: true, description: 'As in "Web Developer".' }),
    summary: t.exposeString('summary', { nullable: true, description: 'A few sentences.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was written last.' }),
  }),
});

builder.prismaObjectField('Profile', 'bio', (t) =>
  t.relation('bio', { nullable: true, description: 'What the person is, in a line, and a summary of it.' }),
);

const BioInput = builder.inputType('BioInput', {
  description: 'A bio; it replaces the one before. Filled once it has a summary.',
  fields: (t) => ({
    label: t.string({ description: 'At most 200 characters.' }),
    summary: t.string({ description: 'At most 5,000 characters.' }),
  }),
});

builder.mutationField('saveBio', (t) =>
  t.field({
    type: ProfilePayload,
    description: 'Writes the bio.',
    args: { ...profileIdArg(), input: t.arg({ type: BioInput, required: true, description: 'The bio.' }) },
    access: ownerOnly,
    errors: {},
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
    resolve: async (_root, args, ctx) => {
      const profileId = profileIdOf(args, ctx);
      const content = validate('input', bioRule, args.input);
      await writeProfile(ctx, profileId, (tx) => replaceBio(tx, profileId, content));
      return { profileId };
    },
  }),
);

builder.mutationField('deleteBio', (t) =>
  t.field({
    type: ProfilePayload,
    description: 'Deletes the bio.',
    args: profileIdArg(),
    access: ownerOnly,
    errors: {},
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
    resolve: async (_root, args, ctx) => {
      const profileId = profileIdOf(args, ctx);
      await writeProfile(ctx, profileId, (tx) => replaceBio(tx, profileId, null));
      return { profileId };
    },
  }),
);
