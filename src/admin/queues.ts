// The queues and their dead letters in the API. For administrators only.
import type { ResolveCursorConnectionArgs } from '@pothos/plugin-relay';
import { builder } from '../graphql/builder.ts';
import { checkIds } from '../graphql/checked-args.ts';
import type { Context } from '../graphql/context.ts';
import { NotFoundError } from '../graphql/errors.ts';
import { nothing } from '../graphql/invalidation-plugin.ts';
import { cursorConnection, pageSize } from '../graphql/keyset.ts';
import { isUuid } from '../graphql/uuid.ts';
import type { AnyJob } from '../jobs/contract.ts';
import {
  UnknownDeadLetterError,
  type DeadLetter,
  type ListedDeadLetter,
  type Retried,
} from '../jobs/dead-letters.ts';
import type { Pause } from '../jobs/pauses.ts';
import type { QueueStatus } from '../jobs/queues.ts';
import { ProfileType } from '../profiles/schema.ts';
import { withProfiles, type AboutProfile } from './about-profile.ts';
import { decodePosition, encodePosition } from './job-cursor.ts';

export const MAX_IDS = 1000;
export const QUEUE = 'The name of the queue, as in `queues`.';

const QueuePauseType = builder.objectRef<Pause>('QueuePause').implement({
  description:
    'A pause of a whole queue: the service that its jobs need refuses them or is away. No job runs, and no try is used.',
  access: 'administrator',
  fields: (t) => ({
    since: t.expose('since', { type: 'DateTime', description: 'When the pause began.' }),
    until: t.expose('until', {
      type: 'DateTime',
      description: 'When one job runs to see whether the pause can end. No job runs before.',
    }),
    reason: t.exposeString('reason', { description: 'The last error, or why an administrator paused it.' }),
    byHand: t.exposeBoolean('byHand', {
      description:
        'Whether an administrator paused it. It lasts until resumeQueue; `until` is in the year 9999.',
    }),
  }),
});

export const QueueType = builder.objectRef<QueueStatus>('Queue').implement({
  description:
    'The queue of one kind of job. A job that is not completed is in exactly one of the four counts.',
  access: 'administrator',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Such as profile-changed.' }),
    waiting: t.exposeInt('waiting', { description: 'Jobs that are due and that no worker has claimed yet.' }),
    delayed: t.exposeInt('delayed', {
      description: 'Jobs that are due later: between two tries, or retried dead letters.',
    }),
    active: t.exposeInt('active', { description: 'Jobs that run now.' }),
    deadLetters: t.exposeInt('deadLetters', {
      description: 'Failed jobs that wait for an administrator to retry or discard them.',
    }),
    oldestJobAt: t.expose('oldestJobAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the oldest waiting or delayed job was enqueued. Null: there is none.',
    }),
    nextTryAt: t.expose('nextTryAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the first delayed job is due. Null: none is delayed.',
    }),
    oldestDeadLetterAt: t.expose('oldestDeadLetterAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the oldest dead letter became one. Null: there is none.',
    }),
    pause: t.expose('pause', {
      type: QueuePauseType,
      nullable: true,
      description: 'Null: the queue is not paused.',
    }),
  }),
});

type LetterOf<Letter extends DeadLetter> = Letter & { readonly profile: AboutProfile | null };

const DeadLetterType = builder.objectRef<LetterOf<DeadLetter>>('DeadLetter').implement({
  description: 'A job that used up its tries, or that no retry can fix.',
  access: 'administrator',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'A UUID.' }),
    queue: t.exposeString('queue', { description: 'The queue that the job failed in.' }),
    reason: t.exposeString('reason', { description: 'Why the job failed, in words.' }),
    tries: t.exposeInt('tries', {
      description: 'How often the job was tried. 0: its payload could not be read.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the job was enqueued.' }),
    failedAt: t.expose('failedAt', {
      type: 'DateTime',
      description: 'When the job became a dead letter.',
    }),
    payload: t.expose('payload', {
      type: 'JSON',
      nullable: true,
      description: 'What the job was to work on, as it is stored.',
    }),
    profile: t.field({
      type: ProfileType,
      nullable: true,
      description: 'The profile that the job is about. Null: it is about none, or the profile is gone.',
      resolve: ({ profile }) => profile,
    }),
  }),
});

builder.queryField('queues', (t) =>
  t.field({
    type: [QueueType],
    description: 'All queues, with their counts now.',
    access: 'administrator',
    resolve: (_root, _args, { jobs }) => jobs.queues(),
  }),
);

