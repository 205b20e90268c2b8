// The reindex in the API: starts, controls, reads and watches runs. For the administrator only.
import { outlivingRequest } from '../cancellation/current-signal.ts';
import { builder } from '../graphql/builder.ts';
import type { Context } from '../graphql/context.ts';
import { NotFoundError } from '../graphql/errors.ts';
import { nothing } from '../graphql/invalidation-plugin.ts';
import { connectionById } from '../graphql/keyset.ts';
import { isUuid } from '../graphql/uuid.ts';
import { progressHub } from './progress-hub.ts';
import { readProgress, withProgress } from './progress.ts';
import './run-findings.ts';
import { readStartInput, StartReindexInput } from './run-input.ts';
import { ReindexRunType } from './run-type.ts';
import {
  cancelRun,
  confirmRemovals,
  latestRunId,
  pauseRun,
  resumeRun,
  retryFailures,
  startRun,
  type RunServices,
} from './runs.ts';

const RUN_ID = 'The id of a run, or "latest" for the one started last.';

builder.mutationField('startReindex', (t) =>
  t.field({
    type: ReindexRunType,
    description:
      'Starts a run and returns at once; watch it with reindexProgress. While another run is active, it waits.',
    args: {
      input: t.arg({
        type: StartReindexInput,
        required: false,
        description: 'Default: a CHANGED run over all profiles.',
      }),
    },
    access: 'administrator',
    invalidates: nothing,
    resolve: async (_root, { input }, ctx) => {
      const startedBy = ctx.viewer.kind === 'administrator' ? ctx.viewer.subject : null;
      const runId = await startRun(ctx, { ...readStartInput(input), startedBy });
      return readProgress(ctx.db, runId);
    },
  }),
);

const controls = {
  pauseReindex: {
    change: pauseRun,
    description: 'Pauses a run after the batches that are in flight. The next run may start in the meantime.',
  },
  resumeReindex: {
    change: resumeRun,
    description: 'Resumes a paused run where it stopped, once no other run is active.',
  },
  retryReindexFailures: {
    change: retryFailures,
    description:
      'Retries the failed profiles of a run that is COMPLETED_WITH_FAILURES. The same run goes on, and a profile that now succeeds moves to another count.',
  },
  confirmRemovals: {
    change: confirmRemovals,
    description: 'Lets a run that is AWAITING_CONFIRMATION go on and remove its documents.',
  },
  cancelReindex: {
    change: cancelRun,
    description: 'Cancels a run after the batches that are in flight. What it has done stays.',
  },
} satisfies Record<
  string,
  { change: (services: RunServices, runId: string) => Promise<void>; description: string }
>;

for (const [name, { change, description }] of Object.entries(controls)) {
  builder.mutationField(name, (t) =>
    t.field({
      type: ReindexRunType,
      description,
      args: { id: t.arg.id({ required: true, description: RUN_ID }) },
      access: 'administrator',
      invalidates: nothing,
      resolve: async (_root, { id }, ctx) => {
        const runId = await runIdOf(ctx, id);
        await change(ctx, runId);
        return readProgress(ctx.db, runId);
      },
    }),
  );
}

builder.queryField('reindexRun', (t) =>
  t.field({
    type: ReindexRunType,
    nullable: true,
    description: 'A run by its id; null if there is none.',
    args: {
      id: t.arg.id({ required: true, description: RUN_ID }),
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
      description: 'All runs, the newest first. Pages of 1 to 100, by default 20.',
      access: 'administrator',
      resolve: (_root, args, { db }) =>
        connectionById(args, 'id', 'desc', async ({ ids, order, limit }) =>
          withProgress(
            db,
            await db.reindexRun.findMany({ where: { id: ids }, orderBy: { id: order }, take: limit }),
          ),
        ),
    },
    { name: 'ReindexRunConnection' },
    { name: 'ReindexRunEdge' },
  ),
);

builder.subscriptionField('reindexProgress', (t) =>
  t.field({
    type: ReindexRunType,
    description: 'The current state of a run, then every change, at most ten per second. Ends with the run.',
    args: {
      runId: t.arg.id({ required: true, description: RUN_ID }),
    },
    access: 'administrator',
    subscribe: async (_root, { runId }, ctx) => {
      const id = await runIdOf(ctx, runId);
      // All viewers of the run share what is read.
      return outlivingRequest(async () => (await progressHub(ctx)).watch(id));
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
