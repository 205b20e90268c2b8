// A form that starts a reindex run: its mode, which profiles it covers, and how many a batch has.
import { html } from 'htm/preact';
import { useRef } from 'preact/hooks';
import { useDesk } from './desk.js';
import { Action } from './parts.js';
import { START } from './queries.js';
import { addressOf, go } from './router.js';

/** @import { ReindexMode, StartReindexInput } from '../../client/generated/graphql.ts' */

/** @type {Record<ReindexMode, string>} */
const MODES = {
  CHANGED: 'push changed profiles',
  FULL: 'push all profiles',
  VERIFY: 'read the index and repair it',
  DRY_RUN: 'count only, change nothing',
};

export function Start() {
  const { api } = useDesk();
  const form = useRef(/** @type {HTMLFormElement | null} */ (null));
  const start = async () => {
    // A value that the browser could not read counts as left out in the data of the form.
    if (!form.current?.reportValidity()) return 'Nothing was started: a field has a wrong value.';
    const input = inputOf(new FormData(form.current));
    const { startReindex } = await api.send(START, { input });
    go(addressOf('runs', { rest: [startReindex.id] }));
    return `A ${input.mode} run was started.`;
  };
  return html`<form ref=${form} onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
    <div class="inline">
      <label
        >Mode
        <select name="mode">
          ${Object.entries(MODES).map(([name, what]) => html`<option value=${name}>${name}: ${what}</option>`)}
        </select>
      </label>
      <${Action} kind="primary" label="Start a reindex" act=${start}>Start<//>
    </div>
    <details>
      <summary>Only some profiles, or another batch size</summary>
      <${Filter} />
    </details>
  </form>`;
}

function Filter() {
  return html`<div class="filter">
    <label
      >Visibility
      <select name="visibility">
        <option value="">public or in the index</option>
        <option value="PUBLIC">public</option>
        <option value="PRIVATE">private: removes them from the index</option>
      </select>
    </label>
    <label>Changed since <input name="updatedSince" type="datetime-local" /></label>
    <label
      >Less complete than, in %
      <input name="completionBelow" type="number" min="1" max="100" />
    </label>
    <label>Ids after <input name="afterId" autocomplete="off" /></label>
    <label>Ids up to <input name="upToId" autocomplete="off" /></label>
    <label
      >Profiles in a batch
      <input name="batchSize" type="number" min="1" max="1000" placeholder="500" />
    </label>
  </div>`;
}

/**
 * What is empty is left out.
 * @param {FormData} data
 * @returns {StartReindexInput}
 */
function inputOf(data) {
  const text = (/** @type {string} */ name) => {
    const value = data.get(name);
    return typeof value === 'string' ? value.trim() : '';
  };
  const number = (/** @type {string} */ name) => (text(name) ? Number(text(name)) : null);
  const since = text('updatedSince');
  const visibility = text('visibility');
  return {
    mode: /** @type {ReindexMode} */ (text('mode')),
    batchSize: number('batchSize'),
    filter: {
      visibility: visibility === 'PUBLIC' || visibility === 'PRIVATE' ? visibility : null,
      updatedSince: since ? new Date(since).toISOString() : null,
      completionBelow: number('completionBelow'),
      afterId: text('afterId') || null,
      upToId: text('upToId') || null,
    },
  };
}
