// Lists what is wrong with the system, the most serious first: since when, what users notice, and what to do next. The runbook
// says more.
import type { QueueStatus } from '../jobs/queues.ts';
import type { RunProgress } from '../reindex/progress.ts';
import type { System } from './system.ts';

export type TroubleKind = keyof typeof KINDS;
export type TroublePlace = 'INDEX' | 'CACHE' | 'PROCESSES' | 'QUEUE' | 'DEAD_LETTERS' | 'RUN' | 'AUDIT';

interface Kind {
  /** What the kind is. */
  readonly description: string;
  readonly place: TroublePlace;
  /** What users notice. */
  readonly effect: string;
  readonly nextStep: string;
}

const EDITS_WAIT = 'Edits are saved, and searches do not find them yet.';

export const KINDS = {
  INDEX_UNREACHABLE: {
    description: 'The index does not answer, or refuses the key.',
    place: 'INDEX',
    effect: `Searches fail. ${EDITS_WAIT}`,
    nextStep:
      'See whether the search service is up and takes the key. Jobs go on by themselves once it does.',
  },
  INDEX_FOREIGN: {
    description: 'The index belongs to another deployment, and this one does not write it.',
    place: 'INDEX',
    effect: `Searches find what the other deployment wrote. ${EDITS_WAIT}`,
    nextStep:
      'See whether ALGOLIA_INDEX is the right one. Take the index over only if the other deployment is gone.',
  },
  INDEX_NEEDS_FILL: {
    description: 'The index is new, or another one: a run must fill it.',
    place: 'INDEX',
    effect: 'Searches do not find every profile.',
    nextStep: 'Start a CHANGED run.',
  },
  NO_WORKER: {
    description: 'No process runs jobs.',
    place: 'PROCESSES',
    effect: EDITS_WAIT,
    nextStep: 'Start a process with ROLE=worker or ROLE=all.',
  },
  CACHE_UNREACHABLE: {
    description: 'Redis does not answer the process that serves the request.',
    place: 'CACHE',
    effect: 'Slower pages, and answers to edits take up to a second longer. Scores are right.',
    nextStep:
      'Start Redis again, or set REDIS_URL to another one and restart. It needs no data. Nothing has to be pressed here.',
  },
  PROCESS_SILENT: {
    description: 'A process sends no heartbeat.',
    place: 'PROCESSES',
    effect: 'Nothing, as long as another process does its work.',
    nextStep: 'Look at its log. Start it again if it is gone; if it hangs, end it first.',
  },
  QUEUE_PAUSED: {
    description: 'The service that the jobs of a queue need refuses them or is away.',
    place: 'QUEUE',
    effect: 'The work of this queue waits. No job is lost.',
    nextStep: 'Mend what the reason names. The queue goes on by itself; resume it to try at once.',
  },
  QUEUE_PAUSED_BY_HAND: {
    description: 'An administrator paused a queue.',
    place: 'QUEUE',
    effect: 'The work of this queue waits. No job is lost.',
    nextStep: 'Resume it once its reason is gone: it does not go on by itself.',
  },
  QUEUE_LATE: {
    description: 'A job has waited for more than a minute.',
    place: 'QUEUE',
    effect: 'The work of this queue is late.',
    nextStep: 'See whether its depth falls. If it does not, start more workers or raise JOB_CONCURRENCY.',
  },
  DEAD_LETTERS: {
    description: 'Jobs used up their tries, or no retry can fix them.',
    place: 'DEAD_LETTERS',
    effect: 'What these jobs were to do is missing, such as a change in searches. Nothing tries again.',
    nextStep: 'Read the reasons, mend the cause, then retry them.',
  },
  AUDIT_DIFFERENCES: {
    description: 'The audit found differences that it could not mend.',
    place: 'AUDIT',
    effect: 'Some profiles have an old completion, or are found with old content.',
    nextStep: 'Look at each profile and mend it. If there are many, start a VERIFY run.',
  },
  RUN_FAILED: {
    description: 'The last run could not go on.',
    place: 'RUN',
    effect: 'The index may be out of date.',
    nextStep: 'Mend what the error names, then start the run again.',
  },
  RUN_AWAITS_CONFIRMATION: {
    description: 'A run would remove much of the index, and waits.',
    place: 'RUN',
    effect: 'Nothing yet. The index stays as it is.',
    nextStep: 'See whether these profiles should be gone. Confirm the removals, or cancel the run.',
  },
  RUN_HAS_FAILURES: {
    description: 'The last run could not index some profiles.',
    place: 'RUN',
    effect: 'Searches do not find these profiles, or with old content.',
    nextStep: 'Read the reasons, mend the profiles, then retry the failures.',
  },
} satisfies Record<string, Kind>;

const RUN_STANDS = 'A reindex does not move.';
/** Of a queue that waits, where users notice more than of others. */
const QUEUE_EFFECTS: Readonly<Record<string, string>> = {
  'profile-changed': `${EDITS_WAIT} No job is lost.`,
  'reindex-dispatch': RUN_STANDS,
  'reindex-batch': RUN_STANDS,
};

