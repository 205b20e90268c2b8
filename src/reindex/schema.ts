// Owns the reindex in the API: runs are started, steered, looked at and watched. For the administrator alone.
import { resolveCursorConnection, type ResolveCursorConnectionArgs } from '@pothos/plugin-relay';
import { builder } from '../graphql/builder.ts';
import type { Context } from '../graphql/context.ts';
import { NotFoundError } from '../graphql/errors.ts';
import { nothing } from '../graphql/invalidation-plugin.ts';
import { decodeCursor, encodeCursor, pageSize } from '../graphql/keyset.ts';
import { isUuid } from '../graphql/uuid.ts';
import { progressHub } from './progress-hub.ts';
import { readProgress, withProgress, type RunProgress } from './progress.ts';
import { readStartInput, StartReindexInput } from './run-input.ts';
import { ReindexRunType } from './run-type.ts';
import {
  cancelRun,
  latestRunId,
  pauseRun,
  resumeRun,
  retryFailures,
  startRun,
  type RunServices,
} from './runs.ts';

builder.mutationField('startReindex', (t) =>
  t.field({
    type: ReindexRunType,
    description:
      'Starts a run and answers at once; watch it with reindexProgress. While another moves, it waits for its turn.',
    args: {
      input: t.arg({
        type: StartReindexInput,
        required: false,
        description: 'A CHANGED run over all where left out.',
      }),
    },
    access: 'administrator',
    invalidates: nothing,
    resolve: async (_root, { input }, ctx) => {
      const runId = await startRun(ctx, readStartInput(input));
      return readProgress(ctx.db, runId);
    },
  }),
);

const steering = {
  pauseReindex: {
    move: pauseRun,
    description: 'Pauses a run within a batch. The next one may have its turn meanwhile.',
  },
  resumeReindex: {
    move: resumeRun,
    description: 'Lets a paused run go on where it stopped, as soon as it is its turn.',
  },
  retryReindexFailures: {
    move: retryFailures,
    description:
      'Tries again what failed in a run that is COMPLETED_WITH_FAILURES, and only that. The same run goes on: a profile that now succeeds changes its count.',
  },
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
      access: 'administrator',
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
    access: 'administrator',
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
  t.connection(
    {
      type: ReindexRunType,
      description: 'All runs, the newest first. Pages of 1 to 100, 20 where nothing is said.',
      access: 'administrator',
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
    },
    { name: 'ReindexRunConnection' },
    { name: 'ReindexRunEdge' },
  ),
);

builder.subscriptionField('reindexProgress', (t) =>
  t.field({
    type: ReindexRunType,
    description: 'The run as it is now, then every change, at most ten a second; it ends with the run.',
    args: {
      runId: t.arg.id({ required: true, description: 'Which run, or "latest" for the one started last.' }),
    },
    access: 'administrator',
    subscribe: async (_root, { runId }, ctx) => {
      const id = await runIdOf(ctx, runId);
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
