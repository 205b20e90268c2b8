// Serves completionChanged: the current completion, then one event after every write, in every API process. A write is
// announced after its invalidation, so the completion is never the old one. After a lost connection it is read again.
// The subscription ends when the profile is deleted or the viewer may no longer see it.
import { Repeater, SlidingBuffer } from 'graphql-yoga';
import { builder } from '../graphql/builder.ts';
import type { Context } from '../graphql/context.ts';
import { NotFoundError } from '../graphql/errors.ts';
import { profileIdOf } from '../profiles/owner.ts';
import { isVisibleTo, visibleTo } from '../profiles/visibility.ts';
import { loadCompletion } from './cached.ts';
import { ProfileCompletionType } from './schema.ts';
import { isSameScore, type Completion } from './score.ts';
import { watchProfile } from './watched-profile.ts';

builder.subscriptionField('completionChanged', (t) =>
  t.field({
    type: ProfileCompletionType,
    description:
      'The current completion of a profile, then one event after every write to it. Ends when the profile is deleted.',
    access: 'public',
    args: {
      profileId: t.arg.id({ required: false, description: "The profile. Default: the caller's own." }),
    },
    subscribe: async (_root, args, ctx) => {
      const profileId = profileIdOf(args, ctx);
      const visible = await ctx.db.profile.findFirst({
        where: { id: profileId, ...visibleTo(ctx) },
        select: { id: true },
      });
      if (!visible) throw new NotFoundError('profile', profileId, 'profileId');
      return watch(ctx, profileId, await loadCompletion(ctx, profileId));
    },
    resolve: (completion) => completion,
  }),
);

function watch(ctx: Context, profileId: string, first: Completion): AsyncIterable<Completion> {
  return new Repeater<Completion>(async (push, stop) => {
    let last = first;
    void push(first);
    const end = await watchProfile(ctx, profileId, {
      show(state) {
        if (!state || !isVisibleTo(ctx, state.profile)) stop();
        // A completion that was computed again is often the same.
        else if (!isSameScore(state.completion, last)) {
          last = state.completion;
          void push(last);
        }
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