/** What users notice. */
export function effectOf({ kind, queue = '' }: Trouble): string {
  const { place, effect } = KINDS[kind];
  return (place === 'QUEUE' ? QUEUE_EFFECTS[queue] : undefined) ?? effect;
}

export interface Trouble {
  readonly kind: TroubleKind;
  readonly text: string;
  readonly since: Date | null;
  readonly queue?: string;
  readonly runId?: string;
}

const LATE_MS = 60_000;
const number = (value: number) => value.toLocaleString('en');

export function troublesOf({ at, instances, queues, runs, search, cache, audit }: System): Trouble[] {
  const workers = instances.filter(({ name }) => name !== 'api');
  const silent = instances.filter(({ state }) => state === 'silent');
  const lasting = audit.differences.filter(({ lasted, endedAt }) => lasted && endedAt === null);
  return [
    ...found(!search.reachable, {
      kind: 'INDEX_UNREACHABLE',
      text: 'The index cannot be reached.',
      since: search.unreachableSince,
    }),
    ...found(!workers.some(({ state }) => state === 'live'), {
      kind: 'NO_WORKER',
      text: 'No worker runs: edits do not reach the index.',
      since: latest(workers.map(({ seenAt }) => seenAt)),
    }),
    ...indexTroubles(search),
    ...runs.filter(({ status }) => status === 'AWAITING_CONFIRMATION').map(waitingRun),
    ...runTroubles(runs[0]),
    ...queues.flatMap((queue) => queueTroubles(queue, at)),
    ...found(cache.unreachableSince !== null, {
      kind: 'CACHE_UNREACHABLE',
      text: 'The cache in Redis cannot be reached.',
      since: cache.unreachableSince,
    }),
    ...silent.map(({ name, host, pid, seenAt }): Trouble => ({
      kind: 'PROCESS_SILENT',
      text: `The process ${pid} (${name ?? 'command'}) on ${host} sends no heartbeat.`,
      since: seenAt,
    })),
    ...found(lasting.length > 0, {
      kind: 'AUDIT_DIFFERENCES',
      text: `The audit found differences that it could not mend: ${number(lasting.length)}.`,
      since: earliest(lasting.map(({ firstSeenAt }) => firstSeenAt)),
    }),
  ];
}

const found = (is: boolean, trouble: Trouble): Trouble[] => (is ? [trouble] : []);

/** A run cannot fill an index that belongs to another deployment. */
function indexTroubles({ foreignOwner, notice }: System['search']): Trouble[] {
  if (foreignOwner !== null) {
    const text = `The index belongs to another deployment, ${foreignOwner}.`;
    return [{ kind: 'INDEX_FOREIGN', text, since: null }];
  }
  return found(notice !== null, { kind: 'INDEX_NEEDS_FILL', text: notice ?? '', since: null });
}

function waitingRun({ id, mode, notice, startedAt, createdAt }: RunProgress): Trouble {
  const text = `A ${mode} run waits: ${notice ?? 'it would remove much of the index'}`;
  return { kind: 'RUN_AWAITS_CONFIRMATION', text, since: startedAt ?? createdAt, runId: id };
}

function runTroubles(last: RunProgress | undefined): Trouble[] {
  if (!last) return [];
  const { id: runId, status, error, failed, finishedAt: since } = last;
  return [
    ...found(status === 'FAILED', {
      kind: 'RUN_FAILED',
      text: `The last reindex failed: ${error ?? 'see the log'}`,
      since,
      runId,
    }),
    ...found(status === 'COMPLETED_WITH_FAILURES', {
      kind: 'RUN_HAS_FAILURES',
      text: `The last reindex failed for ${number(failed)} profiles.`,
      since,
      runId,
    }),
  ];
}

function queueTroubles(status: QueueStatus, at: Date): Trouble[] {
  const { name: queue, pause, waiting, deadLetters, oldestJobAt, oldestDeadLetterAt } = status;
  const isLate = waiting > 0 && oldestJobAt !== null && at.getTime() - oldestJobAt.getTime() > LATE_MS;
  return [
    ...found(pause !== null, {
      kind: pause?.byHand ? 'QUEUE_PAUSED_BY_HAND' : 'QUEUE_PAUSED',
      text: `The queue ${queue} is paused: ${pause?.reason ?? ''}`,
      since: pause?.since ?? null,
      queue,
    }),
    ...found(deadLetters > 0, {
      kind: 'DEAD_LETTERS',
      text: `Dead letters in ${queue}: ${number(deadLetters)}.`,
      since: oldestDeadLetterAt,
      queue,
    }),
    ...found(isLate && pause === null, {
      kind: 'QUEUE_LATE',
      text: `The queue ${queue} is behind.`,
      since: oldestJobAt,
      queue,
    }),
  ];
}

function latest(dates: readonly Date[]): Date | null {
  return dates.length > 0 ? new Date(Math.max(...dates.map(Number))) : null;
}

function earliest(dates: readonly Date[]): Date | null {
  return dates.length > 0 ? new Date(Math.min(...dates.map(Number))) : null;
}
