// Retries, discards and cancels jobs: those that are selected, or all that a filter matches.
import { html } from 'htm/preact';
import { useDesk } from './desk.js';
import { CANCEL, DISCARD, JOB_IDS, RETRY } from './job-queries.js';
import { Action } from './parts.js';
import { counted, moment, number } from './words.js';

/** @typedef {import('../../client/generated/graphql.ts').JobFilter} JobFilter */
/** @typedef {import('../../client/generated/graphql.ts').JobState} JobState */
/** @typedef {'Retry' | 'Cancel' | 'Discard'} Change */

/** @type {Record<Change, { send: typeof RETRY | typeof DISCARD | typeof CANCEL, done: string, of: readonly JobState[] }>} */
const CHANGES = {
  Retry: { send: RETRY, done: 'Retried', of: ['DEAD', 'CANCELLED', 'RETRY', 'CREATED'] },
  Cancel: { send: CANCEL, done: 'Cancelled', of: ['CREATED', 'RETRY', 'ACTIVE'] },
  Discard: { send: DISCARD, done: 'Discarded', of: ['DEAD', 'CREATED', 'RETRY', 'CANCELLED'] },
};

/**
 * What can be done with jobs in these states. None: jobs in any state.
 * @param {readonly JobState[]} states
 */
const changesFor = (states) =>
  /** @type {Change[]} */ (Object.keys(CHANGES)).filter(
    (change) => states.length === 0 || states.some((state) => CHANGES[change].of.includes(state)),
  );

/** The API stops after 10,000 jobs or five seconds, and is then called again. */
const MOST_CALLS = 20;

/**
 * @param {import('./api.js').Api} api
 * @param {Change} change
 * @param {JobFilter} filter
 * @returns {Promise<string>} what it did
 */
async function changeJobs(api, change, filter) {
  const { send, done } = CHANGES[change];
  let [total, unchanged] = [0, 0];
  for (let calls = 0; calls < MOST_CALLS; calls += 1) {
    const { changed } = await api.send(/** @type {typeof RETRY} */ (send), { filter });
    total += changed.changed;
    unchanged = changed.unchanged;
    if (changed.isComplete || changed.changed === 0) {
      const left =
        unchanged > 0 ? ` ${number(unchanged)} stay as they are: their state does not allow it.` : '';
      const until = changed.lastStartsAt ? ` The last one starts at ${moment(changed.lastStartsAt)}.` : '';
      return `${done}: ${number(total)}.${left}${until}`;
    }
  }
  return `${done}: ${number(total)}. There are more: press again.`;
}

const COUNTED_PAGES = 20;

/**
 * @param {import('./api.js').Api} api
 * @param {JobFilter} filter
 * @returns {Promise<string>} as in "25 jobs", or "more than 2,000 jobs"
 */
async function countJobs(api, filter) {
  let count = 0;
  let after = null;
  for (let pages = 0; pages < COUNTED_PAGES; pages += 1) {
    /** @type {import('../../client/generated/graphql.ts').DashboardJobIdsQuery} */
    const { jobs } = await api.send(JOB_IDS, { filter, after });
    count += jobs.edges.length;
    if (!jobs.pageInfo.hasNextPage) return counted(count, 'job');
    after = jobs.pageInfo.endCursor ?? null;
  }
  return `more than ${counted(count, 'job')}`;
}

/**
 * @param {{ filter: JobFilter, known: number | null, reload: () => Promise<void> }} props known: how many the filter matches, where
 * that is known without counting
 */
export function AllMatching({ filter, known, reload }) {
  const { api } = useDesk();
  const states = filter.states ?? [];
  const act = (/** @type {Change} */ change) => async () => {
    const done = await changeJobs(api, change, filter);
    await reload();
    return done;
  };
  const sure = (/** @type {Change} */ change) => async () => {
    const count = known === null ? await countJobs(api, filter) : counted(known, 'job');
    return `Really ${change.toLowerCase()} ${count}?`;
  };
  return html`<span class="actions">
    ${changesFor(states).map(
      (change) =>
        html`<${Action} key=${change} label="${change} all that match" sure=${sure(change)} act=${act(change)}
          >${change} all<//
        >`,
    )}
  </span>`;
}

/** @param {{ ids: readonly string[], states: readonly JobState[], done: () => Promise<void> }} props */
export function Selected({ ids, states, done }) {
  const { api } = useDesk();
  const act = (/** @type {Change} */ change) => async () => {
    const text = await changeJobs(api, change, { ids: [...ids] });
    await done();
    return text;
  };
  const count = counted(ids.length, 'job');
  return html`<span class="actions">
    ${changesFor(states).map(
      (change) =>
        html`<${Action}
          key=${change}
          kind=${change === 'Retry' ? 'primary' : 'secondary'}
          label="${change} ${number(ids.length)} selected"
          sure=${change === 'Retry' ? undefined : `Really ${change.toLowerCase()} ${count}?`}
          act=${act(change)}
          >${change} ${number(ids.length)} selected<//
        >`,
    )}
  </span>`;
}

/** @param {{ id: string, state: JobState, reload: () => Promise<void> }} props */
export function OneJob({ id, state, reload }) {
  const { api } = useDesk();
  const act = (/** @type {Change} */ change) => async () => {
    await changeJobs(api, change, { ids: [id] });
    await reload();
    return `The job was ${CHANGES[change].done.toLowerCase()}.`;
  };
  return html`<span class="actions">
    ${changesFor([state]).map((change) => {
      const now = change === 'Retry' && (state === 'CREATED' || state === 'RETRY');
      return html`<${Action}
        key=${change}
        kind=${change === 'Retry' ? 'primary' : 'secondary'}
        label="${now ? 'Run the job now' : `${change} the job`}"
        sure=${change === 'Retry' ? undefined : `Really ${change.toLowerCase()}?`}
        act=${act(change)}
        >${now ? 'Run now' : change}<//
      >`;
    })}
  </span>`;
}
