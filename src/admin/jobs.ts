// Jobs in every state in the API, and what an administrator does with them. For administrators only.
import type { ResolveCursorConnectionArgs } from '@pothos/plugin-relay';
import { builder } from '../graphql/builder.ts';
import { InvalidInputError } from '../graphql/errors.ts';
import { nothing } from '../graphql/invalidation-plugin.ts';
import { cursorConnection, pageSize } from '../graphql/keyset.ts';
import { isUuid } from '../graphql/uuid.ts';
import type { ChangedJobs, JobAction } from '../jobs/change-jobs.ts';
import type { FailedTry } from '../jobs/pgboss-tables.ts';
import { SearchTooLongError, type StoredJob } from '../jobs/stored-jobs.ts';
import { ProfileType } from '../profiles/schema.ts';
import { withProfiles, type AboutProfile } from './about-profile.ts';
import { decodePosition, encodePosition } from './job-cursor.ts';
import { JobFilterInput, JobStateEnum, readCondition, readFilter } from './job-filter.ts';
import { jobOf, QUEUE } from './queues.ts';

const JobTryType = builder.objectRef<FailedTry>('JobTry').implement({
  description: 'A try of a job that failed.',
  access: 'administrator',
  fields: (t) => ({
    startedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it started.',
      resolve: ({ startedAt }) => dateOf(startedAt),
    }),
    endedAt: t.field({
      type: 'DateTime',
      description: 'When it failed.',
      resolve: ({ endedAt }) => new Date(endedAt),
    }),
    seconds: t.float({
      nullable: true,
      description: 'From its start to its end.',
      resolve: ({ startedAt, endedAt }) => secondsBetween(dateOf(startedAt), new Date(endedAt)),
    }),
    reason: t.exposeString('reason', { description: 'Why it failed, in words. At most 1,000 characters.' }),
    traceId: t.exposeString('traceId', {
      nullable: true,
      description: 'The id of its trace. Null: traces are not collected.',
    }),
  }),
});

type Listed = StoredJob & { readonly profile: AboutProfile | null };

const JobType = builder.objectRef<Listed>('Job').implement({
  description:
    'A job of a queue, in any state. The payload and the last try are kept as long as the job, and of each failed try its time and reason.',
  access: 'administrator',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'A UUID. A dead letter has another one than its job had.' }),
    queue: t.exposeString('queue', { description: 'The queue that it runs in, or failed in.' }),
    state: t.expose('state', { type: JobStateEnum, description: 'What has become of it.' }),
    tries: t.exposeInt('tries', { description: 'How many tries failed so far.' }),
    history: t.field({
      type: [JobTryType],
      description:
        'The last ten tries that failed, the oldest first. A try whose worker died is not among them, nor those of older versions.',
      resolve: ({ history }) => history,
    }),
    reason: t.exposeString('reason', {
      nullable: true,
      description: 'Why the last try failed or was put off, in words. Null: none was.',
    }),
    createdAt: t.expose('createdAt', {
      type: 'DateTime',
      description: 'When it was enqueued; of a dead letter, when its job was.',
    }),
    nextTryAt: t.expose('nextTryAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When its next try is due. Null: it is neither CREATED nor RETRY.',
    }),
    startedAt: t.expose('startedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When its last try started. Null: none has, or it is not known.',
    }),
    endedAt: t.expose('endedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was completed, cancelled, or became a dead letter. Null: it has not ended.',
    }),
    seconds: t.float({
      nullable: true,
      description: 'From the start of its last try to its end. Null: one of them is not known.',
      resolve: ({ startedAt, endedAt }) => secondsBetween(startedAt, endedAt),
    }),
    payload: t.expose('payload', {
      type: 'JSON',
      nullable: true,
      description: 'What it works on, as it is stored.',
    }),
    logId: t.exposeID('logId', {
      nullable: true,
      description:
        'Each line that its tries log has this id as `jobId`; of a dead letter, the id of its job. Null: not known.',
    }),
    profile: t.field({
      type: ProfileType,
      nullable: true,
      description: 'The profile that it is about. Null: it is about none, or the profile is gone.',
      resolve: ({ profile }) => profile,
    }),
  }),
});

const dateOf = (iso: string | null) => (iso === null ? null : new Date(iso));

function secondsBetween(start: Date | null, end: Date | null): number | null {
  return start && end && Math.max(0, end.getTime() - start.getTime()) / 1000;
}

