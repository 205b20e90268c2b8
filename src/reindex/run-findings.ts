// What a run has found, as connections of its GraphQL type: the profiles that failed, and the differences of a DRY_RUN.
import type { Prisma } from '../database/client.ts';
import type { DifferenceKind } from '../database/generated/prisma/enums.ts';
import { builder } from '../graphql/builder.ts';
import { connectionById, type IdPage } from '../graphql/keyset.ts';
import type { RunProgress } from './progress.ts';
import { ReindexRunType } from './run-type.ts';

const ReindexFailureType = builder.prismaObject('ReindexFailure', {
  description: 'A profile that a run could not index.',
  access: 'administrator',
  fields: (t) => ({
    profileId: t.exposeID('profileId', { description: 'The id of the profile.' }),
    code: t.exposeString('code', {
      description:
        'A stable code: RECORD_TOO_LARGE, NOT_JSON (the profile cannot be written as JSON), REJECTED (by the index) or BATCH_FAILED.',
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
  access: 'administrator',
  fields: (t) => ({
    objectId: t.exposeID('objectId', {
      description: 'The id of the document: that of its profile, or an unknown one.',
    }),
    kind: t.expose('kind', { type: DifferenceKindEnum, description: 'How it differs.' }),
  }),
});

/** Reads a page once for all viewers of a run: they get the same progress object, and ask for the same page. */
function sharedPages<Row>() {
  const pages = new WeakMap<RunProgress, Map<string, Promise<Row[]>>>();
  return (run: RunProgress, page: IdPage, read: () => Promise<Row[]>) => {
    const pagesOfRun = pages.get(run) ?? new Map<string, Promise<Row[]>>();
    pages.set(run, pagesOfRun);
    const key = JSON.stringify(page);
    const rows = pagesOfRun.get(key) ?? read();
    pagesOfRun.set(key, rows);
    return rows;
  };
}

const failurePages = sharedPages<Prisma.ReindexFailureModel>();
const differencePages = sharedPages<Prisma.ReindexDifferenceModel>();

builder.objectField(ReindexRunType, 'failures', (t) =>
  t.connection(
    {
      type: ReindexFailureType,
      description: 'The failed profiles by id; `failed` counts them. Pages of 1 to 100, by default 20.',
      resolve: (run, args, { db }) =>
        connectionById(args, 'profileId', 'asc', async (page) => {
          if (run.failed === 0) return [];
          const where = { runId: run.id, profileId: page.ids };
          const orderBy = { profileId: page.order };
          return failurePages(run, page, () =>
            db.reindexFailure.findMany({ where, orderBy, take: page.limit }),
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
        'The differences that a DRY_RUN found: one for each document counted as upserted or removed. Pages of 1 to 100, by default 20.',
      resolve: (run, args, { db }) =>
        connectionById(args, 'id', 'asc', async (page) => {
          if (run.mode !== 'DRY_RUN') return [];
          const where = { runId: run.id, id: page.ids };
          const orderBy = { id: page.order };
          return differencePages(run, page, () =>
            db.reindexDifference.findMany({ where, orderBy, take: page.limit }),
          );
        }),
    },
    { name: 'ReindexDifferenceConnection' },
    { name: 'ReindexDifferenceEdge' },
  ),
);
