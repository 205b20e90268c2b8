// Serves completionChanged: the current completion, then one event after every write, in every API process. A write is
// announced after its invalidation, so the completion is never the old one. After a lost connection it is read again.
// The subscription ends when the profile is deleted or the viewer may no longer see it.
import { AsyncLocalStorage } from 'node:async_hooks';
import { isDeepStrictEqual } from 'node:util';
import { Repeater, SlidingBuffer } from 'graphql-yoga';
import { INVALIDATED_CHANNEL } from '../database/invalidations.ts';
import { builder } from '../graphql/builder.ts';
import type { Context } from '../graphql/context.ts';
import { NotFoundError } from '../graphql/errors.ts';
import { profileCompletionTag } from '../profiles/completion-tag.ts';
import { profileIdOf } from '../profiles/owner.ts';
import { visibleTo } from '../profiles/visibility.ts';
import { loadCompletion } from './cached.ts';
import { ProfileCompletionType } from './schema.ts';
import type { Completion } from './score.ts';

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
      const first = await visibleCompletion(ctx, profileId);
      if (!first) throw new NotFoundError('profile', profileId, 'profileId');
      return watch(ctx, profileId, first);
    },
    resolve: (completion) => completion,
  }),
);

function watch(ctx: Context, profileId: string, first: Completion): AsyncIterable<Completion> {
  const tag = profileCompletionTag(profileId);
  // A notification comes from outside of the request.
  const inRequest = AsyncLocalStorage.snapshot();
  return new Repeater<Completion>(async (push, stop) => {
    let last = first;
    let reading = Promise.resolve();
    const read = async () => {
      const completion = await inRequest(() => visibleCompletion(ctx, profileId));
      if (!completion) stop();
      else if (!isDeepStrictEqual(completion, last)) {
        last = completion;
        void push(completion);
      }
    };
    // One read at a time, so an older completion never follows a newer one.
    const readNext = () => {
      reading = reading.then(read).catch((error: unknown) => stop(error));
    };
    const unsubscribe = await ctx.notifications.subscribe(INVALIDATED_CHANNEL, (invalidated) => {
      if (invalidated === null || invalidated === tag) readNext();
    });
    try {
      void push(first);
      // Catches a write between the first read and the subscription.
      readNext();
      await stop;
    } finally {
      unsubscribe();
    }
  }, new SlidingBuffer(1));
}

async function visibleCompletion(ctx: Context, profileId: string): Promise<Completion | null> {
  const visible = await ctx.db.profile.findFirst({
    where: { id: profileId, ...visibleTo(ctx) },
    select: { id: true },
  });
  return visible && loadCompletion(ctx, profileId);
}
