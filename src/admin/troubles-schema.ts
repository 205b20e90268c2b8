// The troubles of the system in the API.
import { builder } from '../graphql/builder.ts';
import { effectOf, KINDS, type Trouble, type TroubleKind, type TroublePlace } from './troubles.ts';

const descriptions = Object.entries(KINDS).map(([kind, { description }]) => [kind, { description }]);

const TroubleKindEnum = builder.enumType('TroubleKind', {
  description: 'What kind of trouble it is. More may follow: show the text of one that is not known.',
  values: Object.fromEntries(descriptions) as Record<TroubleKind, { description: string }>,
});

const TroublePlaceEnum = builder.enumType('TroublePlace', {
  description: 'Where a trouble can be looked at and mended.',
  values: {
    INDEX: { description: 'The index and its settings.' },
    CACHE: { description: 'The cache in Redis.' },
    PROCESSES: { description: 'The processes.' },
    QUEUE: { description: 'The queue of `queue`.' },
    DEAD_LETTERS: { description: 'The jobs of `queue` that are DEAD.' },
    RUN: { description: 'The run of `runId`.' },
    AUDIT: { description: 'The differences of `System.audit`.' },
  } satisfies Record<TroublePlace, { description: string }>,
});

export const TroubleType = builder.objectRef<Trouble>('Trouble').implement({
  description: 'Something that is wrong with the system.',
  access: 'administrator',
  fields: (t) => ({
    kind: t.expose('kind', { type: TroubleKindEnum, description: 'What kind of trouble it is.' }),
    text: t.exposeString('text', { description: 'What is wrong, in words.' }),
    since: t.expose('since', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when; null: not known.',
    }),
    effect: t.string({ description: 'What users notice.', resolve: effectOf }),
    nextStep: t.string({ description: 'What to do next.', resolve: ({ kind }) => KINDS[kind].nextStep }),
    place: t.field({
      type: TroublePlaceEnum,
      description: 'Where it can be looked at and mended.',
      resolve: ({ kind }) => KINDS[kind].place,
    }),
    queue: t.string({
      nullable: true,
      description: 'The name of the queue; null: it is about none.',
      resolve: ({ queue }) => queue ?? null,
    }),
    runId: t.id({
      nullable: true,
      description: 'The id of the run; null: it is about none.',
      resolve: ({ runId }) => runId ?? null,
    }),
  }),
});
