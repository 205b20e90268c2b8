// Owns the three mutations of the profile itself.
import { z } from 'zod';
import { isUniqueViolation } from '../database/client.ts';
import { builder } from '../graphql/builder.ts';
import { ConflictError, validate } from '../graphql/errors.ts';
import { requiredText } from '../graphql/input-rules.ts';
import { profileCompletionTag } from './completion-tag.ts';
import { handleFrom, handleRule } from './handle.ts';
import { ownerOnly, profileIdArg, profileIdOf } from './owner.ts';
import { ProfilePayload, VisibilityEnum, type ProfileChange } from './schema.ts';
import { createProfile, writeProfile } from './write.ts';

export const fullNameRule = requiredText(200);

const visibilityRule = z.enum(['PUBLIC', 'PRIVATE']).nullish();
const createRule = z.object({
  fullName: fullNameRule,
  handle: handleRule.nullish(),
  visibility: visibilityRule,
});
const updateRule = z.object({
  fullName: fullNameRule.nullish(),
  handle: handleRule.nullish(),
  visibility: visibilityRule,
});

const CreateProfileInput = builder.inputType('CreateProfileInput', {
  description: 'A new profile.',
  fields: (t) => ({
    fullName: t.string({ required: true, description: 'At most 200 characters.' }),
    handle: t.string({
      description:
        'Lower-case letters, digits and single hyphens, 3 to 60; made from the name where left out.',
    }),
    visibility: t.field({ type: VisibilityEnum, description: 'PUBLIC where left out.' }),
  }),
});

const UpdateProfileInput = builder.inputType('UpdateProfileInput', {
  description: 'What is left out stays as it is.',
  fields: (t) => ({
    fullName: t.string({ description: 'At most 200 characters.' }),
    handle: t.string({ description: 'Lower-case letters, digits and single hyphens, 3 to 60.' }),
    visibility: t.field({ type: VisibilityEnum, description: 'A PRIVATE profile leaves the search index.' }),
  }),
});

builder.mutationField('createProfile', (t) =>
  t.field({
    type: ProfilePayload,
    description:
      'Makes a profile: a person their own; the administrator any, under a new id where `profileId` is left out.',
    args: {
      ...profileIdArg(),
      input: t.arg({ type: CreateProfileInput, required: true, description: 'The profile.' }),
    },
    access: ownerOnly,
    errors: {},
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
    resolve: async (_root, args, ctx) => {
      const { fullName, handle, visibility } = validate('input', createRule, args.input);
      const anyId = ctx.viewer.kind === 'administrator' && (args.profileId ?? null) === null;
      const data = { fullName, handle: handle ?? handleFrom(fullName), visibility: visibility ?? 'PUBLIC' };
      const id = anyId ? undefined : profileIdOf(args, ctx);
      return unlessTaken(async () => ({
        profileId: await createProfile(ctx, { ...data, ...(id && { id }) }),
      }));
    },
  }),
);

builder.mutationField('updateProfile', (t) =>
  t.field({
    type: ProfilePayload,
    description: 'Changes name, handle or visibility.',
    args: {
      ...profileIdArg(),
      input: t.arg({ type: UpdateProfileInput, required: true, description: 'What to change.' }),
    },
    access: ownerOnly,
    errors: {},
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
    resolve: async (_root, args, ctx) => {
      const profileId = profileIdOf(args, ctx);
      const { fullName, handle, visibility } = validate('input', updateRule, args.input);
      const data = {
        ...(fullName && { fullName }),
        ...(handle && { handle }),
        ...(visibility && { visibility }),
      };
      await unlessTaken(() =>
        writeProfile(ctx, profileId, (tx) => tx.profile.update({ where: { id: profileId }, data })),
      );
      return { profileId };
    },
  }),
);

const DeleteProfilePayload = builder.objectRef<ProfileChange>('DeleteProfilePayload').implement({
  description: 'What is left of a deleted profile.',
  access: 'inherited',
  fields: (t) => ({ id: t.exposeID('profileId', { description: 'The id it had.' }) }),
});

builder.mutationField('deleteProfile', (t) =>
  t.field({
    type: DeleteProfilePayload,
    description: 'Deletes a profile with all its sections. It leaves the search index.',
    args: profileIdArg(),
    access: ownerOnly,
    errors: {},
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
    resolve: async (_root, args, ctx) => {
      const profileId = profileIdOf(args, ctx);
      await writeProfile(ctx, profileId, (tx) => tx.profile.delete({ where: { id: profileId } }));
      return { profileId };
    },
  }),
);

async function unlessTaken<Result>(write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw JSON.stringify(error).includes('handle')
      ? new ConflictError('input.handle', 'is taken')
      : new ConflictError('profileId', 'there is a profile with this id already');
  }
}
