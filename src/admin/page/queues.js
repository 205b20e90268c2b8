// Shows the queues and their dead letters, which can be retried and discarded.
import { html } from 'htm/preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { Action, Badge, Section, Table } from './parts.js';
import { DEAD_LETTERS, DISCARD, RETRY } from './queries.js';
import { ago, number } from './words.js';

/** @param {{ queues: import('./queries.js').System['queues'], api: import('./api.js').Api, say: (text: string) => void }} props */
export function Queues({ queues, api, say }) {
  const [shown, setShown] = useState(/** @type {string | null} */ (null));
  return html`<${Section} title="Queues">
    <${Table}
      label="Table of queues"
      heads=${['Queue', 'Dead letters', 'Waiting', 'Active', 'Delayed', 'Oldest']}
    >
      ${queues.map(
        (queue) =>
          html`<tr>
            <th scope="row">${queue.name} ${queue.pause && html`<${Badge} tone="bad">Paused<//>`}</th>
            <td>
              ${
                queue.deadLetters === 0
                  ? '0'
                  : html`<button
                      type="button"
                      class="secondary"
                      aria-expanded=${shown === queue.name}
                      onClick=${() => setShown(shown === queue.name ? null : queue.name)}
                    >
                      ${number(queue.deadLetters)}<span class="hidden"> dead letters in ${queue.name}</span>
                    </button>`
              }
            </td>
            <td>${number(queue.waiting)}</td>
            <td>${number(queue.active)}</td>
            <td>${number(queue.delayed)}</td>
            <td>${ago(queue.oldestJobAt)}</td>
          </tr>`,
      )}
    <//>
    ${
      shown &&
      html`<${DeadLetters}
        key=${shown}
        queue=${shown}
        count=${queues.find(({ name }) => name === shown)?.deadLetters ?? 0}
        api=${api}
        say=${say}
      />`
    }
  <//>`;
}

/** @typedef {import('../../client/generated/graphql.ts').DashboardDeadLettersQuery['deadLetters']['edges'][number]['node']} Letter */

/** @param {{ queue: string, count: number, api: import('./api.js').Api, say: (text: string) => void }} props */
function DeadLetters({ queue, count, api, say }) {
  const [letters, setLetters] = useState(/** @type {Letter[]} */ ([]));
  const load = useCallback(async () => {
    const { deadLetters } = await api.send(DEAD_LETTERS, { queue });
    setLetters(deadLetters.edges.map(({ node }) => node));
  }, [queue]);
  useEffect(() => void load(), [load, count]);
  const retry = (/** @type {string[] | null} */ ids) => async () => {
    const { retryDeadLetters } = await api.send(RETRY, { queue, ids });
    await load();
    return `Retried: ${number(retryDeadLetters.retried)}.`;
  };
  const discard = (/** @type {string} */ id) => async () => {
    await api.send(DISCARD, { queue, ids: [id] });
    await load();
    return 'Discarded: 1.';
  };
  if (letters.length === 0) return null;
  return html`<div class="letters">
    <div class="line">
      <h3 class="grow">Dead letters in ${queue}</h3>
      <${Action} kind="primary" label="Retry all dead letters in ${queue}" act=${retry(null)} say=${say}
        >Retry all<//
      >
    </div>
    ${letters.map(
      ({ id, reason, tries, failedAt, payload, profile }) =>
        html`<article>
          <p><strong>${reason}</strong></p>
          <p>
            ${profile && html`${profile.fullName} · `}${tries} ${tries === 1 ? 'try' : 'tries'} · failed
            ${ago(failedAt)} · ${' '}<code>${JSON.stringify(payload)}</code>
          </p>
          <div class="line">
            <${Action} label="Retry ${id}" act=${retry([id])} say=${say}>Retry<//>
            <${Action} sure="Really discard?" label="Discard ${id}" act=${discard(id)} say=${say}>Discard<//>
          </div>
        </article>`,
    )}
    ${count > letters.length && html`<p class="empty">Showing the newest ${letters.length} of ${number(count)}.</p>`}
  </div>`;
}
