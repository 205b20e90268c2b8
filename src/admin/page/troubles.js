// Lists what is wrong with the system: what, since when, what users notice, and where it is mended.
import { addressOf } from './router.js';
import { number, secondsSince, words } from './words.js';

/** @typedef {import('./queries.js').System} System */

/**
 * @typedef {object} Trouble
 * @property {string} what
 * @property {string | null} since when it began; null: not known
 * @property {string} effect what users notice
 * @property {string} next what to do
 * @property {string} to the address where it is done or seen
 * @property {string} [runbook] the section of docs/runbook.md
 */

const LATE_SECONDS = 60;

const NOT_SEARCHABLE =
  'Users find profiles as they were: what they changed since is saved, and not searchable yet.';

/** What users notice while a queue does not work. */
const EFFECTS = /** @type {Record<string, string>} */ ({
  'profile-changed': NOT_SEARCHABLE,
  'reindex-batch': 'A reindex does not move. Users notice nothing.',
});
const NO_EFFECT = 'Users notice nothing now; work is done later than it should be.';

/**
 * The most serious first.
 * @param {System} system
 * @returns {Trouble[]}
 */
export function troublesOf(system) {
  const { instances, queues, runs, search, audit } = system;
  return [
    ...indexTroubles(search),
    ...workerTroubles(instances),
    ...queues.flatMap(queueTroubles),
    ...runs.flatMap((run, index) => runTroubles(run, index === 0)),
    ...auditTroubles(audit),
  ];
}

/**
 * @param {System['search']} search
 * @returns {Trouble[]}
 */
function indexTroubles({ reachable, notice }) {
  return [
    ...(reachable
      ? []
      : [
          {
            what: 'The index cannot be reached.',
            since: null,
            effect: 'Searches fail. Edits are saved, and become searchable later by themselves.',
            next: 'See what the index answers, at the queue',
            to: addressOf('queues'),
            runbook: 'VitaeSearchDown',
          },
        ]),
    ...(notice
      ? [
          {
            what: notice,
            since: null,
            effect: 'Searches find too little.',
            next: 'Start a CHANGED run',
            to: addressOf('runs'),
            runbook: 'VitaeIndexNeedsFill',
          },
        ]
      : []),
  ];
}

/**
 * @param {System['instances']} instances
 * @returns {Trouble[]}
 */
function workerTroubles(instances) {
  const workers = instances.filter(({ role }) => role === 'worker' || role === 'all');
  const hasWorker = workers.some(({ state }) => state === 'LIVE');
  const last =
    workers
      .map(({ seenAt }) => seenAt)
      .toSorted()
      .at(-1) ?? null;
  const silent = instances.filter(({ state }) => state === 'SILENT');
  return [
    ...(hasWorker
      ? []
      : [
          {
            what: 'No worker runs.',
            since: last,
            effect: NOT_SEARCHABLE,
            next: 'See the processes, and start one with ROLE=worker',
            to: addressOf('processes'),
            runbook: 'VitaeNoWorker',
          },
        ]),
    ...silent.map(({ role, host, pid, seenAt }) => ({
      what: `The process ${pid} (${role ?? 'command'}) on ${host} is silent.`,
      since: seenAt,
      effect:
        'Its running jobs are taken over by other workers. Users notice nothing while one of its role is alive.',
      next: 'See the processes; read its log, and start it again',
      to: addressOf('processes'),
      runbook: 'VitaeProcessDown',
    })),
  ];
}

/**
 * @param {System['queues'][number]} queue
 * @returns {Trouble[]}
 */
function queueTroubles({ name, deadLetters, pause, waiting, oldestJobAt }) {
  const effect = EFFECTS[name] ?? NO_EFFECT;
  const late = waiting > 0 && oldestJobAt !== null && secondsSince(oldestJobAt) > LATE_SECONDS;
  return [
    ...(pause
      ? [
          {
            what: `The queue ${name} is paused: ${pause.reason}`,
            since: pause.since,
            effect,
            next: 'See the queue; mend what the reason names. It resumes by itself',
            to: addressOf('queues'),
            runbook: 'VitaeQueuePaused',
          },
        ]
      : []),
    ...(deadLetters > 0
      ? [
          {
            what: `Dead letters in ${name}: ${number(deadLetters)}.`,
            since: null,
            effect:
              name === 'profile-changed'
                ? 'These profiles are found with old content, or not at all.'
                : 'The work of these jobs is not done.',
            next: 'Read the reasons, mend them, and retry',
            to: addressOf('jobs', { params: { state: 'dead', queue: name } }),
            runbook: 'VitaeDeadLetters',
          },
        ]
      : []),
    ...(late && !pause
      ? [
          {
            what: `The queue ${name} is behind: ${number(waiting)} wait.`,
            since: oldestJobAt,
            effect,
            next: 'See the queue, and start more workers',
            to: addressOf('queues'),
            runbook: 'VitaeIndexLag',
          },
        ]
      : []),
  ];
}

/**
 * @param {System['runs'][number]} run
 * @param {boolean} isLast
 * @returns {Trouble[]}
 */
function runTroubles({ id, mode, status, notice, error, failed, startedAt, finishedAt }, isLast) {
  const to = addressOf('runs', { rest: [String(id)] });
  const trouble = { to, since: finishedAt ?? startedAt ?? null };
  if (status === 'AWAITING_CONFIRMATION') {
    return [
      {
        ...trouble,
        what: `A ${mode} run waits: ${notice ?? ''}`,
        effect: 'Nothing is removed before you confirm. Users may find profiles that should be gone.',
        next: 'Find out why so much would be removed; then confirm or cancel',
        runbook: 'VitaeRunWaits',
      },
    ];
  }
  if (!isLast || (status !== 'FAILED' && status !== 'COMPLETED_WITH_FAILURES')) return [];
  return [
    {
      ...trouble,
      what:
        status === 'FAILED'
          ? `The last reindex failed: ${error ?? 'see the log'}`
          : `The last reindex failed for ${number(failed)} profiles.`,
      effect: 'The index may hold old content, or miss profiles.',
      next: 'Read the reasons, mend them, and retry',
    },
  ];
}

/**
 * @param {System['audit']} audit
 * @returns {Trouble[]}
 */
function auditTroubles({ differences }) {
  const lasting = differences.filter(({ lasted, endedAt }) => lasted && !endedAt);
  const [first] = lasting;
  if (!first) return [];
  return [
    {
      what: `The audit found differences that it could not mend: ${number(lasting.length)}.`,
      since: lasting.map(({ firstSeenAt }) => firstSeenAt).toSorted()[0] ?? null,
      effect: `${words(first.kind)}: users may see or find what is no longer so.`,
      next: 'See one of them, and mend it',
      to:
        first.kind === 'SETTING_DIFFERENT'
          ? addressOf('settings')
          : addressOf('profiles', { rest: [first.objectId] }),
      runbook: 'VitaeAuditDifferences',
    },
  ];
}
