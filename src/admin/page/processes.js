// The processes: which run, which are silent, and what they use.
import { html } from 'htm/preact';
import { useDesk } from './desk.js';
import { Badge, Page, Table } from './parts.js';
import { ago, moment, number } from './words.js';

/** @typedef {import('./queries.js').System['instances'][number]} Instance */

const TONES = /** @type {Record<Instance['state'], import('./parts.js').Tone>} */ ({
  LIVE: 'good',
  SILENT: 'bad',
  STOPPED: 'quiet',
});

export function Processes() {
  const { system } = useDesk();
  return html`<${Page} title="Processes">
    <p>
      Those that run, or ran within the last 15 minutes. A process that is silent was killed, is cut off or
      hangs.
    </p>
    ${system ? html`<${Instances} instances=${system.instances} />` : html`<p aria-busy="true">Loading…</p>`}
  <//>`;
}

/** @param {{ instances: readonly Instance[] }} props */
function Instances({ instances }) {
  const megabytes = (/** @type {number | null} */ bytes) =>
    bytes === null ? '–' : `${number(Math.round(bytes / 2 ** 20))} MB`;
  return html`<${Table}
    label="Table of processes"
    heads=${['Process', 'State', 'Started', 'Last seen', 'Jobs', 'Memory', 'Cores']}
  >
    ${instances.map(
      (instance) =>
        html`<tr key=${instance.id}>
          <th scope="row">${instance.role ?? 'command'} <small>${instance.host}, ${instance.pid}</small></th>
          <td><${Badge} tone=${TONES[instance.state]} is=${instance.state} /></td>
          <td>${moment(instance.startedAt)}</td>
          <td>${ago(instance.seenAt)}</td>
          <td>${number(instance.activeJobs)}</td>
          <td>${megabytes(instance.memoryBytes)}</td>
          <td>${instance.cpuCores === null ? '–' : instance.cpuCores.toFixed(2)}</td>
        </tr>`,
    )}
  <//>`;
}
