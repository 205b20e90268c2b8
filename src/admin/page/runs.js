// All reindex runs by pages, and a form that starts one.
import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { useDesk, useQuery } from './desk.js';
import { Action, Badge, Instead, Page, pageOf, Pager, Section, Table } from './parts.js';
import { RUNS, START } from './queries.js';
import { addressOf, go } from './router.js';
import { counts, filterWords, TONES } from './run-words.js';
import { moment, number, span } from './words.js';

/** @typedef {import('../../client/generated/graphql.ts').ReindexMode} ReindexMode */

/** @type {Record<ReindexMode, string>} */
const MODES = {
  CHANGED: 'push changed profiles',
  FULL: 'push all profiles',
  VERIFY: 'read the index and repair it',
  DRY_RUN: 'count only, change nothing',
};

/** @param {import('./router.js').Address} props */
export function Runs({ params }) {
  const asked = useQuery(RUNS, pageOf(params), { everyMs: 2000 });
  const page = asked.data?.reindexRuns;
  const runs = page?.edges.map(({ node }) => node) ?? [];
  return html`<${Page} title="Runs">
    <${Start} />
    <${Section} title="Reindex runs">
      <${Instead} asked=${asked} empty=${runs.length === 0 && 'No run yet.'} />
      ${
        runs.length > 0 &&
        html`<${Table}
          label="Table of runs"
          heads=${['Run', 'State', 'Profiles', 'Counts', 'Started', 'Took', 'By', 'Covers']}
        >
          ${runs.map((run) => html`<${Row} key=${run.id} run=${run} />`)}
        <//>`
      }
      <${Pager} info=${page?.pageInfo} of="runs" />
    <//>
  <//>`;
}

/** @param {{ run: import('./run-words.js').Run }} props */
function Row({ run }) {
  const { id, mode, status, percentage, processed, total, startedAt, finishedAt, filter, batchSize } = run;
  const seconds = startedAt
    ? (Date.parse(finishedAt ?? new Date().toISOString()) - Date.parse(startedAt)) / 1000
    : null;
  return html`<tr>
    <th scope="row"><a href=${addressOf('runs', { rest: [id] })}>${mode}</a></th>
    <td><${Badge} tone=${TONES[status]} is=${status} /></td>
    <td>
      ${number(processed)} of ${number(total)}${status === 'RUNNING' && ` (${Math.floor(percentage)} %)`}
    </td>
    <td>${counts(run)}</td>
    <td>${moment(startedAt ?? run.createdAt)}</td>
    <td>${span(seconds)}</td>
    <td>${run.startedBy ?? 'Vitae'}</td>
    <td>${filterWords(filter)}, ${number(batchSize)} a batch</td>
  </tr>`;
}

function Start() {
  const { api } = useDesk();
  const [mode, setMode] = useState(/** @type {ReindexMode} */ ('CHANGED'));
  const start = async () => {
    const { startReindex } = await api.send(START, { input: { mode } });
    go(addressOf('runs', { rest: [startReindex.id] }));
    return `A ${mode} run was started.`;
  };
  return html`<form class="inline" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
    <label
      >Mode
      <select
        value=${mode}
        onChange=${(/** @type {Event} */ { target }) => setMode(/** @type {ReindexMode} */ (/** @type {HTMLSelectElement} */ (target).value))}
      >
        ${Object.entries(MODES).map(([name, what]) => html`<option value=${name}>${name}: ${what}</option>`)}
      </select>
    </label>
    <${Action} kind="primary" label="Start a reindex" act=${start}>Start<//>
  </form>`;
}
