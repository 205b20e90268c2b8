// Lets any number of subscriptions watch runs: this process reads a changed run once for all of them. Postgres notifies of
// changes; after a lost connection every watched run is read.
import { Repeater, SlidingBuffer } from 'graphql-yoga';
import type { Notifications } from '../database/notifications.ts';
import type { Services } from '../graphql/context.ts';
import { PROGRESS_CHANNEL } from './progress-channel.ts';
import type { RunProgress } from './progress.ts';
import { hasEnded } from './runs.ts';
import { WatchedRun, type Viewer } from './watched-run.ts';

type ProgressServices = Pick<Services, 'db' | 'notifications' | 'log'>;

export interface ProgressHub {
  /**
   * The current state first, then every change, until the run ends.
   * @throws NotFoundError
   */
  watch(runId: string): Promise<AsyncIterable<RunProgress>>;
}

const hubs = new WeakMap<Notifications, Promise<ProgressHub>>();

/** The hub of this process. */
export function progressHub(services: ProgressServices): Promise<ProgressHub> {
  const hub = hubs.get(services.notifications) ?? createHub(services);
  hubs.set(services.notifications, hub);
  return hub;
}

async function createHub(services: ProgressServices): Promise<ProgressHub> {
  const watched = new Map<string, WatchedRun>();
  await services.notifications.subscribe(PROGRESS_CHANNEL, (changedId) => {
    for (const [runId, run] of watched) if (changedId === null || changedId === runId) run.changed();
  });
  const open = (runId: string): WatchedRun => {
    const run = watched.get(runId) ?? new WatchedRun(services, runId, () => watched.delete(runId));
    watched.set(runId, run);
    return run;
  };
  return {
    async watch(runId) {
      // Throws for a missing run before the subscription starts.
      const first = await open(runId).current();
      return hasEnded(first.status) ? once(first) : changesOf(() => open(runId));
    },
  };
}

function changesOf(open: () => WatchedRun): AsyncIterable<RunProgress> {
  return new Repeater<RunProgress>(async (push, stop) => {
    const run = open();
    const last: { json: string | null } = { json: null };
    const view: Viewer = (progress, json) => {
      if (json === last.json) return;
      last.json = json;
      // The sliding buffer drops steps for a slow reader, but never the last one.
      void push(progress);
      if (hasEnded(progress.status)) stop();
    };
    // Added before the first read, so that no change in between is missed.
    run.viewers.add(view);
    try {
      const first = await run.current();
      // A change in the meantime was newer.
      if (last.json === null) view(first, JSON.stringify(first));
      await stop;
    } finally {
      run.viewers.delete(view);
    }
  }, new SlidingBuffer(1));
}

async function* once(progress: RunProgress): AsyncGenerator<RunProgress, void, undefined> {
  yield await Promise.resolve(progress);
}
