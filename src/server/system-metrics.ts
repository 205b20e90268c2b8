// Gauges of what all processes share: queues, workers, runs and the index. Each scrape reads them from Postgres, so they are right
// also where no worker is alive, and equal in every process: take their maximum. While Postgres is away there are none.
import { metrics, type Attributes } from '@opentelemetry/api';
import { systemWatch, type SharedState } from '../admin/system.ts';
import type { Services } from '../graphql/context.ts';
import { profileChanged } from '../profiles/changed-job.ts';
import type { Readiness, ReadyState } from './readiness.ts';

interface State extends SharedState {
  readonly parts: ReadyState['parts'];
  readonly runsByStatus: readonly { readonly status: string; readonly _count: number }[];
}
type Reading = readonly [value: number, attributes?: Attributes];
interface Gauge {
  readonly description: string;
  readonly read: (state: State) => readonly Reading[];
}

const GAUGES: Readonly<Record<string, Gauge>> = {
  'dependency.up': {
    description: 'Whether this process reaches what it depends on: 1 or 0.',
    read: ({ parts }) =>
      Object.entries(parts).map(([dependency, state]) => [Number(state === 'up'), { dependency }]),
  },
  'queue.jobs': {
    description: 'Jobs that are not completed.',
    read: ({ queues }) =>
      queues.flatMap(({ name: queue, waiting, delayed, active, deadLetters }) =>
        Object.entries({ waiting, delayed, active, dead: deadLetters }).map(([state, count]): Reading => [
          count,
          { queue, state },
        ]),
      ),
  },
  'queue.oldest_job_age_seconds': {
    description: 'The age of the oldest job that waits or is delayed. 0: there is none.',
    read: (state) => state.queues.map(({ name: queue }) => [oldestAge(state, queue), { queue }]),
  },
  'queue.paused': {
    description:
      'Whether a queue is paused, because the service that its jobs need refuses them or is away: 1 or 0.',
    read: ({ queues }) => queues.map(({ name: queue, pause }) => [Number(pause !== null), { queue }]),
  },
  'index.lag_seconds': {
    description: 'The age of the oldest change that is not searchable, dead letters apart. 0: there is none.',
    read: (state) => [[oldestAge(state, profileChanged.name)]],
  },
  'index.documents': {
    description: 'Documents in the index, when it was reached last.',
    read: ({ search }) => (search.documents === null ? [] : [[search.documents]]),
  },
  'index.needs_fill': {
    description: 'Whether a run must fill the index: 1 or 0.',
    read: ({ search }) => [[Number(search.notice !== null)]],
  },
  'public.profiles': {
    description: 'Profiles that may be found.',
    read: ({ search }) => [[search.publicProfiles]],
  },
  'worker.processes': {
    description: 'Processes that run jobs and were seen within a quarter of an hour.',
    read: ({ instances }) =>
      ['live', 'silent'].map((state) => [
        instances.filter((one) => one.state === state && one.name !== 'api').length,
        { state },
      ]),
  },
  'reindex.runs': {
    description: 'Runs of the reindex.',
    read: ({ runsByStatus }) => runsByStatus.map(({ status, _count }) => [_count, { status }]),
  },
};

type MetricServices = Pick<Services, 'db' | 'jobs' | 'cache' | 'search' | 'log'>;

export function observeSystem(services: MetricServices, readiness: Readiness): void {
  const meter = metrics.getMeter('vitae');
  const gauges = Object.entries(GAUGES).map(([name, { description, read }]) => ({
    gauge: meter.createObservableGauge(name, { description }),
    read,
  }));
  const readState = async (): Promise<State> => {
    const [shared, { parts }, runsByStatus] = await Promise.all([
      systemWatch(services).readShared(),
      readiness.check(),
      services.db.reindexRun.groupBy({ by: ['status'], _count: true }),
    ]);
    return { ...shared, parts, runsByStatus };
  };
  meter.addBatchObservableCallback(
    async (result) => {
      const state = await readState();
      for (const { gauge, read } of gauges)
        for (const [value, attributes] of read(state)) result.observe(gauge, value, attributes);
    },
    gauges.map(({ gauge }) => gauge),
  );
}

function oldestAge({ queues, at }: State, name: string): number {
  const oldest = queues.find((queue) => queue.name === name)?.oldestJobAt;
  return oldest ? Math.max(0, (at.getTime() - oldest.getTime()) / 1000) : 0;
}
