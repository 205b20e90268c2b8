// The figures of the last hour and day in the API. For administrators only.
import { builder } from '../graphql/builder.ts';
import { PERIODS, readFigures, type Figure, type Period } from './figures.ts';
import { jobOf } from './queues.ts';

const FigurePeriodEnum = builder.enumType('FigurePeriod', {
  description: 'What a series covers.',
  values: {
    HOUR: { description: 'The last hour: 60 points of a minute.' },
    DAY: { description: 'The last day: 96 points of 15 minutes.' },
  } satisfies Record<Period, { description: string }>,
});

const SystemFigureType = builder.objectRef<Figure>('SystemFigure').implement({
  description: 'What all processes counted in a minute or in 15 minutes.',
  access: 'administrator',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'When it begins.' }),
    searchableP50: t.exposeFloat('searchableP50', {
      nullable: true,
      description:
        'Seconds from a write until it was searchable, of half of the writes; runs apart. Null: there was no write.',
    }),
    searchableP99: t.exposeFloat('searchableP99', {
      nullable: true,
      description: 'The same, of 99 of 100 writes.',
    }),
    jobsCompleted: t.exposeInt('completed', { description: 'Tries of jobs that succeeded.' }),
    jobsRetried: t.exposeInt('retried', { description: 'Tries that failed, and the job is tried again.' }),
    jobsDead: t.exposeInt('dead', { description: 'Tries that failed, and the job became a dead letter.' }),
    hits: t.exposeInt('hits', { description: 'Completions that were read from the cache.' }),
    misses: t.exposeInt('misses', { description: 'Completions that were not in the cache.' }),
    depth: t.exposeInt('depth', {
      nullable: true,
      description: 'Jobs that waited or were delayed, at most. Null: no process counted them.',
    }),
    deadLetters: t.exposeInt('deadLetters', {
      nullable: true,
      description: 'Dead letters, at most. Null: no process counted them.',
    }),
  }),
});

builder.queryField('systemFigures', (t) =>
  t.field({
    type: [SystemFigureType],
    description:
      'What all processes counted in the last hour or day: every point in order, also those without figures. The last one has ' +
      'begun. Each process writes once a minute; the figures of two days are kept.',
    args: {
      period: t.arg({ type: FigurePeriodEnum, required: true, description: 'What the series covers.' }),
      queue: t.arg.string({
        required: false,
        description: 'Jobs, depth and dead letters of this queue only. Default: of all.',
      }),
    },
    access: 'administrator',
    complexity: ({ period }) => ({ field: 100, multiplier: PERIODS[period].points }),
    resolve: (_root, { period, queue }, ctx) =>
      readFigures(ctx.db, period, typeof queue === 'string' ? jobOf(ctx, queue).name : null),
  }),
);
