// The schedules of jobs in the API. For administrators only.
import { builder } from '../graphql/builder.ts';
import type { Schedule } from '../jobs/schedules.ts';

const ScheduleType = builder.objectRef<Schedule>('Schedule').implement({
  description: 'When a queue gets a job by cron, once for all processes.',
  access: 'administrator',
  fields: (t) => ({
    queue: t.exposeString('queue', { description: 'The name of the queue, as in `queues`.' }),
    cron: t.exposeString('cron', { description: 'Minute, hour, day, month and weekday, in UTC.' }),
    next: t.field({
      type: ['DateTime'],
      description: 'The next three times.',
      resolve: ({ next }) => [...next],
    }),
  }),
});

builder.queryField('schedules', (t) =>
  t.field({
    type: [ScheduleType],
    description: 'The queues that get their jobs by cron. The workers set them by their configuration.',
    access: 'administrator',
    resolve: (_root, _args, { jobs }) => jobs.schedules(),
  }),
);
