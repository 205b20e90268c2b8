// Says above every page whether the API answers, how old what is shown is, and how many things are wrong.
import { html } from 'htm/preact';
import { addressOf } from './router.js';
import { clock, counted, span } from './words.js';

/** @param {{ live: import('./desk.js').Live, page: string }} props */
export function Connection({ live: { system, readAt, away }, page }) {
  if (away) return html`<${Away} readAt=${readAt} away=${away} />`;
  if (!system || page === '') return null;
  const count = system.troubles.length;
  if (count === 0) return null;
  return html`<aside aria-label="Troubles" class="summary bad brief">
    <a href=${addressOf('')}>${counted(count, 'trouble')}: see the overview</a>
  </aside>`;
}

/** @param {{ readAt: number | null, away: { since: number, reason: string } }} props */
function Away({ readAt, away }) {
  const seconds = (/** @type {number} */ time) => span((Date.now() - time) / 1000);
  return html`<aside aria-label="Connection" class="summary bad">
    <p role="alert"><strong>The API does not answer since ${clock(away.since)}.</strong> ${away.reason}</p>
    <p>
      <strong>${readAt ? `What you see is ${seconds(readAt)} old.` : 'Nothing was read yet.'}</strong
      >${' '}${AGAIN}
    </p>
    <p>${EFFECT}</p>
    <p>${NEXT}${' '}<small>“VitaeProcessDown” in docs/runbook.md</small></p>
  </aside>`;
}

const AGAIN = 'This page tries again every second. Nothing can be pressed until the API is back.';
const EFFECT = 'Users notice: their requests fail, unless another API process answers.';
const NEXT = 'Next: look whether the process runs, and read its log.';
