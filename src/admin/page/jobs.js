// Jobs in every state: filtered by the address, selected, and changed.
import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { useDesk, useQuery } from './desk.js';
import { AllMatching, Selected } from './job-actions.js';
import { JOBS } from './job-queries.js';
import { STATES, TONES } from './job-words.js';
import { Badge, entered, Instead, Page, pageOf, Pager, Table } from './parts.js';
import { addressOf, go } from './router.js';
import { ago, moment, number } from './words.js';

/** @typedef {import('../../client/generated/graphql.ts').DashboardJobsQuery['jobs']['edges'][number]['node']} Job */
/** @typedef {import('../../client/generated/graphql.ts').JobFilter} JobFilter */

/** @param {import('./router.js').Address} props */
export function Jobs({ params }) {
  const filter = filterOf(params);
  const key = JSON.stringify(filter);
  const state = params.get('state');
  // All jobs would be another answer, and a button below it would act on them.
  const isUnknown = state && !filter.states;
  return html`<${Page} title="Jobs">
    <${Filter} key=${key} params=${params} />
    ${
      isUnknown
        ? html`<p class="bad" role="alert">There is no state “${state}”: choose one above.</p>`
        : html`<${List} key=${`${key} list`} filter=${filter} params=${params} />`
    }
  <//>`;
}

/**
 * @param {URLSearchParams} params
 * @returns {JobFilter}
 */
function filterOf(params) {
  const state = /** @type {import('../../client/generated/graphql.ts').JobState} */ (
    params.get('state')?.toUpperCase()
  );
  const [queue, profileId, reason] = ['queue', 'profile', 'reason'].map((name) => params.get(name));
  return {
    ...(state in STATES && { states: [state] }),
    ...(queue && { queue }),
    ...(profileId && { profileId }),
    ...(reason && { reason }),
  };
}

/** @param {{ params: URLSearchParams }} props */
function Filter({ params }) {
  const { system } = useDesk();
  const find = (/** @type {Event} */ event) => {
    event.preventDefault();
    const names = ['state', 'queue', 'profile', 'reason'];
    go(addressOf('jobs', { params: Object.fromEntries(names.map((name) => [name, entered(event, name)])) }));
  };
  const submit = (/** @type {Event} */ { target }) => {
    if (target instanceof HTMLSelectElement) target.form?.requestSubmit();
  };
  const options = (/** @type {[string, string][]} */ values, /** @type {string | null} */ chosen) =>
    values.map(([value, text]) => html`<option value=${value} selected=${value === chosen}>${text}</option>`);
  const states = Object.entries(STATES).map(
    ([state, what]) => /** @type {[string, string]} */ ([state.toLowerCase(), what]),
  );
  const queue = params.get('queue') ?? '';
  const names = new Set([...(system?.queues.map(({ name }) => name) ?? []), ...(queue ? [queue] : [])]);
  return html`<search>
    <form class="inline" onSubmit=${find}>
      <label>
        State
        <select name="state" onChange=${submit}>
          ${options([['', 'any'], ...states], params.get('state') ?? '')}
        </select>
      </label>
      <label>
        Queue
        <select name="queue" onChange=${submit}>
          ${options([['', 'all'], ...[...names].map((name) => /** @type {[string, string]} */ ([name, name]))], queue)}
        </select>
      </label>
      <label>
        Reason holds
        <input
          name="reason"
          defaultValue=${params.get('reason') ?? ''}
          maxlength="200"
          autocomplete="off"
          spellcheck="false"
        />
      </label>
      <label>
        Profile's id
        <input
          name="profile"
          defaultValue=${params.get('profile') ?? ''}
          autocomplete="off"
          spellcheck="false"
        />
      </label>
      <button type="submit">Find</button>
    </form>
  </search>`;
}

