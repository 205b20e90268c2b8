// Serves completionChanged and profileChanged: the current state, then one event after every write, in every API process. A write
// is announced after its invalidation, so what is read then is never the old one. After a lost connection it is read again.
// The subscription ends when the profile is deleted or the viewer may no longer see it.
import { Repeater, SlidingBuffer } from 'graphql-yoga';
import { builder } from '../graphql/builder.ts';
import type { Context } from '../graphql/context.ts';
import { NotFoundError } from '../graphql/errors.ts';
import { findProfile } from '../profiles/find.ts';
import { profileIdOf, type ProfileArgs } from '../profiles/owner.ts';
import { isVisibleTo } from '../profiles/visibility.ts';
import { loadCompletion, type ProfileCompletion } from './cached.ts';
import { ProfileCompletionType } from './schema.ts';
import { isSameScore } from './score.ts';
import { watchProfile, type WatchedState } from './watched-profile.ts';

const watchedArgs = () =>
  builder.args((t) => ({
    profileId: t.id({ required: false, description: "The profile. Default: the caller's own." }),
  }));

builder.subscriptionField('completionChanged', (t) =>
  t.field({
    type: ProfileCompletionType,
    description:
      'The current completion of a profile, then one event after every write to it. Ends when the profile is deleted or hidden from the caller.',
    access: 'public',
    args: watchedArgs(),
    subscribe: async (_root, args, ctx) => {
      const profileId = await visibleProfileId(args, ctx);
      const first = await loadCompletion(ctx, profileId);
      return watch(ctx, profileId, completionsFrom(first));
    },
    resolve: (completion) => completion,
  }),
);

builder.subscriptionField('profileChanged', (t) =>
  t.prismaField({
    type: 'Profile',
    description:
      'A profile as it is now, then as it is after a write to it or to one of its sections; writes that follow each other quickly may share an event. Ends when the profile is deleted or hidden from the caller.',
    access: 'public',
    args: watchedArgs(),
    subscribe: async (_root, args, ctx) =>
      watch(ctx, await visibleProfileId(args, ctx), {
        first: null,
        needsCompletion: false,
        next: revisions(),
      }),
    // The watchers of one process share the statement. It sees what is committed by now.
    resolve: async (query, { id }, _args, ctx) => {
      const profile = await findProfile(ctx, id, query);
      if (!profile) throw new NotFoundError('profile', id, 'profileId');
      return profile;
    },
  }),
);

/** @throws NotFoundError where there is none that the viewer may see */
async function visibleProfileId(args: ProfileArgs, ctx: Context): Promise<string> {
  const id = profileIdOf(args, ctx);
  const visible = await findProfile(ctx, id, {});
  if (!visible) throw new NotFoundError('profile', id, 'profileId');
  return id;
}

interface Events<Event> {
  /** Null: the first state decides. */
  readonly first: Event | null;
  readonly needsCompletion: boolean;
  /** Null where the state brings nothing new. */
  readonly next: (state: WatchedState) => Event | null;
}

function completionsFrom(first: ProfileCompletion): Events<ProfileCompletion> {
  let last = first;
  return {
    first,
    needsCompletion: true,
    next({ completion }) {
      // A completion that was computed again is often the same.
      if (!completion || isSameScore(completion, last)) return null;
      last = completion;
      return last;
    },
  };
}

/** A profile that was not written is often read again, as when an operator invalidates its completion. */
function revisions(): Events<WatchedState['profile']>['next'] {
  let last: number | null = null;
  return ({ profile }) => {
    if (profile.revision === last) return null;
    last = profile.revision;
    return profile;
  };
}

function watch<Event>(
  ctx: Context,
  profileId: string,
  { first, needsCompletion, next }: Events<Event>,
): AsyncIterable<Event> {
  return new Repeater<Event>(async (push, stop) => {
    if (first !== null) void push(first);
    const end = await watchProfile(ctx, profileId, {
      needsCompletion,
      show(state) {
        const isVisible = state !== null && isVisibleTo(ctx, state.profile);
        const event = isVisible ? next(state) : null;
        if (!isVisible) stop();
        else if (event !== null) void push(event);
      },
      fail: stop,
    });
    try {
      await stop;
    } finally {
      await end();
    }
  }, new SlidingBuffer(1));
}
