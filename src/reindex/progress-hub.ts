// Owns how runs are watched: each process reads a changed run once, at most ten times a second, however many watch it.
// Postgres tells of changes; after a lost connection, and where nothing was told for a while, the run is read all the same.
// A read that fails is logged and done again.
import { Repeater, SlidingBuffer } from 'graphql-yoga';
import type { Database } from '../database/client.ts';
import type { Notifications } from '../database/notifications.ts';
import type { Logger } from '../observability/logger.ts';
import { PROGRESS_CHANNEL } from './progress-channel.ts';
import { readProgress, type RunProgress } from './progress.ts';
import { hasEnded } from './runs.ts';

/** A run changes with every batch; its watchers are told at most this often. */
const THROTTLE_MS = 100;
/** So a rate that falls is seen to fall, and what no notification has told comes out. */
const LOOK_AGAIN_MS = 2000;

export interface ProgressServices {
  readonly db: Database;
  readonly notifications: Notifications;
  readonly log: Logger;
}

export interface ProgressHub {
  /**
   * The run as it is now first, then every change, and the end with the run.
   * @throws NotFoundError
   */
  watch(runId: string): Promise<AsyncIterable<RunProgress>>;
}

interface Reading {
  readonly answer: Promise<RunProgress>;
  /** Before that it shows whatever happens meanwhile. */
  hasBegun: boolean;
}

/** A run that somebody watches, or did a moment ago. */
interface Watched {
  readonly viewers: Set<(progress: RunProgress, text: string) => void>;
  /** The reading that waits or runs, or the one that ended last; null where a newer state is known to be there. */
  reading: Reading | null;
  lastBegan: number;
  /** One read after the other, so that an older state never follows a newer one. */
  queue: Promise<unknown>;
  timer: NodeJS.Timeout | null;
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
    for (const [runId, entry] of watched) {
      if (changed !== null && changed !== runId) continue;
      if (entry.reading?.hasBegun) entry.reading = null;
      lookIn(runId, entry, entry.lastBegan + THROTTLE_MS - performance.now());
    }
  });

  function entryOf(runId: string): Watched {
    const entry = watched.get(runId) ?? {
      viewers: new Set(),
      reading: null,
      lastBegan: -Infinity,
      queue: Promise.resolve(),
      timer: null,
    };
    watched.set(runId, entry);
    return entry;
  }

  /** Reads the run, tells all who watch it, and looks again after a while. */
  function read(runId: string, entry: Watched): Reading {
    const answer = entry.queue.then(() => {
      reading.hasBegun = true;
      entry.lastBegan = performance.now();
      return readProgress(db, runId);
    });
    const reading: Reading = { answer, hasBegun: false };
    entry.reading = reading;
    entry.queue = answer.then(
      (progress) => {
        const text = JSON.stringify(progress);
        for (const tell of entry.viewers) tell(progress, text);
        lookIn(runId, entry, LOOK_AGAIN_MS);
      },
      (error: unknown) => {
        if (entry.reading === reading) entry.reading = null;
        if (entry.viewers.size > 0) log.warn({ err: error, runId }, 'a run could not be read; trying again');
        lookIn(runId, entry, LOOK_AGAIN_MS);
      },
    );
    return reading;
  }

  /** The sooner of two looks is taken. Where nobody watches any more, the run is forgotten instead. */
  function lookIn(runId: string, entry: Watched, delayMs: number): void {
    if (entry.timer && delayMs >= LOOK_AGAIN_MS) return;
    if (entry.timer) clearTimeout(entry.timer);
    const look = () => {
      entry.timer = null;
      if (entry.viewers.size === 0) watched.delete(runId);
      // One that waits will show it too.
      else if (entry.reading?.hasBegun !== false) read(runId, entry);
    };
    entry.timer = setTimeout(look, Math.max(0, delayMs)).unref();
  }

  /** The state of this moment, read once for all who ask at the same time. That a run has ended is never an old answer. */
  async function now(runId: string): Promise<RunProgress> {
    const entry = entryOf(runId);
    const older = entry.reading?.hasBegun ? entry.reading : null;
    for (;;) {
      const reading = entry.reading ?? read(runId, entry);
      const progress = await reading.answer;
      if (!hasEnded(progress.status) || reading !== older) return progress;
      if (entry.reading === reading) entry.reading = null;
    }
  }

  return {
    async watch(runId) {
      // A run that is not there is an error of the subscription, not a silence.
      const atFirst = await now(runId);
      return hasEnded(atFirst.status) ? only(atFirst) : follow(runId);
    },
  };

  function follow(runId: string): AsyncIterable<RunProgress> {
    return new Repeater<RunProgress>(async (push, stop) => {
      const entry = entryOf(runId);
      const told: { text: string | null } = { text: null };
      const tell = (progress: RunProgress, text: string) => {
        if (text === told.text) return;
        told.text = text;
        // With a sliding buffer a slow reader misses steps, never the last one.
        void push(progress);
        if (hasEnded(progress.status)) stop();
      };
      // Watching before the first read: what changes in between is not missed.
      entry.viewers.add(tell);
      try {
        const first = await now(runId);
        // Told of a change meanwhile, the viewer has the newer state; what came after that read is told again.
        if (told.text === null) tell(first, JSON.stringify(first));
        await stop;
      } finally {
        entry.viewers.delete(tell);
      }
    }, new SlidingBuffer(1));
  }
}

async function* only(progress: RunProgress): AsyncGenerator<RunProgress, void, undefined> {
  yield await Promise.resolve(progress);
}
