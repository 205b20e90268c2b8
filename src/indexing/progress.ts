// Owns a run as clients see it, and how it is watched: each process reads a changed run once, however many watch it.
// A lost LISTEN connection makes it read again; what was missed shows then.
import { Repeater, SlidingBuffer } from 'graphql-yoga';
import type { Database, Prisma } from '../database/client.ts';
import type { Notifications } from '../database/notifications.ts';
import { NotFoundError } from '../graphql/errors.ts';
import type { Logger } from '../logger.ts';
import { PROGRESS_CHANNEL } from './progress-channel.ts';
import { hasEnded } from './runs.ts';

type RunRow = Prisma.ReindexRunModel;

export interface RunProgress extends RunRow {
  readonly processed: number;
  /** 0 to 100. */
  readonly percentage: number;
  /** Profiles a second over the last ten seconds; null before the first batch, and once the run has ended. */
  readonly ratePerSecond: number | null;
  readonly etaSeconds: number | null;
}

const WINDOW_SECONDS = 10;
/** A run changes with every batch; its watchers are told at most this often. */
const THROTTLE_MS = 100;

/** @throws NotFoundError */
export async function readProgress(db: Database, runId: string): Promise<RunProgress> {
  const run = await db.reindexRun.findUnique({ where: { id: runId } });
  if (!run) throw new NotFoundError('run', runId);
  const [progress] = await withProgress(db, [run]);
  if (!progress) throw new NotFoundError('run', runId);
  return progress;
}

/** One query for the rates of all, and none where no run is under way. */
export async function withProgress(db: Database, runs: readonly RunRow[]): Promise<RunProgress[]> {
  const running = runs.filter(({ status }) => status === 'RUNNING').map(({ id }) => id);
  const since = new Date(Date.now() - WINDOW_SECONDS * 1000);
  const recent =
    running.length === 0
      ? []
      : await db.reindexBatch.groupBy({
          by: ['runId'],
          where: { runId: { in: running }, finishedAt: { gt: since } },
          _sum: { processed: true },
        });
  return runs.map((run) => {
    const inWindow = recent.find(({ runId }) => runId === run.id)?._sum.processed ?? 0;
    return progressOf(run, inWindow);
  });
}

function progressOf(run: RunRow, inWindow: number): RunProgress {
  const processed = run.upserted + run.skipped + run.removed + run.failed;
  const finished = run.status === 'COMPLETED' || run.status === 'COMPLETED_WITH_FAILURES';
  const share = run.total === 0 ? 0 : Math.min(1, processed / run.total);
  const elapsed = run.startedAt ? (Date.now() - run.startedAt.getTime()) / 1000 : 0;
  const rate = inWindow > 0 ? inWindow / Math.max(0.1, Math.min(WINDOW_SECONDS, elapsed)) : null;
  return {
    ...run,
    processed,
    percentage: finished ? 100 : share * 100,
    ratePerSecond: rate,
    etaSeconds: rate === null ? null : Math.ceil(Math.max(0, run.total - processed) / rate),
  };
}

export interface ProgressServices {
  readonly db: Database;
  readonly notifications: Notifications;
  readonly log: Logger;
}

export interface ProgressHub {
  /** The run as it is now first, then every change, and the end with the run. */
  watch(runId: string): AsyncIterable<RunProgress>;
}

interface Watched {
  readonly viewers: Set<(progress: RunProgress) => void>;
  timer: NodeJS.Timeout | null;
  /** One read after the other, so that an older state never follows a newer one. */
  reading: Promise<void>;
}

const hubs = new WeakMap<Notifications, Promise<ProgressHub>>();

/** The one hub of this process. */
export function progressHub(services: ProgressServices): Promise<ProgressHub> {
  const hub = hubs.get(services.notifications) ?? createHub(services);
  hubs.set(services.notifications, hub);
  return hub;
}

async function createHub({ db, notifications, log }: ProgressServices): Promise<ProgressHub> {
  const watched = new Map<string, Watched>();
  await notifications.subscribe(PROGRESS_CHANNEL, (changed) => {
    for (const runId of changed === null ? watched.keys() : [changed]) refreshSoon(runId);
  });

  function refreshSoon(runId: string): void {
    const entry = watched.get(runId);
    if (!entry || entry.timer) return;
    entry.timer = setTimeout(() => {
      entry.timer = null;
      entry.reading = entry.reading
        .then(() => refresh(runId))
        .catch((error: unknown) => {
          log.warn({ err: error, runId }, 'a run could not be read; trying again');
          refreshSoon(runId);
        });
    }, THROTTLE_MS);
  }

  async function refresh(runId: string): Promise<void> {
    const progress = await readProgress(db, runId);
    for (const tell of watched.get(runId)?.viewers ?? []) tell(progress);
  }

  return {
    watch: (runId) =>
      new Repeater<RunProgress>(async (push, stop) => {
        const entry = watched.get(runId) ?? { viewers: new Set(), timer: null, reading: Promise.resolve() };
        watched.set(runId, entry);
        const seen = { any: false };
        const tell = (progress: RunProgress) => {
          seen.any = true;
          // With a sliding buffer a slow reader misses steps, never the last one.
          void push(progress);
          if (hasEnded(progress.status)) stop();
        };
        // Watching before the first read: what changes in between is not missed.
        entry.viewers.add(tell);
        try {
          const first = await readProgress(db, runId);
          // Told of a change meanwhile, the viewer has the newer state; what came after that read is told again.
          if (!seen.any) tell(first);
          await stop;
        } finally {
          entry.viewers.delete(tell);
          if (entry.viewers.size === 0) watched.delete(runId);
        }
      }, new SlidingBuffer(1)),
  };
}
