// What runs at set times, and when next.
import { html } from 'htm/preact';
import { useQuery } from './desk.js';
import { Instead, Page, Table } from './parts.js';
import { SCHEDULES } from './queue-queries.js';
import { addressOf } from './router.js';
import { moment } from './words.js';

export function Schedules() {
  const asked = useQuery(SCHEDULES, {}, { everyMs: 15_000 });
  const schedules = asked.data?.schedules ?? [];
  return html`<${Page} title="Schedules">
    <p>A worker enqueues these jobs by itself. The times of cron are UTC; the next ones are in your time.</p>
    <${Instead}
      asked=${asked}
      empty=${schedules.length === 0 && 'Nothing is scheduled: no worker has started yet.'}
    />
    ${
      schedules.length > 0 &&
      html`<${Table} label="Table of schedules" heads=${['Queue', 'Cron, UTC', 'Next', 'Then', 'Jobs']}>
        ${schedules.map(
          ({ queue, cron, next }) =>
            html`<tr key=${queue}>
              <th scope="row"><a href=${addressOf('queues', { rest: [queue] })}>${queue}</a></th>
              <td><code>${cron}</code></td>
              <td>${moment(next[0])}</td>
              <td>${next.slice(1).map(moment).join(', ')}</td>
              <td>
                <a href=${addressOf('jobs', { params: { queue } })}
                  >Jobs<span class="hidden"> of ${queue}</span></a
                >
              </td>
            </tr>`,
        )}
      <//>`
    }
  <//>`;
}
