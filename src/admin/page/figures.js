// Shows the figures of the cache and the index, and the processes.
import { html } from 'htm/preact';
import { Badge, Figure, Section, Table } from './parts.js';
import { ago, number, words } from './words.js';

/** @param {{ cache: import('./queries.js').System['cache'], search: import('./queries.js').System['search'] }} props */
export function Figures({ cache, search }) {
  const percent = cache.hitRate === null ? '–' : `${(cache.hitRate * 100).toFixed(1)} %`;
  return html`<${Section} title="Cache and index">
    <dl class="figures">
      <${Figure} label="Cache hit rate" value=${percent} note="of this process" />
      <${Figure} label="Hits" value=${number(cache.hits)} />
      <${Figure} label="Misses" value=${number(cache.misses)} />
      <${Figure} label="Cache errors" value=${number(cache.errors)} />
      <${Figure}
        label="Index"
        value=${html`<${Badge} tone=${search.reachable ? 'good' : 'bad'}>
          ${search.reachable ? 'Reachable' : 'Not reachable'}
        <//>`}
      />
      <${Figure}
        label="Documents"
        value=${number(search.documents)}
        note="of ${number(search.publicProfiles)} public"
      />
    </dl>
  <//>`;
}

const TONES =
  /** @type {Record<import('./queries.js').System['instances'][number]['state'], 'good' | 'bad' | 'quiet'>} */ ({
    LIVE: 'good',
    SILENT: 'bad',
    STOPPED: 'quiet',
  });

/** @param {{ instances: import('./queries.js').System['instances'] }} props */
export function Instances({ instances }) {
  const megabytes = (/** @type {number | null} */ bytes) =>
    bytes === null ? '–' : `${number(Math.round(bytes / 2 ** 20))} MB`;
  return html`<${Section} title="Processes">
    <${Table}
      label="Table of processes"
      heads=${['Process', 'State', 'Started', 'Last seen', 'Jobs', 'Memory', 'Cores']}
    >
      ${instances.map(
        (instance) =>
          html`<tr>
            <th scope="row">
              ${instance.role ?? 'command'} <small>${instance.host}, ${instance.pid}</small>
            </th>
            <td><${Badge} tone=${TONES[instance.state]}>${words(instance.state)}<//></td>
            <td>${ago(instance.startedAt)}</td>
            <td>${ago(instance.seenAt)}</td>
            <td>${number(instance.activeJobs)}</td>
            <td>${megabytes(instance.memoryBytes)}</td>
            <td>${instance.cpuCores === null ? '–' : instance.cpuCores.toFixed(2)}</td>
          </tr>`,
      )}
    <//>
  <//>`;
}
