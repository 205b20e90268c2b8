// The three mutations of the profile itself.
import { z } from 'zod';
import { isUniqueViolation } from '../database/client.ts';
import { builder } from '../graphql/builder.ts';
import { plainInputArg } from '../graphql/checked-args.ts';
import { ConflictError } from '../graphql/errors.ts';
import { emailAddress, emptiable, requiredText, webUrl } from '../graphql/input-rules.ts';
import { profileCompletionTag } from './completion-tag.ts';
import { isHandleTaken, newHandleRule, withFreeHandle } from './handle.ts';
import { ownerOnly, profileIdArg, profileIdOf } from './owner.ts';
import { profileMutation } from './profile-mutation.ts';
import { ProfilePayload, VisibilityEnum, type ProfileChange } from './schema.ts';
import { createProfile } from './write.ts';

export const fullNameRule = requiredText(200);

const handle = newHandleRule.nullish();
const visibility = z.enum(['PUBLIC', 'PRIVATE']).nullish();
const email = emptiable(emailAddress);
const url = emptiable(webUrl);
const PRIVATE_EMAIL = `${emailAddress.description} Only the owner and the administrator see it.`;

const CreateProfileInput = plainInputArg(
  'CreateProfileInput',
  'A new profile.',
  z.object({
    fullName: fullNameRule,
    handle: handle.describe(`${newHandleRule.description} Made from the name where it is left out.`),
    visibility: visibility.describe('PUBLIC where it is left out.'),
    email: email.describe(PRIVATE_EMAIL),
    url,
  }),
  { visibility: VisibilityEnum },
);

const UpdateProfileInput = plainInputArg(
  'UpdateProfileInput',
  'What to change. What is left out stays as it is.',
  z.object({
    fullName: fullNameRule.nullish().describe(fullNameRule.description ?? ''),
    handle: handle.describe(newHandleRule.description ?? ''),
    visibility: visibility.describe('A PRIVATE profile leaves the search index.'),
    email: email.describe(`${PRIVATE_EMAIL} Null empties it.`),
    url: url.describe(`${webUrl.description} Null empties it.`),
  }),
  { visibility: VisibilityEnum },
);

const NEW_PROFILE_ID =
  "The id of the new profile, a UUID. Left out: the caller's own; for the administrator a new one.";

builder.mutationField('createProfile', (t) =>
  t.field({
    type: ProfilePayload,
    description:
      'Creates a profile: a person their own, the administrator any, with a new id where `profileId` is left out.',
    args: {
      ...profileIdArg(NEW_PROFILE_ID),
      ...builder.args((arg) => ({ input: CreateProfileInput.define(arg) })),
    },
    access: ownerOnly,
    errors: {},
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
    resolve: async (_root, args, ctx) => {
      const {
        fullName,
        handle,
        visibility,
        email = null,
        url = null,
      } = CreateProfileInput.check('input', args.input);
      const anyId = ctx.viewer.kind === 'administrator' && (args.profileId ?? null) === null;
      const id = anyId ? undefined : profileIdOf(args, ctx);
      const data = { fullName, visibility: visibility ?? 'PUBLIC', email, url, ...(id && { id }) };
      const create = (handle: string) => createProfile(ctx, { ...data, handle });
      const profileId = await unlessTaken(() => (handle ? create(handle) : withFreeHandle(fullName, create)));
      return { profileId };
    },
  }),
);

builder.mutationField('updateProfile', (t) =>
  profileMutation(t, {
    description:
      'Changes name, handle, visibility, e-mail address or site. Null for one of the first three counts as left out.',
    args: { input: UpdateProfileInput },
    change: (tx, { profileId, input: { fullName, handle, visibility, email, url } }) => {
      const data = {
        ...(fullName && { fullName }),
        ...(handle && { handle }),
        ...(visibility && { visibility }),
        ...(email !== undefined && { email }),
        ...(url !== undefined && { url }),
      };
      return unlessTaken(() => tx.profile.update({ where: { id: profileId }, data }));
    },
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
  }),
);

const DeleteProfilePayload = builder.objectRef<ProfileChange>('DeleteProfilePayload').implement({
  description: 'The id of a deleted profile.',
  access: 'inherited',
  fields: (t) => ({ id: t.exposeID('profileId', { description: 'The id it had.' }) }),
});

builder.mutationField('deleteProfile', (t) =>
  profileMutation(t, {
    description: 'Deletes a profile with all its sections. It leaves the search index.',
    payload: DeleteProfilePayload,
    change: (tx, { profileId }) => tx.profile.delete({ where: { id: profileId } }),
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
  }),
);

/** @throws ConflictError where handle or id are taken */
async function unlessTaken<Result>(write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw isHandleTaken(error)
      ? new ConflictError('input.handle', 'is taken', { code: 'TAKEN' })
      : new ConflictError('profileId', 'there is a profile with this id already', { code: 'DUPLICATE' });
  }
}
