// Owns the links in the API: its type, its input and its mutations.
import { builder } from '../../graphql/builder.ts';
import { NotFoundError, validate } from '../../graphql/errors.ts';
import { isUuid } from '../../graphql/uuid.ts';
import { profileCompletionTag } from '../../profiles/completion-tag.ts';
import { ownerOnly, profileIdArg, profileIdOf } from '../../profiles/owner.ts';
import { changedProfile, ProfilePayload, type ProfileChange } from '../../profiles/schema.ts';
import { writeProfile } from '../../profiles/write.ts';
import { nextOrdinal } from '../list.ts';
import { socialLinkRule, MAX_SOCIAL_LINKS } from './section.ts';

const SocialLinkType = builder.prismaObject('SocialLink', {
  description: 'An account elsewhere.',
  access: 'inherited',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'A UUID.' }),
    network: t.exposeString('network', { nullable: true, description: 'As in "GitHub".' }),
    username: t.exposeString('username', { nullable: true, description: 'The name there.' }),
    url: t.exposeString('url', { nullable: true, description: 'The page there.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was written last.' }),
  }),
});

builder.prismaObjectField('Profile', 'socialLinks', (t) =>
  t.relation('socialLinks', {
    description: 'Where else the person is found, in their own order.',
    query: { orderBy: [{ ordinal: 'asc' }, { id: 'asc' }] },
  }),
);

const SocialLinkInput = builder.inputType('SocialLinkInput', {
  description: 'An account elsewhere. One of network and url is needed.',
  fields: (t) => ({
    network: t.string({ description: 'At most 100 characters.' }),
    username: t.string({ description: 'At most 200 characters.' }),
    url: t.string({ description: 'Starts with http:// or https://, at most 2,048 characters.' }),
  }),
});

const SocialLinkPayload = builder
  .objectRef<ProfileChange & { socialLinkId: string }>('SocialLinkPayload')
  .implement({
    description: 'The link that was written, and its profile after the change.',
    access: 'inherited',
    fields: (t) => ({
      socialLink: t.prismaField({
        type: SocialLinkType,
        description: 'What was written.',
        resolve: (query, { socialLinkId }, _args, { db }) =>
          db.socialLink.findUniqueOrThrow({ ...query, where: { id: socialLinkId } }),
      }),
      profile: changedProfile(t),
    }),
  });

builder.mutationField('saveSocialLink', (t) =>
  t.field({
    type: SocialLinkPayload,
    description:
      'Writes the link with this id anew, or adds one at the end where no id is given; a profile holds at most 50.',
    args: {
      ...profileIdArg(),
      id: t.arg.id({ required: false, description: 'Which one; left out to add one.' }),
      input: t.arg({
        type: SocialLinkInput,
        required: true,
        description: 'All of it: what is left out becomes null.',
      }),
    },
    access: ownerOnly,
    errors: {},
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
    resolve: async (_root, args, ctx) => {
      const profileId = profileIdOf(args, ctx);
      const content = validate('input', socialLinkRule, args.input);
      const id = args.id ?? null;
      if (id !== null && !isUuid(id)) throw new NotFoundError('link', id);
      const socialLinkId = await writeProfile(ctx, profileId, async (tx) => {
        if (id !== null) {
          const { count } = await tx.socialLink.updateMany({ where: { id, profileId }, data: content });
          if (count === 0) throw new NotFoundError('link', id);
          return id;
        }
        const list = await tx.socialLink.aggregate({
          where: { profileId },
          _count: true,
          _max: { ordinal: true },
        });
        const ordinal = nextOrdinal(list, MAX_SOCIAL_LINKS);
        const created = await tx.socialLink.create({ data: { profileId, ordinal, ...content } });
        return created.id;
      });
      return { profileId, socialLinkId };
    },
  }),
);

builder.mutationField('deleteSocialLink', (t) =>
  t.field({
    type: ProfilePayload,
    description: 'Deletes a link.',
    args: { ...profileIdArg(), id: t.arg.id({ required: true, description: 'Which one.' }) },
    access: ownerOnly,
    errors: {},
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
    resolve: async (_root, args, ctx) => {
      const profileId = profileIdOf(args, ctx);
      if (!isUuid(args.id)) throw new NotFoundError('link', args.id);
      await writeProfile(ctx, profileId, async (tx) => {
        const { count } = await tx.socialLink.deleteMany({ where: { id: args.id, profileId } });
        if (count === 0) throw new NotFoundError('link', args.id);
      });
      return { profileId };
    },
  }),
);
