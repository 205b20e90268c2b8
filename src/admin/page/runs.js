// Starts, pauses, resumes and cancels reindex runs, and shows their progress and their failures by profile.
import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { Action, Badge, Section } from './parts.js';
import { CANCEL, CONFIRM, FAILURES, PAUSE, RESUME, RETRY_FAILURES, START } from './queries.js';
import { ago, number, span, words } from './words.js';

/** @typedef {import('../../client/generated/graphql.ts').ReindexMode} ReindexMode */

/** @type {Record<ReindexMode, string>} */
const MODES = {
  CHANGED: 'push changed profiles',
  FULL: 'push all profiles',
  VERIFY: 'read the index and repair it',
  DRY_RUN: 'count only, change nothing',
};

const TONES =
  /** @type {Record<import('./queries.js').System['runs'][number]['status'], 'good' | 'busy' | 'bad' | 'quiet'>} */ ({
    PENDING: 'busy',
    RUNNING: 'busy',
    PAUSED: 'quiet',
    AWAITING_CONFIRMATION: 'bad',
    COMPLETED: 'good',
    COMPLETED_WITH_FAILURES: 'bad',
    CANCELLED: 'quiet',
    FAILED: 'bad',
  });

/** @param {{ runs: import('./queries.js').System['runs'], api: import('./api.js').Api, say: (text: string) => void }} props */
export function Runs({ runs, api, say }) {
  return html`<${Section} title="Reindex">
    <${Start} api=${api} say=${say} />
    ${runs.length === 0 && html`<p class="empty">No run yet.</p>`}
    ${runs.map((run) => html`<${Run} key=${run.id} run=${run} api=${api} say=${say} />`)}
  <//>`;
}

/** @param {{ api: import('./api.js').Api, say: (text: string) => void }} props */
function Start({ api, say }) {
  const [mode, setMode] = useState(/** @type {ReindexMode} */ ('CHANGED'));
  const start = async () => {
    await api.send(START, { input: { mode } });
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
    <${Action} kind="primary" label="Start a reindex" act=${start} say=${say}>Start<//>
  </form>`;
}

/** @param {{ run: import('./queries.js').System['runs'][number], api: import('./api.js').Api, say: (text: string) => void }} props */
function Run({ run, api, say }) {
  const steer =
    (/** @type {import('./queries.js').Operation<unknown, { id: string | number }>} */ operation) => () =>
      api.send(operation, { id: run.id });
  const name = `${run.mode} of ${run.startedAt ? ago(run.startedAt) : 'just now'}`;
  const would = run.mode === 'DRY_RUN' ? 'would be ' : '';
  const moves = run.status === 'RUNNING' || run.status === 'PENDING';
  const awaits = run.status === 'AWAITING_CONFIRMATION';
  return html`<article class="run">
    <div class="line">
      <strong>${run.mode}</strong>
      <${Badge} tone=${TONES[run.status]}>${words(run.status)}<//>
      <span class="grow">${run.finishedAt ? `ended ${ago(run.finishedAt)}` : pace(run)}</span>
      <span class="actions">
        ${moves && html`<${Action} label="Pause ${name}" act=${steer(PAUSE)} say=${say}>Pause<//>`}
        ${
          run.status === 'PAUSED' &&
          html`<${Action} kind="primary" label="Resume ${name}" act=${steer(RESUME)} say=${say}>Resume<//>`
        }
        ${
          awaits &&
          html`<${Action}
            sure="Really remove?"
            label="Confirm removals of ${name}"
            act=${steer(CONFIRM)}
            say=${say}
            >Confirm removals<//
          >`
        }
        ${
          (moves || awaits || run.status === 'PAUSED') &&
          html`<${Action} sure="Really cancel?" label="Cancel ${name}" act=${steer(CANCEL)} say=${say}
            >Cancel<//
          >`
        }
      </span>
    </div>
    <progress value=${run.percentage} max="100" aria-label="Progress of ${name}"></progress>
    <p class="counts">
      ${number(run.processed)} of ${number(run.total)} · ${number(run.upserted)} ${would}written ·
      ${' '}${number(run.skipped)} unchanged · ${number(run.removed)} ${would}removed · ${' '}<span
        class=${run.failed > 0 ? 'bad' : ''}
        >${number(run.failed)} failed</span
      >
    </p>
    ${run.notice && html`<p>${run.notice}</p>`} ${run.error && html`<p class="bad">${run.error}</p>`}
    ${run.failed > 0 && html`<${Failures} run=${run} api=${api} say=${say} />`}
  </article>`;
}

/** @param {import('./queries.js').System['runs'][number]} run */
function pace({ status, percentage, ratePerSecond, etaSeconds }) {
  if (status === 'PENDING') return 'waits for another run';
  if (ratePerSecond === null) return `${Math.floor(percentage)} %`;
  return `${Math.floor(percentage)} % · ${number(Math.round(ratePerSecond))} a second · ${span(etaSeconds)} left`;
}

/**
 * @typedef {NonNullable<import('../../client/generated/graphql.ts').FailuresQuery['reindexRun']>['failures']['edges'][number]['node']} Failure
 */

/** @param {{ run: import('./queries.js').System['runs'][number], api: import('./api.js').Api, say: (text: string) => void }} props */
function Failures({ run, api, say }) {
  const [failures, setFailures] = useState(/** @type {Failure[]} */ ([]));
  const load = async (/** @type {Event} */ { target }) => {
    if (!(/** @type {HTMLDetailsElement} */ (target).open)) return;
    const { reindexRun } = await api.send(FAILURES, { id: run.id });
    setFailures(reindexRun?.failures.edges.map(({ node }) => node) ?? []);
  };
  const retry = async () => {
    await api.send(RETRY_FAILURES, { id: run.id });
    return 'The run retries its failed profiles.';
  };
  return html`<details onToggle=${load}>
    <summary>Failed profiles</summary>
    <ul class="failures">
      ${failures.map(
        ({ profileId, code, reason }) => html`<li><code>${profileId}</code> ${words(code)}: ${reason}</li>`,
      )}
    </ul>
    ${
      run.finishedAt && html`<${Action} label="Retry failed profiles" act=${retry} say=${say}>Retry these<//>`
    }
  </details>`;
}