builder.queryField('deadLetter', (t) =>
  t.field({
    type: DeadLetterType,
    nullable: true,
    description: 'A dead letter by its id. Null: there is none.',
    args: {
      queue: t.arg.string({ required: true, description: QUEUE }),
      id: t.arg.id({ required: true, description: 'A UUID.' }),
    },
    access: 'administrator',
    resolve: async (_root, { queue, id }, ctx, info) => {
      const job = jobOf(ctx, queue);
      const letter = isUuid(id) ? await ctx.jobs.deadLetters.find(job, id) : null;
      if (!letter) return null;
      const [withProfile] = await withProfiles([letter], ctx, info, []);
      return withProfile;
    },
  }),
);

builder.queryField('deadLetters', (t) =>
  t.connection(
    {
      type: DeadLetterType,
      description: 'The dead letters of a queue, the newest first. A page has 1 to 100, by default 20.',
      args: { queue: t.arg.string({ required: true, description: QUEUE }) },
      access: 'administrator',
      resolve: (_root, { queue, ...args }, ctx, info) => {
        const job = jobOf(ctx, queue);
        return cursorConnection(
          {
            args,
            ...pageSize(args, decodePosition),
            toCursor: ({ position }: ListedDeadLetter) => encodePosition(position),
          },
          async ({ before, after, limit, inverted }: ResolveCursorConnectionArgs) => {
            const letters = await ctx.jobs.deadLetters.page(job, {
              ...(after && { olderThan: decodePosition('after', after) }),
              ...(before && { newerThan: decodePosition('before', before) }),
              oldestFirst: inverted,
              limit,
            });
            return withProfiles(letters, ctx, info, ['edges', 'node']);
          },
        );
      },
    },
    { name: 'DeadLetterConnection' },
    { name: 'DeadLetterEdge' },
  ),
);

const RetryResult = builder.objectRef<Retried>('RetryDeadLettersResult').implement({
  description: 'How many dead letters were retried.',
  access: 'administrator',
  fields: (t) => ({
    retried: t.exposeInt('count', { description: 'How many are no longer dead letters.' }),
    lastStartsAt: t.expose('lastStartsAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the last of them starts: ten start each second. Null: all start now.',
    }),
  }),
});

builder.mutationField('retryDeadLetters', (t) =>
  t.field({
    type: RetryResult,
    description:
      'Enqueues dead letters again, with all their tries. Ten start each second, so that many retries do not overload the ' +
      'search index. Where a job for the same thing is queued already, that job covers the dead letter.',
    args: {
      queue: t.arg.string({ required: true, description: QUEUE }),
      ids: t.arg.idList({
        required: false,
        maxItems: MAX_IDS,
        description: 'All dead letters where left out.',
      }),
    },
    access: 'administrator',
    invalidates: nothing,
    resolve: (_root, { queue, ids }, ctx) => {
      const job = jobOf(ctx, queue);
      if (!ids) return ctx.jobs.deadLetters.retry(job, null);
      return withKnownIds(ids, (known) => ctx.jobs.deadLetters.retry(job, known));
    },
  }),
);

const DiscardResult = builder.objectRef<{ readonly count: number }>('DiscardDeadLettersResult').implement({
  description: 'How many dead letters were discarded.',
  access: 'administrator',
  fields: (t) => ({ discarded: t.exposeInt('count', { description: 'How many were deleted.' }) }),
});

builder.mutationField('discardDeadLetters', (t) =>
  t.field({
    type: DiscardResult,
    description: 'Deletes dead letters for good. Their work is not done.',
    args: {
      queue: t.arg.string({ required: true, description: QUEUE }),
      ids: t.arg.idList({ required: true, maxItems: MAX_IDS, description: 'At least one.' }),
    },
    access: 'administrator',
    invalidates: nothing,
    resolve: (_root, { queue, ids }, ctx) => {
      const job = jobOf(ctx, queue);
      return withKnownIds(ids, async (known) => ({
        count: await ctx.jobs.deadLetters.discard(job, known),
      }));
    },
  }),
);

/** @throws NotFoundError */
export function jobOf({ jobs }: Context, queue: string, path = 'queue'): AnyJob {
  const job = jobs.contracts.find(({ name }) => name === queue);
  if (!job) throw new NotFoundError('queue', queue, path);
  return job;
}

/** @throws InvalidInputError where these are not UUIDs or none, NotFoundError where one is no dead letter */
async function withKnownIds<Result>(
  given: readonly string[],
  work: (ids: readonly string[]) => Promise<Result>,
): Promise<Result> {
  const ids = checkIds('ids', given);
  try {
    return await work(ids);
  } catch (error) {
    if (!(error instanceof UnknownDeadLetterError)) throw error;
    throw new NotFoundError('dead letter', error.id, `ids.${ids.indexOf(error.id)}`);
  }
}
