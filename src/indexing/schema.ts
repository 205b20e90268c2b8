// Owns the reindex in the API: runs, how they are started and steered, and their progress. For the administrator alone.
import { resolveCursorConnection, type ResolveCursorConnectionArgs } from '@pothos/plugin-relay';
import { builder } from '../graphql/builder.ts';
import type { Context } from '../graphql/context.ts';
import { InvalidInputError, NotFoundError } from '../graphql/errors.ts';
import { nothing } from '../graphql/invalidation-plugin.ts';
import { decodeCursor, encodeCursor, pageSize } from '../graphql/keyset.ts';
import { isUuid } from '../graphql/uuid.ts';
import { progressHub, readProgress, withProgress, type RunProgress } from './progress.ts';
import {
  cancelRun,
  latestRunId,
  pauseRun,
  resumeRun,
  startRun,
  type ReindexMode,
  type ReindexStatus,
  type RunServices,
} from './runs.ts';

const administratorOnly = { administrator: true };

const ReindexModeEnum = builder.enumType('ReindexMode', {
  description: 'What a run does.',
  values: {
    CHANGED: { description: 'Pushes what differs from what was pushed last.' },
    FULL: { description: 'Pushes everything.' },
    VERIFY: { description: 'Reads the index itself and mends what differs from the database.' },
    DRY_RUN: { description: 'Counts what CHANGED would do, and changes nothing.' },
  } satisfies Record<ReindexMode, { description: string }>,
});

const ReindexStatusEnum = builder.enumType('ReindexStatus', {
  description: 'Where a run is in its life.',
  values: {
    PENDING: { description: 'Waits for a worker.' },
    RUNNING: { description: 'Is being cut into batches, or its batches run.' },
    PAUSED: { description: 'Goes on when it is resumed.' },
    COMPLETED: { description: 'Everything it looked at is in line.' },
    COMPLETED_WITH_FAILURES: { description: 'Some profiles could not be brought into line; see `failures`.' },
    CANCELLED: { description: 'Was ended by an administrator.' },
    FAILED: { description: 'Could not go on; see `error`.' },
  } satisfies Record<ReindexStatus, { description: string }>,
});

const ReindexFailureType = builder.prismaObject('ReindexFailure', {
  description: 'A profile that a run could not bring into line.',
  fields: (t) => ({
    profileId: t.exposeID('profileId', { description: 'Which profile.' }),
    code: t.exposeString('code', { description: 'Stable, such as RECORD_TOO_LARGE.' }),
    reason: t.exposeString('reason', { description: 'For a person to read.' }),
  }),
});

const MAX_FAILURES = 100;

const ReindexRunType = builder.objectRef<RunProgress>('ReindexRun').implement({
  description:
    'One reindex. Every profile it looks at is counted in exactly one of upserted, skipped, removed and failed.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'A UUID.' }),
    mode: t.expose('mode', { type: ReindexModeEnum, description: 'What it does.' }),
    status: t.expose('status', { type: ReindexStatusEnum, description: 'Where it is in its life.' }),
    total: t.exposeInt('total', {
      description: 'How many profiles it looks at: an estimate until all batches are cut, exact at the end.',
    }),
    processed: t.exposeInt('processed', { description: 'How many it has looked at.' }),
    upserted: t.exposeInt('upserted', { description: 'Documents that were written.' }),
    skipped: t.exposeInt('skipped', { description: 'Profiles that were in line already.' }),
    removed: t.exposeInt('removed', { description: 'Documents that were removed.' }),
    failed: t.exposeInt('failed', { description: 'Profiles that could not be brought into line.' }),
    percentage: t.exposeFloat('percentage', { description: '0 to 100.' }),
    ratePerSecond: t.exposeFloat('ratePerSecond', {
      nullable: true,
      description: 'Profiles a second over the last ten seconds; null where nothing moves.',
    }),
    etaSeconds: t.exposeInt('etaSeconds', {
      nullable: true,
      description: 'Seconds that are left at this rate; null where nothing moves.',
    }),
    startedAt: t.expose('startedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When its first batch was cut.',
    }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true, description: 'When it ended.' }),
    error: t.exposeString('error', { nullable: true, description: 'Why a FAILED run could not go on.' }),
    failures: t.field({
      type: [ReindexFailureType],
      description: 'What failed, at most the first 100 by id.',
      resolve: ({ id, failed }, _args, { db }) =>
        failed === 0
          ? []
          : db.reindexFailure.findMany({
              where: { runId: id },
              orderBy: { profileId: 'asc' },
              take: MAX_FAILURES,
            }),
    }),
  }),
});

const ReindexFilterInput = builder.inputType('ReindexFilterInput', {
  description: 'Which profiles a run looks at; all where left out.',
  fields: (t) => ({
    afterId: t.id({ description: 'Those with an id after this one.' }),
    upToId: t.id({ description: 'Those with an id up to and including this one.' }),
  }),
});