builder.queryField('job', (t) =>
  t.field({
    type: JobType,
    nullable: true,
    description: 'A job or a dead letter by its id. Null: there is none, or it is kept no longer.',
    args: {
      queue: t.arg.string({ required: true, description: QUEUE }),
      id: t.arg.id({ required: true, description: 'A UUID.' }),
    },
    access: 'administrator',
    resolve: async (_root, { queue, id }, ctx, info) => {
      const { name } = jobOf(ctx, queue);
      const found = isUuid(id) ? await ctx.jobs.find({ queue: name, ids: [id] }, { limit: 1 }) : [];
      const [job] = await withProfiles(found, ctx, info, []);
      return job ?? null;
    },
  }),
);

builder.queryField('jobs', (t) =>
  t.connection(
    {
      type: JobType,
      description:
        'Jobs in every state, those enqueued last first; a dead letter counts from when it became one. Pages of 1 to 100, by ' +
        'default 20. A search takes three seconds at most.',
      args: { filter: t.arg({ type: JobFilterInput, required: false, description: 'Default: all jobs.' }) },
      access: 'administrator',
      resolve: (_root, { filter: given, ...args }, ctx, info) => {
        const filter = readFilter(ctx, given);
        return cursorConnection(
          {
            args,
            ...pageSize(args, decodePosition),
            toCursor: ({ position }: StoredJob) => encodePosition(position),
          },
          async ({ before, after, limit, inverted }: ResolveCursorConnectionArgs) => {
            const page = {
              ...(after && { olderThan: decodePosition('after', after) }),
              ...(before && { newerThan: decodePosition('before', before) }),
              oldestFirst: inverted,
              limit,
            };
            const jobs = await bounded(ctx.jobs.find(filter, page));
            return withProfiles(jobs, ctx, info, ['edges', 'node']);
          },
        );
      },
    },
    { name: 'JobConnection' },
    { name: 'JobEdge' },
  ),
);

const ChangedJobsType = builder.objectRef<ChangedJobs>('ChangedJobs').implement({
  description: 'What became of the jobs that a filter matched.',
  access: 'administrator',
  fields: (t) => ({
    changed: t.exposeInt('changed', { description: 'How many were changed.' }),
    unchanged: t.exposeInt('unchanged', {
      description: 'How many stayed as they are, because their state does not allow it.',
    }),
    isComplete: t.exposeBoolean('isComplete', {
      description:
        'Whether all that match were looked at. False: these were 10,000 jobs, or five seconds; call again for the rest.',
    }),
    lastStartsAt: t.expose('lastStartsAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'When the last of those that are retried starts: ten start each second. Null: all start now.',
    }),
  }),
});

const ACTIONS = {
  retryJobs: {
    action: 'retry',
    description:
      'Runs jobs again. DEAD: enqueued again, with all tries. CANCELLED: back in its queue. CREATED and RETRY: due now. Ten ' +
      'start each second. Other jobs stay as they are.',
  },
  discardJobs: {
    action: 'discard',
    description:
      'Deletes jobs for good, and their work is not done. DEAD, CANCELLED, CREATED and RETRY; other jobs stay. The queued ' +
      'jobs of a run stay too: cancel the run.',
  },
  cancelJobs: {
    action: 'cancel',
    description:
      'Cancels jobs that are CREATED, RETRY or ACTIVE; one that runs is told to stop within five seconds. Their work is not ' +
      'done until retryJobs. Other jobs stay, and so do the jobs of a run: cancel the run.',
  },
} satisfies Record<string, { action: JobAction; description: string }>;

for (const [name, { action, description }] of Object.entries(ACTIONS))
  builder.mutationField(name, (t) =>
    t.field({
      type: ChangedJobsType,
      description,
      args: {
        filter: t.arg({ type: JobFilterInput, required: true, description: 'At least one condition.' }),
      },
      access: 'administrator',
      invalidates: nothing,
      resolve: (_root, { filter }, ctx) => bounded(ctx.jobs.change(action, readCondition(ctx, filter))),
    }),
  );

/** @throws InvalidInputError where the search looked at too many jobs */
async function bounded<Result>(search: Promise<Result>): Promise<Result> {
  try {
    return await search;
  } catch (error) {
    if (!(error instanceof SearchTooLongError)) throw error;
    const message = 'must find its jobs in three seconds: name a queue, another state or the ids';
    throw new InvalidInputError([{ path: 'filter', message, code: 'TOO_COSTLY' }]);
  }
}
