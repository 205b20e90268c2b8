// Shows what the audit found: how many comparisons agreed, as nines, and the last differences.
import { html } from 'htm/preact';
import { Badge, Figure, Section, Table } from './parts.js';
import { addressOf } from './router.js';
import { ago, number, words } from './words.js';

/** @param {{ audit: import('./queries.js').System['audit'] }} props */
export function Audit({ audit }) {
  const { comparisons, differences } = audit;
  return html`<${Section} title="Audit">
    <dl class="figures">
      <${Figure} label="Comparisons" value=${number(comparisons)} note="in 24 hours" />
      <${Figure}
        label="Agree within 5 s"
        value=${share(comparisons, audit.differedAfter5s)}
        note=${nines(audit.ninesWithin5s)}
      />
      <${Figure}
        label="Agree within a minute"
        value=${share(comparisons, audit.differedAfter60s)}
        note=${nines(audit.ninesWithin60s)}
      />
      <${Figure} label="Differed after 5 s" value=${number(audit.differedAfter5s)} />
    </dl>
    ${differences.length > 0 && html`<${Differences} differences=${differences} />`}
  <//>`;
}

/** @param {{ differences: import('./queries.js').System['audit']['differences'] }} props */
function Differences({ differences }) {
  return html`<${Table} label="Table of differences" heads=${['Difference', 'Of', 'Found', 'State']}>
    ${differences.map(
      ({ kind, objectId, firstSeenAt, endedAt, failure }) =>
        html`<tr>
          <th scope="row">${words(kind)}</th>
          <td>
            ${kind === 'SETTING_DIFFERENT' ? objectId : html`<a href=${addressOf('profiles', { rest: [objectId] })}>${objectId}</a>`}
          </td>
          <td>${ago(firstSeenAt)}</td>
          <td>
            <${Badge} tone=${endedAt ? 'good' : 'bad'} is=${endedAt ? 'Mended' : 'Differs'} />
            ${failure && html` <small>${failure}</small>`}
          </td>
        </tr>`,
    )}
  <//>`;
}

/**
 * Never rounded up to 100 %.
 * @param {number} comparisons
 * @param {number} differing
 */
function share(comparisons, differing) {
  if (comparisons === 0) return '–';
  if (differing === 0) return '100 %';
  return `${(Math.floor((1 - differing / comparisons) * 1e8) / 1e6).toFixed(6)} %`;
}

/** @param {number | null} count */
const nines = (count) => (count === null ? null : `${count.toFixed(1)} nines`);
