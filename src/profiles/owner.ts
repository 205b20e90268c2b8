// Finds the profile that a field is about: the argument `profileId`, or the caller's own profile where it is left out.
import { builder } from '../graphql/builder.ts';
import type { Context } from '../graphql/context.ts';
import { InvalidInputError, NotAllowedError } from '../graphql/errors.ts';
import { isUuid } from '../graphql/uuid.ts';

export interface ProfileArgs {
  readonly profileId?: string | null | undefined;
}

/** The argument that every mutation of a profile takes. */
export const profileIdArg = (description = "The profile to change; the caller's own where it is left out.") =>
  builder.args((t) => ({ profileId: t.id({ required: false, description }) }));

/** The argument that every mutation of an existing profile takes. */
export const expectedRevisionArg = () =>
  builder.args((t) => ({
    expectedRevision: t.int({
      required: false,
      description:
        'The revision on which the change is based. Where the profile has another one, nothing is written, and the answer is a ' +
        'ConflictError with the current revision. Left out: any.',
    }),
  }));

/** Access for the owner and the administrator only. */
export const ownerOnly = { owner: (_parent: unknown, { profileId }: ProfileArgs) => profileId ?? null };

/**
 * The id of the profile that a field is about, in lower case, as the database and the cache tags have it.
 * @param path the argument that holds the id
 * @throws InvalidInputError where the id is no UUID, or where the administrator, who has no profile, left it out
 */
export function profileIdOf(
  { profileId }: ProfileArgs,
  { viewer }: Pick<Context, 'viewer'>,
  path = 'profileId',
): string {
  if (typeof profileId === 'string') {
    if (!isUuid(profileId))
      throw new InvalidInputError([{ path, message: 'must be a UUID', code: 'INVALID_ID' }]);
    return profileId.toLowerCase();
  }
  if (viewer.kind === 'person') return viewer.profileId;
  if (viewer.kind === 'anonymous') throw new NotAllowedError('a token is needed, and none was sent');
  throw new InvalidInputError([
    { path, message: 'is needed, since the administrator has no profile', code: 'REQUIRED' },
  ]);
}
