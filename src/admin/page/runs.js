// All reindex runs by pages.
import { html } from 'htm/preact';
import { useQuery } from './desk.js';
import { Badge, Instead, Page, pageOf, Pager, Section, Table } from './parts.js';
import { RUNS } from './queries.js';
import { addressOf } from './router.js';
import { Start } from './run-form.js';
import { counts, filterWords, TONES } from './run-words.js';
import { moment, number, span } from './words.js';

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
