// The dead letters of a queue, by pages: select, retry, discard.
import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { useDesk, useQuery } from './desk.js';
import { Action, Instead, Page, pageOf, Pager, Table } from './parts.js';
import { DEAD_LETTERS, DISCARD, RETRY } from './job-queries.js';
import { addressOf, changeParams } from './router.js';
import { counted, moment, number } from './words.js';

/** @param {import('./router.js').Address} props */
export function Jobs({ params }) {
  const { system } = useDesk();
  const queues = system?.queues ?? [];
  const first = queues.find(({ deadLetters }) => deadLetters > 0) ?? queues[0];
  const queue = params.get('queue') ?? first?.name ?? '';
  return html`<${Page} title="Jobs">
    <form class="inline" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
      <label
        >Queue
        <select
          value=${queue}
          onChange=${(/** @type {Event} */ { target }) => changeParams({ queue: /** @type {HTMLSelectElement} */ (target).value, after: null, before: null })}
        >
          ${queues.map(({ name, deadLetters }) => html`<option value=${name}>${name} (${counted(deadLetters, 'dead letter')})</option>`)}
        </select>
      </label>
    </form>
    ${queue && html`<${DeadLetters} key=${queue} queue=${queue} params=${params} />`}
  <//>`;
}

/** @typedef {import('../../client/generated/graphql.ts').DashboardDeadLettersQuery['deadLetters']['edges'][number]['node']} Letter */

/** @param {{ queue: string, params: URLSearchParams }} props */
function DeadLetters({ queue, params }) {
  const { api, system } = useDesk();
  const asked = useQuery(DEAD_LETTERS, { queue, ...pageOf(params, 50) });
  const [selected, select] = useState(/** @type {ReadonlySet<string>} */ (new Set()));
  const page = asked.data?.deadLetters;
  const letters = page?.edges.map(({ node }) => node) ?? [];
  const count = system?.queues.find(({ name }) => name === queue)?.deadLetters ?? 0;
  const chosen = letters.map(({ id }) => String(id)).filter((id) => selected.has(id));
  const retry = (/** @type {string[] | null} */ ids) => async () => {
    const { retryDeadLetters } = await api.send(RETRY, { queue, ids });
    await asked.reload();
    return `Retried: ${number(retryDeadLetters.retried)}.`;
  };
  const discard = async () => {
    const { discardDeadLetters } = await api.send(DISCARD, { queue, ids: chosen });
    await asked.reload();
    return `Discarded: ${number(discardDeadLetters.discarded)}.`;
  };
  const toggle = (/** @type {string[]} */ ids, /** @type {boolean} */ on) =>
    select((before) =>
      on ? new Set([...before, ...ids]) : new Set([...before].filter((id) => !ids.includes(id))),
    );
  return html`<h2>${counted(count, 'dead letter')} in ${queue}</h2>
    <${Instead} asked=${asked} empty=${letters.length === 0 && 'None.'} />
    ${
      letters.length > 0 &&
      html`<div class="line">
          <${Action}
            kind="primary"
            sure="Really retry ${number(count)}?"
            label="Retry all dead letters in ${queue}"
            act=${retry(null)}
            >Retry all ${number(count)}<//
          >
          ${
            chosen.length > 0 &&
            html`<${Action} label="Retry the selected" act=${retry(chosen)}
                >Retry ${number(chosen.length)} selected<//
              >
              <${Action}
                sure="Really discard ${number(chosen.length)}?"
                label="Discard the selected"
                act=${discard}
                >Discard ${number(chosen.length)} selected<//
              >`
          }
        </div>
        <${Letters} queue=${queue} letters=${letters} selected=${selected} toggle=${toggle} />`
    }
    <${Pager} info=${page?.pageInfo} of="dead letters" />`;
}

/** @param {{ queue: string, letters: readonly Letter[], selected: ReadonlySet<string>, toggle: (ids: string[], on: boolean) => void }} props */
function Letters({ queue, letters, selected, toggle }) {
  const ids = letters.map(({ id }) => String(id));
  const checked = (/** @type {Event} */ { target }) => /** @type {HTMLInputElement} */ (target).checked;
  const all = html`<input
    type="checkbox"
    aria-label="Select all on this page"
    checked=${ids.every((id) => selected.has(id))}
    onChange=${(/** @type {Event} */ event) => toggle(ids, checked(event))}
  />`;
  return html`<${Table} label="Table of dead letters" heads=${[all, 'Reason', 'About', 'Tries', 'Failed']}>
    ${letters.map(
      ({ id, reason, tries, failedAt, profile }) =>
        html`<tr key=${id}>
          <td>
            <input
              type="checkbox"
              aria-label="Select ${id}"
              checked=${selected.has(String(id))}
              onChange=${(/** @type {Event} */ event) => toggle([String(id)], checked(event))}
            />
          </td>
          <th scope="row" class="wide">
            <a href=${addressOf('jobs', { rest: [queue, String(id)] })}>${reason}</a>
          </th>
          <td>
            ${profile ? html`<a href=${addressOf('profiles', { rest: [String(profile.id)] })}>${profile.fullName}</a>` : '–'}
          </td>
          <td>${number(tries)}</td>
          <td>${moment(failedAt)}</td>
        </tr>`,
    )}
  <//>`;
}
