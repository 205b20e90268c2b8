// Pauses and resumes queues in the API. For administrators only.
import { builder } from '../graphql/builder.ts';
import type { Context } from '../graphql/context.ts';
import { validate } from '../graphql/errors.ts';
import { nothing } from '../graphql/invalidation-plugin.ts';
import { requiredText } from '../graphql/input-rules.ts';
import type { AnyJob } from '../jobs/contract.ts';
import type { QueueStatus } from '../jobs/queues.ts';
import { jobOf, QUEUE, QueueType } from './queues.ts';

const reasonRule = requiredText(500).nullish();

builder.mutationField('pauseQueue', (t) =>
  t.field({
    type: QueueType,
    description:
      'Pauses a queue until resumeQueue, in every process. Jobs that run finish; jobs are still enqueued, and wait.',
    args: {
      queue: t.arg.string({ required: true, description: QUEUE }),
      reason: t.arg.string({
        required: false,
        description:
          'Shown to other administrators. At most 500 characters. Default: "Paused by an administrator".',
      }),
    },
    access: 'administrator',
    invalidates: nothing,
    resolve: async (_root, { queue, reason }, ctx) => {
      const job = jobOf(ctx, queue);
      const given = validate('reason', reasonRule, reason);
      await ctx.jobs.pause(job, given ?? 'Paused by an administrator');
      return statusOf(ctx, job);
    },
  }),
);

builder.mutationField('resumeQueue', (t) =>
  t.field({
    type: QueueType,
    description:
      'Ends the pause of a queue, also one that an error began: its jobs run at once. A queue without a pause stays as it is.',
    args: { queue: t.arg.string({ required: true, description: QUEUE }) },
    access: 'administrator',
    invalidates: nothing,
    resolve: async (_root, { queue }, ctx) => {
      const job = jobOf(ctx, queue);
      await ctx.jobs.resume(job);
      return statusOf(ctx, job);
    },
  }),
);

async function statusOf({ jobs }: Context, { name }: AnyJob): Promise<QueueStatus> {
  const queue = (await jobs.queues()).find((one) => one.name === name);
  if (!queue) throw new Error(`the queue ${name} is gone`);
  return queue;
}