const StartReindexInput = builder.inputType('StartReindexInput', {
  description: 'How to run.',
  fields: (t) => ({
    mode: t.field({ type: ReindexModeEnum, description: 'CHANGED where left out.' }),
    filter: t.field({ type: ReindexFilterInput, description: 'All profiles where left out.' }),
    batchSize: t.int({ description: 'Profiles to one bulk call, 1 to 1000; 500 where left out.' }),
  }),
});

builder.mutationField('startReindex', (t) =>
  t.field({
    type: ReindexRunType,
    description: 'Starts a run and answers at once; watch it with reindexProgress.',
    args: {
      input: t.arg({
        type: StartReindexInput,
        required: false,
        description: 'A CHANGED run over all where left out.',
      }),
    },
    authScopes: administratorOnly,
    invalidates: nothing,
    resolve: async (_root, { input }, ctx) => {
      const { mode, filter, batchSize } = input ?? {};
      if (typeof batchSize === 'number' && (batchSize < 1 || batchSize > 1000)) {
        throw new InvalidInputError([{ path: 'input.batchSize', message: 'must be 1 to 1000' }]);
      }
      const range = {
        afterId: checkedId('input.filter.afterId', filter?.afterId),
        upToId: checkedId('input.filter.upToId', filter?.upToId),
      };
      const runId = await startRun(ctx, {
        ...(mode && { mode }),
        ...(typeof batchSize === 'number' && { batchSize }),
        range,
      });
      return readProgress(ctx.db, runId);
    },
  }),
);

const steering = {
  pauseReindex: { move: pauseRun, description: 'Pauses a run within a batch.' },
  resumeReindex: { move: resumeRun, description: 'Lets a paused run go on where it stopped.' },
  cancelReindex: { move: cancelRun, description: 'Ends a run within a batch; what it has done stays.' },
} satisfies Record<
  string,
  { move: (services: RunServices, runId: string) => Promise<void>; description: string }
>;

for (const [name, { move, description }] of Object.entries(steering)) {
  builder.mutationField(name, (t) =>
    t.field({
      type: ReindexRunType,
      description,
      args: { id: t.arg.id({ required: true, description: 'Which run, or "latest".' }) },
      authScopes: administratorOnly,
      invalidates: nothing,
      resolve: async (_root, { id }, ctx) => {
        const runId = await runIdOf(ctx, id);
        await move(ctx, runId);
        return readProgress(ctx.db, runId);
      },
    }),
  );
}

builder.queryField('reindexRun', (t) =>
  t.field({
    type: ReindexRunType,
    nullable: true,
    description: 'A run by its id; null where there is none.',
    args: {
      id: t.arg.id({ required: true, description: 'Which run, or "latest" for the one started last.' }),
    },
    authScopes: administratorOnly,
    resolve: async (_root, { id }, ctx) => {
      try {
        return await readProgress(ctx.db, await runIdOf(ctx, id));
      } catch (error) {
        if (error instanceof NotFoundError) return null;
        throw error;
      }
    },
  }),
);

builder.queryField('reindexRuns', (t) =>
  t.connection({
    type: ReindexRunType,
    description: 'All runs, the newest first. Pages of 1 to 100, 20 where nothing is said.',
    authScopes: administratorOnly,
    resolve: (_root, args, { db }) =>
      resolveCursorConnection(
        { args, ...pageSize(args), toCursor: ({ id }: RunProgress) => encodeCursor(id) },
        async ({ before, after, limit, inverted }: ResolveCursorConnectionArgs) => {
          const rows = await db.reindexRun.findMany({
            where: {
              id: {
                ...(after && { lt: decodeCursor('after', after) }),
                ...(before && { gt: decodeCursor('before', before) }),
              },
            },
            orderBy: { id: inverted ? 'asc' : 'desc' },
            take: limit,
          });
          return withProgress(db, rows);
        },
      ),
  }),
);

builder.subscriptionField('reindexProgress', (t) =>
  t.field({
    type: ReindexRunType,
    description: 'The run as it is now, then every change, at most ten a second; it ends with the run.',
    args: {
      runId: t.arg.id({ required: true, description: 'Which run, or "latest" for the one started last.' }),
    },
    authScopes: administratorOnly,
    subscribe: async (_root, { runId }, ctx) => {
      const id = await runIdOf(ctx, runId);
      // A run that is not there is an error of the subscription, not a silence.
      await readProgress(ctx.db, id);
      return (await progressHub(ctx)).watch(id);
    },
    resolve: (progress) => progress,
  }),
);

/** @throws NotFoundError */
async function runIdOf({ db }: Context, id: string): Promise<string> {
  if (id === 'latest') return latestRunId(db);
  if (!isUuid(id)) throw new NotFoundError('run', id);
  return id;
}

function checkedId(path: string, id: string | null | undefined): string | null {
  if (id === null || id === undefined) return null;
  if (!isUuid(id)) throw new InvalidInputError([{ path, message: 'must be a UUID' }]);
  return id.toLowerCase();
}
