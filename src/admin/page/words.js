// Formats numbers and times, and lists what is wrong with the system.

/** @param {number | null | undefined} value */
export const number = (value) => (value === null || value === undefined ? '–' : value.toLocaleString('en'));

/** @param {string | null | undefined} iso */
export function ago(iso) {
  if (!iso) return '–';
  return `${span(secondsSince(iso))} ago`;
}

/** @param {number | null | undefined} seconds */
export function span(seconds) {
  if (seconds === null || seconds === undefined) return '–';
  const rounded = Math.max(0, Math.round(seconds));
  if (rounded < 60) return `${rounded} s`;
  if (rounded < 3600) return `${Math.floor(rounded / 60)} min ${rounded % 60} s`;
  if (rounded < 86_400) return `${Math.floor(rounded / 3600)} h ${Math.floor((rounded % 3600) / 60)} min`;
  return `${Math.floor(rounded / 86_400)} d`;
}

/** @param {string} name as in COMPLETED_WITH_FAILURES */
export const words = (name) => {
  const text = name.toLowerCase().replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
};

const LATE_SECONDS = 60;

/**
 * What is wrong, the most serious first.
 * @param {import('./queries.js').System} system
 * @returns {string[]}
 */
export function troubles({ instances, queues, runs, search, audit }) {
  const hasWorker = instances.some(({ state, role }) => state === 'LIVE' && role !== 'api');
  const silent = instances.filter(({ state }) => state === 'SILENT');
  const lastRun = runs[0];
  const lasting = audit.differences.filter(({ lasted, endedAt }) => lasted && !endedAt);
  return [
    ...(search.reachable ? [] : ['The index cannot be reached. Edits are indexed later; searches fail.']),
    ...(search.notice ? [search.notice] : []),
    ...(hasWorker ? [] : ['No worker runs: edits do not reach the index.']),
    ...silent.map(
      ({ role, host, pid, seenAt }) =>
        `The process ${pid} (${role ?? 'command'}) on ${host} was last seen ${ago(seenAt)}.`,
    ),
    ...queues.flatMap(queueTroubles),
    ...(lasting.length > 0
      ? [`The audit found differences that it could not mend: ${number(lasting.length)}.`]
      : []),
    ...(lastRun?.status === 'FAILED' ? [`The last reindex failed: ${lastRun.error ?? 'see the log'}`] : []),
    ...runs
      .filter(({ status }) => status === 'AWAITING_CONFIRMATION')
      .map(({ mode, notice }) => `A ${mode} run waits: ${notice ?? ''}`),
    ...(lastRun?.status === 'COMPLETED_WITH_FAILURES'
      ? [`The last reindex failed for ${number(lastRun.failed)} profiles.`]
      : []),
  ];
}

/**
 * @param {import('./queries.js').System['queues'][number]} queue
 * @returns {string[]}
 */
function queueTroubles({ name, deadLetters, pause, waiting, oldestJobAt }) {
  const late = waiting > 0 && oldestJobAt !== null && secondsSince(oldestJobAt) > LATE_SECONDS;
  return [
    ...(pause ? [`The queue ${name} was paused ${ago(pause.since)}: ${pause.reason}`] : []),
    ...(deadLetters > 0 ? [`Dead letters in ${name}: ${number(deadLetters)}.`] : []),
    ...(late && !pause
      ? [`The queue ${name} is behind: its oldest job was enqueued ${ago(oldestJobAt)}.`]
      : []),
  ];
}

/** @param {string} iso */
const secondsSince = (iso) => (Date.now() - Date.parse(iso)) / 1000;
