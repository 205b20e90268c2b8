// The first page: what is wrong, and the figures of the whole system at a glance.
import { html } from 'htm/preact';
import { Audit } from './audit.js';
import { Charts } from './figures.js';
import { useDesk } from './desk.js';
import { Badge, Figure, Page, Section } from './parts.js';
import { addressOf } from './router.js';
import { placeOf, RUNBOOK } from './troubles.js';
import { ago, counted, moment, number } from './words.js';

/** @param {import('./router.js').Address} props */
export function Overview({ params }) {
  const { system } = useDesk();
  return html`<${Page} title="Overview">
    <${Summary} system=${system} />
    ${
      system &&
      html`<${Now} system=${system} />
        <${Charts} params=${params} />
        <${Figures} cache=${system.cache} search=${system.search} />
        <${Audit} audit=${system.audit} />`
    }
  <//>`;
}

/** @param {{ system: import('./queries.js').System | null }} props */
function Summary({ system }) {
  const { old } = useDesk();
  if (!system) return old ? null : html`<div class="summary" aria-busy="true">Loading…</div>`;
  const troubles = system.troubles;
  if (troubles.length === 0) {
    return html`<div class="summary ${old ? '' : 'good'}">
      <strong>${old ? 'All was well.' : 'All is well.'}</strong>
    </div>`;
  }
  return html`<div class="summary bad" role="alert">
    <strong>${howMany(troubles.length, old)}</strong>
    <ul class="troubles">
      ${troubles.map((trouble) => html`<${Trouble} key=${trouble.text} trouble=${trouble} />`)}
    </ul>
  </div>`;
}

/**
 * @param {number} count
 * @param {boolean} old
 */
function howMany(count, old) {
  if (count === 1) return `One thing ${old ? 'was' : 'is'} wrong.`;
  return `${count} things ${old ? 'were' : 'are'} wrong.`;
}

/** @param {{ trouble: import('./troubles.js').Trouble }} props */
function Trouble({ trouble }) {
  const { kind, text, since, effect, nextStep } = trouble;
  const page = RUNBOOK[kind];
  return html`<li>
    <strong>${text.replace(/[^.!?]$/u, '$&.')}</strong>${since && ` Since ${moment(since)} (${ago(since)}).`}
    <p>${`Users notice: ${effect}`}</p>
    <p><a href=${placeOf(trouble)}>${nextStep}</a>${' '}<small>“${page}” in docs/runbook.md</small></p>
  </li>`;
}

/** @param {{ system: import('./queries.js').System }} props */
function Now({ system: { instances, queues, runs } }) {
  const sum = (/** @type {'waiting' | 'delayed' | 'active' | 'deadLetters'} */ name) =>
    queues.reduce((total, queue) => total + queue[name], 0);
  const alive = instances.filter(({ state }) => state === 'LIVE').length;
  const started = instances.filter(({ state }) => state !== 'STOPPED').length;
  const moving = runs.find(({ status }) => status === 'RUNNING');
  return html`<${Section} title="Now">
    <dl class="figures">
      <${Figure}
        label="Processes"
        value=${html`<a href=${addressOf('processes')}>${number(alive)} of ${number(started)}</a>`}
        note="alive"
      />
      <${Figure}
        label="Jobs that wait"
        value=${html`<a href=${addressOf('queues')}>${number(sum('waiting') + sum('delayed'))}</a>`}
        note="${number(sum('active'))} run"
      />
      <${Figure}
        label="Dead letters"
        value=${html`<a href=${addressOf('jobs', { params: { state: 'dead' } })}>${number(sum('deadLetters'))}</a>`}
      />
      <${Figure}
        label="Reindex"
        value=${
          moving
            ? html`<a href=${addressOf('runs', { rest: [moving.id] })}>${Math.floor(moving.percentage)} %</a>`
            : html`<a href=${addressOf('runs')}>not running</a>`
        }
        note=${moving ? `of a ${moving.mode} run` : runs[0]?.finishedAt ? `last one ended ${ago(runs[0].finishedAt)}` : null}
      />
    </dl>
  <//>`;
}

/** @param {{ cache: import('./queries.js').System['cache'], search: import('./queries.js').System['search'] }} props */
function Figures({ cache, search }) {
  const percent = cache.hitRate === null ? '–' : `${(cache.hitRate * 100).toFixed(1)} %`;
  return html`<${Section} title="Cache and index">
    <dl class="figures">
      <${Figure} label="Cache" value=${reachable(cache.unreachableSince === null)} />
      <${Figure} label="Cache hit rate" value=${percent} note="of this process" />
      <${Figure} label="Hits" value=${number(cache.hits)} note="${number(cache.misses)} misses" />
      <${Figure} label="Cache errors" value=${number(cache.errors)} />
      <${Figure} label="Index" value=${reachable(search.reachable)} />
      <${Figure}
        label="Documents"
        value=${number(search.documents)}
        note="of ${counted(search.publicProfiles, 'public profile')}"
      />
    </dl>
  <//>`;
}

/** @param {boolean} is */
const reachable = (is) =>
  html`<${Badge} tone=${is ? 'good' : 'bad'} is=${is ? 'Reachable' : 'Not reachable'} />`;
