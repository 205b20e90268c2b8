// The links in the API: their type and their mutations.
import { builder } from '../../graphql/builder.ts';
import { firstArg, idArg, itemInputArg, optionalIdArg, toIndexArg } from '../../graphql/checked-args.ts';
import { profileCompletionTag } from '../../profiles/completion-tag.ts';
import { itemMutation, profileMutation, type ItemChange } from '../../profiles/profile-mutation.ts';
import { changedProfile } from '../../profiles/schema.ts';
import { addedBefore, addItem, deleteItem, editItem, moveItem } from '../rows.ts';
import { MAX_SOCIAL_LINKS, socialLinkRule } from './section.ts';

const SocialLinkType = builder.prismaObject('SocialLink', {
  description: 'An account elsewhere.',
  select: { id: true },
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
    args: firstArg(MAX_SOCIAL_LINKS),
    query: { orderBy: [{ ordinal: 'asc' }, { id: 'asc' }] },
  }),
);

const SocialLinkInput = itemInputArg(
  'SocialLinkInput',
  'An account elsewhere. One of network and url is needed.',
  socialLinkRule,
);

const SocialLinkPayload = builder.objectRef<ItemChange>('SocialLinkPayload').implement({
  description: 'The link that was written, and its profile after the change.',
  access: 'inherited',
  fields: (t) => ({
    socialLink: t.prismaField({
      type: SocialLinkType,
      description: 'What was written.',
      resolve: (query, { itemId: id }, _args, { db }) =>
        db.socialLink.findFirstOrThrow({ ...query, where: { id } }),
    }),
    profile: changedProfile(t),
  }),
});

builder.mutationField('saveSocialLink', (t) =>
  itemMutation(t, {
    description: `Changes the link with this id, or adds one at the end where no id is given; a profile holds at most ${MAX_SOCIAL_LINKS}.`,
    payload: SocialLinkPayload,
    args: { input: SocialLinkInput, id: optionalIdArg('link', 'Which one. Left out to add one.') },
    change: (tx, { profileId, id, input }) =>
      id === null
        ? addItem(tx.socialLink, MAX_SOCIAL_LINKS, profileId, input)
        : editItem(tx.socialLink, 'link', { profileId, id }, input),
    writtenBefore: async (db, { profileId, id, input }) =>
      id === null ? addedBefore(db.socialLink, profileId, input) : null,
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
  }),
);

builder.mutationField('moveSocialLink', (t) =>
  itemMutation(t, {
    description: 'Moves a link to another place in the list.',
    payload: SocialLinkPayload,
    args: { id: idArg('link'), toIndex: toIndexArg },
    change: (tx, { profileId, id, toIndex }) =>
      moveItem(tx, 'social_link', 'link', { profileId, id }, toIndex),
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
  }),
);

builder.mutationField('deleteSocialLink', (t) =>
  profileMutation(t, {
    description: 'Deletes a link.',
    args: { id: idArg('link') },
    change: (tx, { profileId, id }) => deleteItem(tx.socialLink, 'link', { profileId, id }),
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
  }),
);
