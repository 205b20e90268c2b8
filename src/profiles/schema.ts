// The Profile type, the queries that read profiles, and the payload that answers a change to one.
import { builder } from '../graphql/builder.ts';
import { isUuid } from '../graphql/uuid.ts';
import { InvalidInputError } from '../graphql/errors.ts';
import { findProfile, findProfileByHandle } from './find.ts';
import { handleRule } from './handle.ts';

export const VisibilityEnum = builder.enumType('Visibility', {
  description: 'Who may see a profile.',
  values: {
    PUBLIC: { description: 'Anyone. Only public profiles are in the search index.' },
    PRIVATE: { description: 'Its owner and the administrator.' },
  } as const,
});

export const ProfileType = builder.prismaObject('Profile', {
  description: 'One person.',
  select: { id: true, visibility: true },
  access: { visible: ({ id, visibility }) => ({ profileId: id, isPublic: visibility === 'PUBLIC' }) },
  fields: (t) => ({
    id: t.exposeID('id', { description: 'A UUID.' }),
    handle: t.exposeString('handle', { description: 'Unique, for URLs.' }),
    fullName: t.exposeString('fullName', { description: 'The name in one piece.' }),
    email: t.exposeString('email', {
      nullable: true,
      access: { owner: ({ id }) => id },
      description: 'The e-mail address. Only the owner and the administrator see it.',
    }),
    url: t.exposeString('url', { nullable: true, description: "The person's site." }),
    visibility: t.expose('visibility', { type: VisibilityEnum, description: 'Who may see it.' }),
    revision: t.exposeInt('revision', {
      description: 'Every write to the profile or one of its sections increases it by one.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was created.' }),
    updatedAt: t.expose('updatedAt', {
      type: 'DateTime',
      description: 'When the profile or one of its sections was written last.',
    }),
  }),
});

export interface ProfileChange {
  readonly profileId: string;
}

export interface WrittenProfile extends ProfileChange {
  /** The one that the change made. @default not known */
  readonly revision?: number | undefined;
}

export const ProfilePayload = builder.objectRef<WrittenProfile>('ProfilePayload').implement({
  description: 'The profile after the change.',
  access: 'inherited',
  fields: (t) => ({ profile: changedProfile(t) }),
});

type PayloadFields = PothosSchemaTypes.ObjectFieldBuilder<typeof builder.$inferSchemaTypes, WrittenProfile>;

/**
 * The field of a payload that holds the profile after the change. It has the revision of this change also where another one has come
 * before the answer: an editor that goes on with a later revision would overwrite what it has not seen.
 */
export function changedProfile(t: PayloadFields) {
  return t.prismaField({
    type: 'Profile',
    description: 'The profile after the change.',
    resolve: async (query, { profileId, revision }, _args, { db }) => {
      const profile = await db.profile.findFirstOrThrow({ ...query, where: { id: profileId } });
      return revision === undefined ? profile : { ...profile, revision };
    },
  });
}

builder.queryField('me', (t) =>
  t.prismaField({
    type: 'Profile',
    nullable: true,
    description:
      "The caller's own profile. Null without a token, or where the profile of the token does not exist.",
    access: 'public',
    resolve: (query, _root, _args, ctx) =>
      findProfile(ctx, ctx.viewer.kind === 'person' ? ctx.viewer.profileId : null, query),
  }),
);

builder.queryField('profile', (t) =>
  t.prismaField({
    type: 'Profile',
    nullable: true,
    description:
      'A profile by exactly one of its id and its handle. Null where there is none that the caller may see. A handle that was changed still leads to its profile.',
    access: 'public',
    args: {
      id: t.arg.id({ required: false, description: 'A UUID.' }),
      handle: t.arg.string({
        required: false,
        description: 'The handle, in small or capital letters, or one of the last ten that the profile had.',
      }),
    },
    resolve: (query, _root, args, ctx) => {
      const [id, handle] = [args.id ?? null, args.handle ?? null];
      if (id !== null && handle === null)
        return findProfile(ctx, isUuid(id) ? id.toLowerCase() : null, query);
      if (handle !== null && id === null)
        return findProfileByHandle(ctx, handleRule.safeParse(handle).data ?? null, query);
      const message = 'exactly one of id and handle is needed';
      throw new InvalidInputError(
        ['id', 'handle'].map((path) => ({ path, message, code: 'CONTRADICTION' as const })),
      );
    },
  }),
);
