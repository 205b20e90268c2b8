// Owns how a run looks in the API: its state, its counts, its filter, what failed in it and what it found to differ.
import { resolveCursorConnection, type ResolveCursorConnectionArgs } from '@pothos/plugin-relay';
import type { Prisma } from '../database/client.ts';
import { builder } from '../graphql/builder.ts';
import { decodeCursor, encodeCursor, pageSize } from '../graphql/keyset.ts';
import { VisibilityEnum } from '../profiles/schema.ts';
import type { RunProgress } from './progress.ts';
import type { ReindexMode, ReindexStatus, RunFilter } from './runs.ts';

export const ReindexModeEnum = builder.enumType('ReindexMode', {
  description: 'What a run does.',
  values: {
    CHANGED: { description: 'Pushes what differs from what was pushed last.' },
    FULL: { description: 'Pushes everything.' },
    VERIFY: { description: 'Reads the index itself and mends what differs from the database.' },
    DRY_RUN: { description: 'Counts and names what VERIFY would do, and changes nothing.' },
  } satisfies Record<ReindexMode, { description: string }>,
});

const ReindexStatusEnum = builder.enumType('ReindexStatus', {
  description: 'Where a run is in its life.',
  values: {
    PENDING: { description: 'Waits for a worker, or for the run before it: one moves at a time.' },
    RUNNING: { description: 'Is being cut into batches, or its batches run.' },
    PAUSED: { description: 'Goes on when it is resumed; meanwhile another may have its turn.' },
    COMPLETED: { description: 'Everything it looked at is in line.' },
    COMPLETED_WITH_FAILURES: { description: 'Some profiles could not be brought into line; see `failures`.' },
    CANCELLED: { description: 'Was ended by an administrator.' },
    FAILED: { description: 'Could not go on; see `error`.' },
  } satisfies Record<ReindexStatus, { description: string }>,
});

const ReindexFailureType = builder.prismaObject('ReindexFailure', {
  description: 'A profile that a run could not bring into line.',
  access: 'administrator',
  fields: (t) => ({
    profileId: t.exposeID('profileId', { description: 'Which profile.' }),
    code: t.exposeString('code', {
      description:
        'Stable: RECORD_TOO_LARGE, NOT_JSON (no record can be made of it), REJECTED (the index refuses it) or BATCH_FAILED.',
    }),
    reason: t.exposeString('reason', { description: 'For a person to read.' }),
    size: t.exposeInt('size', {
      nullable: true,
      description: 'Bytes of the record; null where its size is not what failed.',
    }),
    limit: t.exposeInt('limit', {
      nullable: true,
      description: 'The most bytes that it may have; null where its size is not what failed.',
    }),
  }),
});

const DifferenceKindEnum = builder.enumType('ReindexDifferenceKind', {
  description: 'In what way the index differs from the database.',
  values: {
    MISSING: { description: 'A public profile has no document.' },
    DIFFERENT: { description: 'The document is not what its profile says.' },
    ORPHAN: { description: 'There is a document, or may be one, and no public profile to it.' },
  } as const,
});

const ReindexDifferenceType = builder.prismaObject('ReindexDifference', {
  description: 'One document in which the index differs from the database.',
  access: 'administrator',
  fields: (t) => ({
    objectId: t.exposeID('objectId', {
      description: "The document's id: that of its profile, or one that can be no profile's.",
    }),
    kind: t.expose('kind', { type: DifferenceKindEnum, description: 'In what way.' }),
  }),
});

const ReindexFilterType = builder.objectRef<RunFilter>('ReindexFilter').implement({
  description: 'Which profiles a run looks at; null asks for nothing.',
  access: 'administrator',
  fields: (t) => ({
    visibility: t.expose('visibility', {
      type: VisibilityEnum,
      nullable: true,
      description: 'Profiles of this visibility.',
    }),
    updatedSince: t.expose('updatedSince', {
      type: 'DateTime',
      nullable: true,
      description: 'Profiles written at this moment or later.',
    }),
    completionBelow: t.exposeInt('completionBelow', {
      nullable: true,
      description: 'Profiles less complete than this.',
    }),
    afterId: t.exposeID('afterId', { nullable: true, description: 'Ids after this one.' }),
    upToId: t.exposeID('upToId', {
      nullable: true,
      description: 'Ids up to and including this one.',
    }),
  }),
});

/** All who watch a run are given the same state, and ask the same of it: it is read once for all. */
function sharedByState<Page>() {
  const pages = new WeakMap<RunProgress, Map<string, Promise<Page>>>();
  return (run: RunProgress, asked: ResolveCursorConnectionArgs, load: () => Promise<Page>): Promise<Page> => {
    const ofRun = pages.get(run) ?? new Map<string, Promise<Page>>();
    pages.set(run, ofRun);
    const { before, after, limit, inverted } = asked;
    const key = JSON.stringify([before, after, limit, inverted]);
    const page = ofRun.get(key) ?? load();
    ofRun.set(key, page);
    return page;
  };
}

const failuresOf = sharedByState<Prisma.ReindexFailureModel[]>();
const differencesOf = sharedByState<Prisma.ReindexDifferenceModel[]>();

export const ReindexRunType = builder.objectRef<RunProgress>('ReindexRun').implement({
  description:
    'One reindex. Every profile it looks at is counted in exactly one of upserted, skipped, removed and failed.',
  access: 'administrator',
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
    filter: t.field({
      type: ReindexFilterType,
      description: 'Which profiles it looks at.',
      resolve: (run) => run,
    }),
    batchSize: t.exposeInt('batchSize', { description: 'Profiles to one bulk call.' }),
    failures: t.connection(
      {
        type: ReindexFailureType,
        description:
          'What failed, by id; as many as `failed` says. Pages of 1 to 100, 20 where nothing is said.',
        resolve: (run, args, { db }) => {
          const { id: runId, failed } = run;
          const toCursor = ({ profileId }: { profileId: string }) => encodeCursor(profileId);
          return resolveCursorConnection(
            { args, ...pageSize(args), toCursor },
            (page: ResolveCursorConnectionArgs) => {
              const where = { runId, profileId: within(page) };
              const order = {
                orderBy: { profileId: page.inverted ? 'desc' : 'asc' },
                take: page.limit,
              } as const;
              if (failed === 0) return [];
              return failuresOf(run, page, () => db.reindexFailure.findMany({ where, ...order }));
            },
          );
        },
      },
      { name: 'ReindexFailureConnection' },
      { name: 'ReindexFailureEdge' },
    ),
    differences: t.connection(
      {
        type: ReindexDifferenceType,
        description:
          'What a DRY_RUN has found: all that it counts as upserted or removed. Pages of 1 to 100, 20 where nothing is said.',
        resolve: (run, args, { db }) => {
          const { id: runId, mode } = run;
          const toCursor = ({ id }: { id: string }) => encodeCursor(id);
          return resolveCursorConnection(
            { args, ...pageSize(args), toCursor },
            (page: ResolveCursorConnectionArgs) => {
              const where = { runId, id: within(page) };
              const order = { orderBy: { id: page.inverted ? 'desc' : 'asc' }, take: page.limit } as const;
              if (mode !== 'DRY_RUN') return [];
              return differencesOf(run, page, () => db.reindexDifference.findMany({ where, ...order }));
            },
          );
        },
      },
      { name: 'ReindexDifferenceConnection' },
      { name: 'ReindexDifferenceEdge' },
    ),
  }),
});

function within({ before, after }: ResolveCursorConnectionArgs) {
  return {
    ...(after && { gt: decodeCursor('after', after) }),
    ...(before && { lt: decodeCursor('before', before) }),
  };
}
