// The queues: how much waits, since when, and why one is paused. One queue: its figures, its next retries, pause and resume.
import { html } from 'htm/preact';
import { useDesk, useQuery } from './desk.js';
import { Charts } from './figures.js';
import { Action, Badge, Figure, Page, Table } from './parts.js';
import { PAUSE_QUEUE, RESUME_QUEUE, SCHEDULES } from './queue-queries.js';
import { addressOf } from './router.js';
import { ago, moment, number } from './words.js';

/** @typedef {import('./queries.js').System['queues'][number]} QueueState */

export function Queues() {
  const { system } = useDesk();
  if (!system) return html`<${Page} title="Queues"><p aria-busy="true">Loading…</p><//>`;
  return html`<${Page} title="Queues">
    <${Table}
      label="Table of queues"
      heads=${['Queue', 'State', 'Dead letters', 'Waiting', 'Active', 'Delayed', 'Oldest', 'Next retry']}
    >
      ${system.queues.map((queue) => html`<${Row} key=${queue.name} queue=${queue} />`)}
    <//>
    ${system.queues.map((queue) => queue.pause && html`<p key=${queue.name}><${Paused} queue=${queue} /></p>`)}
  <//>`;
}

/** @param {{ queue: QueueState }} props */
function Row({ queue }) {
  const { name, deadLetters, waiting, active, delayed, oldestJobAt, nextTryAt } = queue;
  const of = (/** @type {string} */ state, /** @type {number} */ count) =>
    count === 0
      ? '0'
      : html`<a href=${addressOf('jobs', { params: { state, queue: name } })}
          >${number(count)}<span class="hidden"> ${state} in ${name}</span></a
        >`;
  return html`<tr>
    <th scope="row"><a href=${addressOf('queues', { rest: [name] })}>${name}</a></th>
    <td><${State} queue=${queue} /></td>
    <td>${of('dead', deadLetters)}</td>
    <td>${number(waiting)}</td>
    <td>${of('active', active)}</td>
    <td>${number(delayed)}</td>
    <td>${ago(oldestJobAt)}</td>
    <td>${moment(nextTryAt)}</td>
  </tr>`;
}

/** @param {{ queue: QueueState }} props */
const State = ({ queue: { pause } }) =>
  html`<${Badge} tone=${pause ? 'bad' : 'good'} is=${pause ? 'Paused' : 'Works'} />`;

/** @param {{ queue: QueueState }} props */
function Paused({ queue: { name, pause } }) {
  if (!pause) return null;
  const after = pause.byHand
    ? 'It lasts until somebody resumes the queue.'
    : `One job tries again at ${moment(pause.until)}. No try is used up meanwhile.`;
  return html`<strong>${name}</strong
    >${` is paused since ${moment(pause.since)} (${ago(pause.since)}): ${pause.reason} ${after}`}`;
}

/** @param {import('./router.js').Address} props */
export function Queue({ rest: [name = ''], params }) {
  const { system } = useDesk();
  const queue = system?.queues.find((one) => one.name === name);
  const all = html`<a href=${addressOf('queues')}>All queues</a>`;
  return html`<${Page} title="Queue ${name}" aside=${all}>
    ${!system && html`<p aria-busy="true">Loading…</p>`}
    ${system && !queue && html`<p>There is no queue ${name}.</p>`}
    ${queue && html`<${Shown} queue=${queue} /><${Charts} params=${params} queue=${name} />`}
  <//>`;
}

/** @param {{ queue: QueueState }} props */
function Shown({ queue }) {
  const { name, waiting, delayed, active, deadLetters, oldestJobAt, nextTryAt, oldestDeadLetterAt } = queue;
  const { data } = useQuery(SCHEDULES, {}, { everyMs: 60_000 });
  const schedule = data?.schedules.find((one) => one.queue === name);
  const jobs = (/** @type {string} */ state, /** @type {number} */ count) =>
    html`<a href=${addressOf('jobs', { params: { state, queue: name } })}>${number(count)}</a>`;
  return html`<div class="line">
      <${State} queue=${queue} /><span class="grow"><${Paused} queue=${queue} /></span>
      <${Steering} queue=${queue} />
    </div>
    <dl class="figures">
      <${Figure}
        label="Waiting"
        value=${jobs('created', waiting)}
        note=${oldestJobAt && `oldest ${ago(oldestJobAt)}`}
      />
      <${Figure}
        label="Delayed"
        value=${jobs('retry', delayed)}
        note=${nextTryAt && `next ${moment(nextTryAt)}`}
      />
      <${Figure} label="Active" value=${jobs('active', active)} />
      <${Figure}
        label="Dead letters"
        value=${jobs('dead', deadLetters)}
        note=${oldestDeadLetterAt && `oldest ${ago(oldestDeadLetterAt)}`}
      />
      <${Figure}
        label="Schedule"
        value=${schedule ? moment(schedule.next[0]) : 'none'}
        note=${schedule && `${schedule.cron}, UTC`}
      />
    </dl>`;
}

/** @param {{ queue: QueueState }} props */
function Steering({ queue: { name, pause } }) {
  const { api } = useDesk();
  const stop = async () => {
    await api.send(PAUSE_QUEUE, { queue: name });
    return `The queue ${name} is paused until somebody resumes it. Jobs that run finish.`;
  };
  const resume = async () => {
    await api.send(RESUME_QUEUE, { queue: name });
    return `The queue ${name} goes on.`;
  };
  return html`<span class="actions">
    ${pause && html`<${Action} kind="primary" label="Resume ${name}" act=${resume}>Resume<//>`}
    ${!pause?.byHand && html`<${Action} sure="Really pause?" label="Pause ${name}" act=${stop}>Pause<//>`}
  </span>`;
}