/** @param {{ filter: JobFilter, params: URLSearchParams }} props */
function List({ filter, params }) {
  const { system } = useDesk();
  const asked = useQuery(JOBS, { filter, ...pageOf(params, 50) });
  const [selected, select] = useState(/** @type {ReadonlyMap<string, Job>} */ (new Map()));
  const page = asked.data?.jobs;
  const jobs = page?.edges.map(({ node }) => node) ?? [];
  const toggle = (/** @type {readonly Job[]} */ changed, /** @type {boolean} */ on) => {
    const next = new Map(selected);
    for (const job of changed) {
      if (on) next.set(job.id, job);
      else next.delete(job.id);
    }
    select(next);
  };
  const done = async () => {
    select(new Map());
    await asked.reload();
  };
  const states = [...new Set([...selected.values()].map(({ state }) => state))];
  const isFiltered = Object.keys(filter).length > 0;
  return html`
    <${Instead} asked=${asked} empty=${jobs.length === 0 && 'No job is so.'} />
    ${
      jobs.length > 0 &&
      html`<div class="line bulk">
          ${
            selected.size > 0
              ? html`<${Selected} ids=${[...selected.keys()]} states=${states} done=${done} />`
              : isFiltered &&
                html`<${AllMatching}
                  filter=${filter}
                  known=${knownCount(filter, system)}
                  reload=${asked.reload}
                />`
          }
          ${!isFiltered && selected.size === 0 && html`<small>Select jobs, or filter them, to retry, cancel or discard them.</small>`}
        </div>
        <${Rows} jobs=${jobs} selected=${selected} toggle=${toggle} />`
    }
    <${Pager} info=${page?.pageInfo} of="jobs" />
  `;
}

/**
 * How many dead letters there are, where nothing else is asked for.
 * @param {JobFilter} filter
 * @param {import('./queries.js').System | null} system
 */
function knownCount({ states, queue, profileId, reason }, system) {
  if (states?.[0] !== 'DEAD' || profileId || reason) return null;
  const queues = system?.queues.filter(({ name }) => !queue || name === queue);
  return queues?.reduce((sum, { deadLetters }) => sum + deadLetters, 0) ?? null;
}

/** @param {{ jobs: readonly Job[], selected: ReadonlyMap<string, Job>, toggle: (jobs: readonly Job[], on: boolean) => void }} props */
function Rows({ jobs, selected, toggle }) {
  const box = (/** @type {string} */ label, /** @type {readonly Job[]} */ of) =>
    html`<input
      type="checkbox"
      aria-label=${label}
      checked=${of.every(({ id }) => selected.has(id))}
      onChange=${(/** @type {Event} */ { target }) => toggle(of, /** @type {HTMLInputElement} */ (target).checked)}
    />`;
  return html`<${Table}
    label="Table of jobs"
    heads=${[box('Select all on this page', jobs), 'Job', 'State', 'About', 'Tries', 'Enqueued', 'Then']}
  >
    ${jobs.map(
      (job) =>
        html`<tr key=${job.id}>
          <td>${box(`Select ${job.id}`, [job])}</td>
          <th scope="row" class="wide">
            <a class="beginning" href=${addressOf('jobs', { rest: [job.queue, job.id] })}
              >${hasVisible(job.reason) ? job.reason : job.queue}</a
            >
            ${hasVisible(job.reason) && html`<small>${job.queue}</small>`}
          </th>
          <td><${Badge} tone=${TONES[job.state]} is=${job.state} /></td>
          <td>
            ${job.profile ? html`<a href=${addressOf('profiles', { rest: [job.profile.id] })}>${job.profile.fullName}</a>` : '–'}
          </td>
          <td>${number(job.tries)}</td>
          <td>${moment(job.createdAt)}</td>
          <td>${then(job)}</td>
        </tr>`,
    )}
  <//>`;
}

/** @param {string | null | undefined} text */
const hasVisible = (text) => /[^\s\p{C}]/u.test(text ?? '');

/** @param {Job} job */
function then({ state, nextTryAt, startedAt, endedAt }) {
  if (nextTryAt) return `due ${moment(nextTryAt)}`;
  if (state === 'ACTIVE') return `began ${ago(startedAt)}`;
  return endedAt ? `ended ${moment(endedAt)}` : '–';
}
