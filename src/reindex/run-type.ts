// The GraphQL type of a run: status, counts and filter. Its failures and differences are in run-findings.ts.
import type { ReindexMode } from '../database/generated/prisma/enums.ts';
import { builder } from '../graphql/builder.ts';
import { VisibilityEnum } from '../profiles/schema.ts';
import type { RunProgress, RunStatus } from './progress.ts';
import type { RunFilter } from './runs.ts';

export const ReindexModeEnum = builder.enumType('ReindexMode', {
  description: 'What a run does.',
  values: {
    CHANGED: { description: 'Pushes what differs from the last push.' },
    FULL: { description: 'Pushes everything.' },
    VERIFY: { description: 'Reads the index and corrects what differs from the database.' },
    DRY_RUN: { description: 'Counts and lists what VERIFY would do, and changes nothing.' },
  } satisfies Record<ReindexMode, { description: string }>,
});

const ReindexStatusEnum = builder.enumType('ReindexStatus', {
  description: 'The status of a run.',
  values: {
    PENDING: { description: 'Waits for a worker, or for another run to stop: one run is active at a time.' },
    RUNNING: { description: 'Active: it is split into batches, and the batches run.' },
    PAUSED: { description: 'Goes on after resumeReindex. Another run may be active in the meantime.' },
    AWAITING_CONFIRMATION: {
      description:
        'Would remove more than 100 documents and more than a tenth of the index. Does nothing until confirmRemovals. Another run may be active in the meantime.',
    },
    COMPLETED: { description: 'Every profile that it covers is up to date in the index.' },
    COMPLETED_WITH_FAILURES: { description: 'Some profiles could not be indexed; see `failures`.' },
    CANCELLED: { description: 'Cancelled by an administrator.' },
    FAILED: { description: 'Could not continue; see `error`.' },
  } satisfies Record<RunStatus, { description: string }>,
});

const ReindexFilterType = builder.objectRef<RunFilter>('ReindexFilter').implement({
  description: 'Which profiles a run covers; null: no condition.',
  access: 'administrator',
  fields: (t) => ({
    visibility: t.expose('visibility', {
      type: VisibilityEnum,
      nullable: true,
      description: 'Profiles with this visibility.',
    }),
    updatedSince: t.expose('updatedSince', {
      type: 'DateTime',
      nullable: true,
      description: 'Profiles that were changed at this time or later.',
    }),
    completionBelow: t.exposeInt('completionBelow', {
      nullable: true,
      description: 'Profiles that are less complete than this.',
    }),
    afterId: t.exposeID('afterId', { nullable: true, description: 'Profiles with a higher id than this.' }),
    upToId: t.exposeID('upToId', {
      nullable: true,
      description: 'Profiles with this id or a lower one.',
    }),
  }),
});

export const ReindexRunType = builder.objectRef<RunProgress>('ReindexRun').implement({
  description:
    'One reindex. Every profile that it covers is counted in exactly one of upserted, skipped, removed and failed.',
  access: 'administrator',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'A UUID.' }),
    mode: t.expose('mode', { type: ReindexModeEnum, description: 'What the run does.' }),
    status: t.expose('status', { type: ReindexStatusEnum, description: 'The status.' }),
    total: t.exposeInt('total', {
      description: 'The number of profiles: an estimate until all batches are created, exact at the end.',
    }),
    processed: t.exposeInt('processed', { description: 'The number of profiles processed so far.' }),
    upserted: t.exposeInt('upserted', { description: 'Documents that were written.' }),
    skipped: t.exposeInt('skipped', { description: 'Profiles that were up to date already.' }),
    removed: t.exposeInt('removed', { description: 'Documents that were removed.' }),
    failed: t.exposeInt('failed', { description: 'Profiles that could not be indexed.' }),
    percentage: t.exposeFloat('percentage', { description: '0 to 100.' }),
    ratePerSecond: t.exposeFloat('ratePerSecond', {
      nullable: true,
      description: 'Profiles per second over the last ten seconds; null if the run makes no progress.',
    }),
    etaSeconds: t.exposeInt('etaSeconds', {
      nullable: true,
      description: 'Seconds left at this rate; null if the run makes no progress.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was asked for.' }),
    startedBy: t.exposeString('startedBy', {
      nullable: true,
      description:
        'Who asked for it: the subject of the token. Null: the token had none, or Vitae itself did.',
    }),
    averagePerSecond: t.float({
      nullable: true,
      description:
        'Profiles per second from its start to its end, or until now, with its pauses. Null: it has done none yet.',
      resolve: ({ processed, startedAt, finishedAt }) =>
        startedAt && (finishedAt || processed > 0)
          ? processed / Math.max(0.001, ((finishedAt?.getTime() ?? Date.now()) - startedAt.getTime()) / 1000)
          : null,
    }),
    startedAt: t.expose('startedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the run first became active.',
    }),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the run ended.',
    }),
    error: t.exposeString('error', { nullable: true, description: 'Why a FAILED run could not continue.' }),
    notice: t.exposeString('notice', {
      nullable: true,
      description:
        'What an administrator must know: that the index is new, or how much the run would remove. Null: nothing.',
    }),
    filter: t.field({
      type: ReindexFilterType,
      description: 'Which profiles the run covers.',
      resolve: (run) => run,
    }),
    batchSize: t.exposeInt('batchSize', { description: 'Profiles per bulk call.' }),
  }),
});
