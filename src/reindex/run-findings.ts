// What a run has found, as connections of its GraphQL type: the profiles that failed, and the differences of a DRY_RUN.
import { queryFromInfo } from '@pothos/plugin-prisma';
import type { DifferenceKind } from '../database/generated/prisma/enums.ts';
import { builder } from '../graphql/builder.ts';
import { connectionById, type IdPage } from '../graphql/keyset.ts';
import type { RunProgress } from './progress.ts';
import { ReindexRunType } from './run-type.ts';

const FAILURE_CODES = {
  RECORD_TOO_LARGE: { description: 'The record is larger than the index takes.' },
  NOT_JSON: { description: 'The profile cannot be written as JSON.' },
  REJECTED: { description: 'The index refuses the record.' },
  BATCH_FAILED: { description: 'The batch of the profile failed.' },
} as const;

const isFailureCode = (code: string): code is keyof typeof FAILURE_CODES =>
  Object.hasOwn(FAILURE_CODES, code);

const ReindexFailureCodeEnum = builder.enumType('ReindexFailureCode', {
  description: 'Why a run could not index a profile.',
  values: FAILURE_CODES,
});

const ReindexFailureType = builder.prismaObject('ReindexFailure', {
  description: 'A profile that a run could not index.',
  select: { profileId: true },
  access: 'administrator',
  fields: (t) => ({
    profileId: t.exposeID('profileId', { description: 'The id of the profile.' }),
    code: t.field({
      type: ReindexFailureCodeEnum,
      description: 'Why.',
      select: { code: true },
      resolve: ({ code }) => (isFailureCode(code) ? code : 'REJECTED'),
    }),
    reason: t.exposeString('reason', { description: 'The reason in words.' }),
    size: t.exposeInt('size', {
      nullable: true,
      description: 'Bytes of the record; null unless the size is the reason.',
    }),
    limit: t.exposeInt('limit', {
      nullable: true,
      description: 'The most bytes that a record may have; null unless the size is the reason.',
    }),
  }),
});

const DifferenceKindEnum = builder.enumType('ReindexDifferenceKind', {
  description: 'How the index differs from the database.',
  values: {
    MISSING: { description: 'A public profile has no document.' },
    DIFFERENT: { description: 'The document differs from its profile.' },
    ORPHAN: { description: 'There is a document, or may be one, without a public profile.' },
  } satisfies Record<DifferenceKind, { description: string }>,
});

const ReindexDifferenceType = builder.prismaObject('ReindexDifference', {
  description: 'One document in which the index differs from the database.',
  select: { id: true },
  access: 'administrator',
  fields: (t) => ({
    objectId: t.exposeID('objectId', {
      description: 'The id of the document: that of its profile, or an unknown one.',
    }),
    kind: t.expose('kind', { type: DifferenceKindEnum, description: 'How it differs.' }),
  }),
});

/** Reads a page once for all viewers of a run who ask for the same: they get the same progress object. */
function sharedPages<Row>() {
  const pages = new WeakMap<RunProgress, Map<string, Promise<Row[]>>>();
  return (run: RunProgress, page: IdPage, select: object, read: () => Promise<Row[]>) => {
    const pagesOfRun = pages.get(run) ?? new Map<string, Promise<Row[]>>();
    pages.set(run, pagesOfRun);
    const key = JSON.stringify([page, select]);
    const rows = pagesOfRun.get(key) ?? read();
    pagesOfRun.set(key, rows);
    return rows;
  };
}

const failurePages = sharedPages<{ profileId: string }>();
const differencePages = sharedPages<{ id: string }>();

builder.objectField(ReindexRunType, 'failures', (t) =>
  t.connection(
    {
      type: ReindexFailureType,
      description: 'The failed profiles by id; `failed` counts them. Pages of 1 to 100, by default 20.',
      resolve: (run, args, context, info) =>
        connectionById(args, 'profileId', 'asc', async (page) => {
          if (run.failed === 0) return [];
          const where = { runId: run.id, profileId: page.ids };
          const orderBy = { profileId: page.order };
          const { select } = queryFromInfo({
            context,
            info,
            typeName: 'ReindexFailure',
            path: ['edges', 'node'],
            select: { profileId: true },
          });
          return failurePages(run, page, select, () =>
            context.db.reindexFailure.findMany({ select, where, orderBy, take: page.limit }),
          );
        }),
    },
    { name: 'ReindexFailureConnection' },
    { name: 'ReindexFailureEdge' },
  ),
);

builder.objectField(ReindexRunType, 'differences', (t) =>
  t.connection(
    {
      type: ReindexDifferenceType,
      description:
        'The differences that a DRY_RUN found: one for each document counted as upserted or removed. Of a VERIFY, those that it corrected, the first 10,000 or a few more. Other modes do not read the index. Pages of 1 to 100, by default 20.',
      resolve: (run, args, context, info) =>
        connectionById(args, 'id', 'asc', async (page) => {
          if (run.mode !== 'DRY_RUN' && run.mode !== 'VERIFY') return [];
          const where = { runId: run.id, id: page.ids };
          const orderBy = { id: page.order };
          const { select } = queryFromInfo({
            context,
            info,
            typeName: 'ReindexDifference',
            path: ['edges', 'node'],
            select: { id: true },
          });
          return differencePages(run, page, select, () =>
            context.db.reindexDifference.findMany({ select, where, orderBy, take: page.limit }),
          );
        }),
    },
    { name: 'ReindexDifferenceConnection' },
    { name: 'ReindexDifferenceEdge' },
  ),
);
