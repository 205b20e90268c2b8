// The queues: how much waits, since when, and why one is paused.
import { html } from 'htm/preact';
import { useDesk } from './desk.js';
import { Badge, Page, Table } from './parts.js';
import { addressOf } from './router.js';
import { ago, moment, number } from './words.js';

/** @typedef {import('./queries.js').System['queues'][number]} Queue */

export function Queues() {
  const { system } = useDesk();
  return html`<${Page} title="Queues">
    ${
      system
        ? html`<${Table}
              label="Table of queues"
              heads=${['Queue', 'State', 'Dead letters', 'Waiting', 'Active', 'Delayed', 'Oldest']}
            >
              ${system.queues.map((queue) => html`<${Row} key=${queue.name} queue=${queue} />`)}
            <//>
            ${system.queues.map((queue) => queue.pause && html`<${Paused} key=${queue.name} queue=${queue} />`)}`
        : html`<p aria-busy="true">Loading…</p>`
    }
  <//>`;
}

/** @param {{ queue: Queue }} props */
function Row({ queue: { name, pause, deadLetters, waiting, active, delayed, oldestJobAt } }) {
  const dead = addressOf('jobs', { params: { state: 'dead', queue: name } });
  return html`<tr>
    <th scope="row">${name}</th>
    <td><${Badge} tone=${pause ? 'bad' : 'good'} is=${pause ? 'Paused' : 'Works'} /></td>
    <td>
      ${deadLetters === 0 ? '0' : html`<a href=${dead}>${number(deadLetters)}<span class="hidden"> dead letters in ${name}</span></a>`}
    </td>
    <td>${number(waiting)}</td>
    <td>${number(active)}</td>
    <td>${number(delayed)}</td>
    <td>${ago(oldestJobAt)}</td>
  </tr>`;
}

/** @param {{ queue: Queue }} props */
function Paused({ queue: { name, pause } }) {
  if (!pause) return null;
  return html`<p>
    <strong>${name}</strong> is paused since ${moment(pause.since)} (${ago(pause.since)}): ${pause.reason} One
    job tries again at ${moment(pause.until)}. No try is used up meanwhile.
  </p>`;
}
