// Owns the queues in the API: how they stand, their dead letters, and what becomes of those. For the administrator alone.
import { resolveCursorConnection, type ResolveCursorConnectionArgs } from '@pothos/plugin-relay';
import { z } from 'zod';
import { builder } from '../graphql/builder.ts';
import type { Context } from '../graphql/context.ts';
import { InvalidInputError, NotFoundError } from '../graphql/errors.ts';
import { nothing } from '../graphql/invalidation-plugin.ts';
import { pageSize } from '../graphql/keyset.ts';
import { isUuid } from '../graphql/uuid.ts';
import type { AnyJob } from '../jobs/contract.ts';
import { UnknownDeadLetterError, type DeadLetter, type Retried } from '../jobs/dead-letters.ts';
import type { Pause } from '../jobs/pauses.ts';
import type { QueueStatus } from '../jobs/queues.ts';
import { decodePosition, encodePosition } from './dead-letter-cursor.ts';

const MAX_IDS = 1000;
const QUEUE = 'Its name, as `queues` gives it.';

const QueuePauseType = builder.objectRef<Pause>('QueuePause').implement({
  description:
    'No job of the queue runs: what its jobs need refuses them, or is not there. No try is used up meanwhile.',
  access: 'administrator',
  fields: (t) => ({
    since: t.expose('since', { type: 'DateTime', description: 'When it began.' }),
    until: t.expose('until', {
      type: 'DateTime',
      description: 'When one job looks whether it is over; until then none runs.',
    }),
    reason: t.exposeString('reason', { description: 'What the last job was told, for a person to read.' }),
  }),
});

export const QueueType = builder.objectRef<QueueStatus>('Queue').implement({
  description: 'A queue of one kind of work. A job that is not done is in exactly one of the four counts.',
  access: 'administrator',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Such as profile-changed.' }),
    waiting: t.exposeInt('waiting', { description: 'Jobs that are due, and that no worker has taken yet.' }),
    delayed: t.exposeInt('delayed', {
      description: 'Jobs for later: between two tries, or retried dead letters that are not due yet.',
    }),
    active: t.exposeInt('active', { description: 'Jobs that run now.' }),
    deadLetters: t.exposeInt('deadLetters', {
      description: 'Jobs that were given up, until they are retried or discarded.',
    }),
    oldestJobAt: t.expose('oldestJobAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the oldest job that waits or is delayed was enqueued; null where there is none.',
    }),
    pause: t.field({
      type: QueuePauseType,
      nullable: true,
      description: 'Null unless the whole queue waits.',
      resolve: ({ pause }) => pause,
    }),
  }),
});

const profileOf = z.object({ profileId: z.guid() });

const DeadLetterType = builder.objectRef<DeadLetter>('DeadLetter').implement({
  description: 'A job that used up its tries, or that no try can mend.',
  access: 'administrator',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'A UUID.' }),
    queue: t.exposeString('queue', { description: 'The queue that it failed in.' }),
    reason: t.exposeString('reason', { description: 'Why it was given up, for a person to read.' }),
    tries: t.exposeInt('tries', {
      description: 'How often it was tried; 0 where it could not even be read.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was enqueued.' }),
    failedAt: t.expose('failedAt', { type: 'DateTime', description: 'When it was given up.' }),
    payload: t.field({
      type: 'JSON',
      nullable: true,
      description: 'What it was to work on, as it lies there.',
      resolve: ({ payload }) => payload,
    }),
    profile: t.prismaField({
      type: 'Profile',
      nullable: true,
      description: 'The profile that it is about; null where it is about none, or that one is gone.',
      resolve: (query, { payload }, _args, { db }) => {
        const about = profileOf.safeParse(payload);
        return about.success
          ? db.profile.findUnique({ ...query, where: { id: about.data.profileId } })
          : null;
      },
    }),
  }),
});

builder.queryField('queues', (t) =>
  t.field({
    type: [QueueType],
    description: 'Every queue, and how it stands now.',
    access: 'administrator',
    resolve: (_root, _args, { jobs }) => jobs.queues(),
  }),
);

builder.queryField('deadLetter', (t) =>
  t.field({
    type: DeadLetterType,
    nullable: true,
    description: 'A dead letter by its id; null where there is none, or no longer.',
    args: {
      queue: t.arg.string({ required: true, description: QUEUE }),
      id: t.arg.id({ required: true, description: 'A UUID.' }),
    },
    access: 'administrator',
    resolve: (_root, { queue, id }, ctx) => {
      const job = queueOf(ctx, queue);
      return isUuid(id) ? ctx.jobs.deadLetters.find(job, id) : null;
    },
  }),
);

