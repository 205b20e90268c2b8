// What the audit found, as the API shows it to administrators.
import { ninesOf, type AuditFigures } from '../audit/figures.ts';
import type { AuditKind } from '../database/generated/prisma/enums.ts';
import { builder } from '../graphql/builder.ts';

const AuditKindEnum = builder.enumType('AuditKind', {
  description: 'In what Postgres, the cache and the index differ.',
  values: {
    COMPLETION_DIFFERENT: { description: 'The cached completion is not the one that the rows give.' },
    DOCUMENT_MISSING: { description: 'A public profile has no document.' },
    DOCUMENT_DIFFERENT: { description: 'The document is not the one that the rows give.' },
    DOCUMENT_ORPHAN: { description: 'A document belongs to no public profile.' },
    SETTING_DIFFERENT: { description: 'A setting of the index is not the one in the code.' },
  } satisfies Record<AuditKind, { description: string }>,
});

const AuditDifferenceType = builder
  .objectRef<AuditFigures['differences'][number]>('AuditDifference')
  .implement({
    description: 'A difference that was still there five seconds after the audit saw it.',
    access: 'administrator',
    fields: (t) => ({
      kind: t.expose('kind', { type: AuditKindEnum, description: 'In what they differ.' }),
      objectId: t.exposeString('objectId', {
        description: 'The id of the profile or document, or the name of the setting.',
      }),
      firstSeenAt: t.expose('firstSeenAt', { type: 'DateTime', description: 'When the audit saw it first.' }),
      endedAt: t.expose('endedAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When the audit saw that it was gone; null: it is still there.',
      }),
      lasted: t.exposeBoolean('lasted', { description: 'Whether it was still there after a minute.' }),
      failure: t.exposeString('failure', { nullable: true, description: 'Why it could not be mended.' }),
    }),
  });

const NINES = 'as a number of nines: 3 for 99.9 %. Null: nothing differed, or nothing was compared.';

export const AuditFiguresType = builder.objectRef<AuditFigures>('AuditFigures').implement({
  description:
    'The audit compares profiles drawn at random in Postgres, cache and index. These are the counts of the last 24 hours.',
  access: 'administrator',
  fields: (t) => ({
    since: t.expose('since', {
      type: 'DateTime',
      nullable: true,
      description: 'The beginning of the first hour that is counted; null: the audit has not run.',
    }),
    comparisons: t.exposeInt('comparisons', {
      description: 'How many completions and documents were compared with the rows.',
    }),
    differedAfter5s: t.exposeInt('after5s', {
      description: 'How many of them differed, and still did after five seconds.',
    }),
    differedAfter60s: t.exposeInt('after60s', { description: 'How many still differed after a minute.' }),
    ninesWithin5s: t.float({
      nullable: true,
      description: `How many agreed within five seconds, ${NINES}`,
      resolve: ({ comparisons, after5s }) => ninesOf(comparisons, after5s),
    }),
    ninesWithin60s: t.float({
      nullable: true,
      description: `How many agreed within a minute, ${NINES}`,
      resolve: ({ comparisons, after60s }) => ninesOf(comparisons, after60s),
    }),
    differences: t.expose('differences', {
      type: [AuditDifferenceType],
      description: 'The last twenty differences, also those before the 24 hours. The last one first.',
    }),
  }),
});
