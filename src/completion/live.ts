// Owns completionChanged: the completion as it is, then after every write, in every API process. It is told once the tag is
// invalidated where all processes look, so what it computes is never the old one. After a lost connection it looks for
// itself. It ends when the profile is gone, or is no longer the viewer's to see.
import { isDeepStrictEqual } from 'node:util';
import { Repeater, SlidingBuffer } from 'graphql-yoga';
import { INVALIDATED_CHANNEL } from '../database/invalidations.ts';
import { builder } from '../graphql/builder.ts';
import type { Context } from '../graphql/context.ts';
import { NotFoundError } from '../graphql/errors.ts';
import { profileCompletionTag } from '../profiles/completion-tag.ts';
import { profileIdOf } from '../profiles/owner.ts';
import { visibleTo } from '../profiles/visibility.ts';
import { loadCompletion } from './load.ts';
import { ProfileCompletionType } from './schema.ts';
import type { Completion } from './score.ts';

builder.subscriptionField('completionChanged', (t) =>
  t.field({
    type: ProfileCompletionType,
    description:
      'The completion of a profile as it is now, then after every write to it. It ends when the profile is gone.',
    access: 'public',
    args: {
      profileId: t.arg.id({ required: false, description: "Whose; the caller's own where it is left out." }),
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
  return new Repeater<Completion>(async (push, stop) => {
    let looking = Promise.resolve();
    let told = first;
    const look = async () => {
      const completion = await visibleCompletion(ctx, profileId);
      if (!completion) stop();
      else if (!isDeepStrictEqual(completion, told)) {
        told = completion;
        void push(completion);
      }
    };
    const unsubscribe = await ctx.notifications.subscribe(INVALIDATED_CHANNEL, (invalidated) => {
      if (invalidated !== null && invalidated !== tag) return;
      // One after the other, so that an older answer never follows a newer one.
      looking = looking.then(look).catch((error: unknown) => stop(error));
    });
    try {
      void push(first);
      // What was written between the first look and the subscription shows here.
      looking = looking.then(look).catch((error: unknown) => stop(error));
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
  return visible && loadCompletion(ctx, profileId, null);
}