builder.queryField('deadLetters', (t) =>
  t.connection(
    {
      type: DeadLetterType,
      description: "A queue's dead letters, the newest first. Pages of 1 to 100, 20 where nothing is said.",
      args: { queue: t.arg.string({ required: true, description: QUEUE }) },
      access: 'administrator',
      resolve: (_root, { queue, ...args }, ctx) => {
        const job = queueOf(ctx, queue);
        return resolveCursorConnection(
          {
            args,
            ...pageSize(args, decodePosition),
            toCursor: ({ position }: DeadLetter) => encodePosition(position),
          },
          ({ before, after, limit, inverted }: ResolveCursorConnectionArgs) =>
            ctx.jobs.deadLetters.page(job, {
              ...(after && { olderThan: decodePosition('after', after) }),
              ...(before && { newerThan: decodePosition('before', before) }),
              oldestFirst: inverted,
              limit,
            }),
        );
      },
    },
    { name: 'DeadLetterConnection' },
    { name: 'DeadLetterEdge' },
  ),
);

const RetryResult = builder.objectRef<Retried>('RetryDeadLettersResult').implement({
  description: 'What was retried.',
  access: 'administrator',
  fields: (t) => ({
    retried: t.exposeInt('count', { description: 'How many are no longer dead letters.' }),
    lastStartsAt: t.expose('lastStartsAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the last of them starts, since they come ten a second; null where all start now.',
    }),
  }),
});

builder.mutationField('retryDeadLetters', (t) =>
  t.field({
    type: RetryResult,
    description:
      'Enqueues dead letters again, with all their tries before them. Ten start each second, so that a flood of them does ' +
      'not become a flood of requests. One that a queued job already covers is done by that job.',
    args: {
      queue: t.arg.string({ required: true, description: QUEUE }),
      ids: t.arg.idList({ required: false, description: '1 to 1000 of them; all where left out.' }),
    },
    access: 'administrator',
    invalidates: nothing,
    resolve: async (_root, { queue, ids }, ctx) => {
      const job = queueOf(ctx, queue);
      const some = ids && checkedIds(ids);
      return known(() => ctx.jobs.deadLetters.retry(job, some ?? null), some ?? []);
    },
  }),
);

const DiscardResult = builder.objectRef<{ readonly count: number }>('DiscardDeadLettersResult').implement({
  description: 'What was discarded.',
  access: 'administrator',
  fields: (t) => ({ discarded: t.exposeInt('count', { description: 'How many are gone.' }) }),
});

builder.mutationField('discardDeadLetters', (t) =>
  t.field({
    type: DiscardResult,
    description: 'Deletes dead letters for good. What they were to do is not done.',
    args: {
      queue: t.arg.string({ required: true, description: QUEUE }),
      ids: t.arg.idList({ required: true, description: '1 to 1000 of them.' }),
    },
    access: 'administrator',
    invalidates: nothing,
    resolve: async (_root, { queue, ids }, ctx) => {
      const job = queueOf(ctx, queue);
      const some = checkedIds(ids);
      return { count: await known(() => ctx.jobs.deadLetters.discard(job, some), some) };
    },
  }),
);

/** @throws NotFoundError */
function queueOf({ jobs }: Context, queue: string): AnyJob {
  const job = jobs.contracts.find(({ name }) => name === queue);
  if (!job) throw new NotFoundError('queue', queue, 'queue');
  return job;
}

/** @throws InvalidInputError */
function checkedIds(ids: readonly string[]): string[] {
  if (ids.length === 0 || ids.length > MAX_IDS) {
    throw new InvalidInputError([{ path: 'ids', message: `must hold 1 to ${MAX_IDS} ids` }]);
  }
  const faults = ids.flatMap((id, index) =>
    isUuid(id) ? [] : [{ path: `ids.${index}`, message: 'must be a UUID' }],
  );
  if (faults.length > 0) throw new InvalidInputError(faults);
  return ids.map((id) => id.toLowerCase());
}

async function known<Result>(work: () => Promise<Result>, ids: readonly string[]): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UnknownDeadLetterError)) throw error;
    throw new NotFoundError('dead letter', error.id, `ids.${ids.indexOf(error.id)}`);
  }
}
