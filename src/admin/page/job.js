// One job: what it is about, each of its tries, and what can be done with it.
import { html } from 'htm/preact';
import { useQuery } from './desk.js';
import { OneJob } from './job-actions.js';
import { JOB } from './job-queries.js';
import { TONES } from './job-words.js';
import { Badge, Figure, Instead, Page, Section, Table } from './parts.js';
import { addressOf } from './router.js';
import { ago, moment, number, span } from './words.js';

/** @typedef {NonNullable<import('../../client/generated/graphql.ts').DashboardJobQuery['job']>} JobDetail */

/** @param {import('./router.js').Address} props */
export function Job({ rest: [queue = '', id = ''] }) {
  const asked = useQuery(JOB, { queue, id }, { everyMs: 2000 });
  const job = asked.data?.job;
  const others = html`<a href=${addressOf('jobs', { params: { queue, state: job?.state.toLowerCase() } })}
    >Jobs like this</a
  >`;
  return html`<${Page} title="Job in ${queue}" aside=${others}>
    <${Instead} asked=${asked} empty=${asked.data && !job ? GONE : false} />
    ${job && html`<${Shown} job=${job} reload=${asked.reload} />`}
  <//>`;
}

const GONE = 'There is no job with this id: it was retried or discarded, or its time to be kept is over.';

/** @param {{ job: JobDetail, reload: () => Promise<void> }} props */
function Shown({ job, reload }) {
  const {
    id,
    state,
    reason,
    createdAt,
    nextTryAt,
    startedAt,
    endedAt,
    seconds,
    tries,
    payload,
    profile,
    logId,
    history,
  } = job;
  return html`
    <div class="line">
      <${Badge} tone=${TONES[state]} is=${state} />
      <span class="grow">${reason && html`<strong>${reason}</strong>`}</span>
      <${OneJob} id=${id} state=${state} reload=${reload} />
    </div>
    <dl class="figures">
      <${Figure} label="Enqueued" value=${moment(createdAt)} note=${ago(createdAt)} />
      ${nextTryAt && html`<${Figure} label="Next try" value=${moment(nextTryAt)} />`}
      ${startedAt && html`<${Figure} label="Last try began" value=${moment(startedAt)} />`}
      ${endedAt && html`<${Figure} label="Ended" value=${moment(endedAt)} note=${seconds === null ? null : `after ${span(seconds)}`} />`}
      <${Figure} label="Tries" value=${number(tries)} />
      <${Figure}
        label="About"
        value=${profile ? html`<a href=${addressOf('profiles', { rest: [profile.id] })}>${profile.fullName}</a>` : 'no profile'}
      />
    </dl>
    ${logId && html`<p>In the log: <code>"jobId":"${logId}"</code></p>`}
    <${Section} title="Tries that failed">
      ${history.length === 0 ? html`<p class="empty">None is kept.</p>` : html`<${Tries} history=${history} />`}
    <//>
    <${Section} title="Payload">
      <pre tabindex="0">${JSON.stringify(payload, null, 2)}</pre>
    <//>
  `;
}

/** @param {{ history: JobDetail['history'] }} props */
function Tries({ history }) {
  return html`<${Table} label="Table of tries" heads=${['Began', 'Took', 'Error', 'Trace']}>
    ${history.map(
      ({ startedAt, endedAt, seconds, reason, traceId }) =>
        html`<tr key=${endedAt}>
          <td>${moment(startedAt ?? endedAt)}</td>
          <td>${span(seconds)}</td>
          <td class="wide">${reason}</td>
          <td>${traceId ? html`<code>${traceId}</code>` : '–'}</td>
        </tr>`,
    )}
  <//>`;
}
