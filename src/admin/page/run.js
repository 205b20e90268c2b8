// One reindex run: what it covers, how far it is, its failures and differences, and what can be done with it.
import { html } from 'htm/preact';
import { useDesk, useQuery } from './desk.js';
import { Action, Badge, Figure, Instead, Page, pageOf, Pager, Section, Table } from './parts.js';
import { CANCEL, CONFIRM, DIFFERENCES, FAILURES, PAUSE, RESUME, RETRY_FAILURES, RUN } from './queries.js';
import { addressOf } from './router.js';
import { counts, filterWords, TONES } from './run-words.js';
import { moment, number, span, words } from './words.js';

/** @typedef {NonNullable<import('../../client/generated/graphql.ts').DashboardRunQuery['reindexRun']>} RunDetail */

/** @param {import('./router.js').Address} props */
export function Run({ rest: [id = ''], params }) {
  const asked = useQuery(RUN, { id }, { everyMs: 1000 });
  const run = asked.data?.reindexRun;
  return html`<${Page}
    title=${run ? `${run.mode} run` : 'Run'}
    aside=${html`<a href=${addressOf('runs')}>All runs</a>`}
  >
    <${Instead} asked=${asked} empty=${asked.data && !run ? `There is no run with the id ${id}.` : false} />
    ${run && html`<${Shown} run=${run} reload=${asked.reload} params=${params} />`}
  <//>`;
}

/** @param {{ run: RunDetail, reload: () => Promise<void>, params: URLSearchParams }} props */
function Shown({ run, reload, params }) {
  return html`
    <div class="line">
      <${Badge} tone=${TONES[run.status]} is=${run.status} />
      <span class="grow">${run.finishedAt ? `ended ${moment(run.finishedAt)}` : pace(run)}</span>
      <${Steering} run=${run} reload=${reload} />
    </div>
    <progress value=${run.percentage} max="100" aria-label="Progress of the run"></progress>
    <p class="counts">${number(run.processed)} of ${number(run.total)} · ${counts(run)}</p>
    ${run.notice && html`<p><strong>${run.notice}</strong></p>`}
    ${run.error && html`<p class="bad">${run.error}</p>`}
    <dl class="figures">
      <${Figure} label="Started" value=${moment(run.startedAt)} />
      <${Figure} label="Took" value=${took(run)} />
      <${Figure} label="By" value=${run.startedBy ? html`<small>${run.startedBy}</small>` : 'Vitae'} />
      <${Figure}
        label="Rate"
        value=${run.averagePerSecond === null ? '–' : number(Math.round(run.averagePerSecond))}
        note="a second"
      />
      <${Figure} label="Covers" value=${filterWords(run.filter)} />
      <${Figure} label="Batch" value=${number(run.batchSize)} note="profiles" />
    </dl>
    ${run.failed > 0 && html`<${Failures} run=${run} params=${params} reload=${reload} />`}
    ${(run.mode === 'DRY_RUN' || run.mode === 'VERIFY') && html`<${Differences} run=${run} params=${params} />`}
  `;
}

/** @param {RunDetail} run */
function took({ startedAt, finishedAt }) {
  if (!startedAt) return '–';
  return span((Date.parse(finishedAt ?? new Date().toISOString()) - Date.parse(startedAt)) / 1000);
}

/** @param {RunDetail} run */
function pace({ status, percentage, ratePerSecond, etaSeconds }) {
  if (status === 'PENDING') return 'waits for another run';
  if (ratePerSecond === null) return `${Math.floor(percentage)} %`;
  return `${Math.floor(percentage)} % · ${number(Math.round(ratePerSecond))} a second · ${span(etaSeconds)} left`;
}

/** @param {{ run: RunDetail, reload: () => Promise<void> }} props */
function Steering({ run, reload }) {
  const { api } = useDesk();
  const steer =
    (
      /** @type {import('./queries.js').Operation<unknown, { id: string | number }>} */ operation,
      /** @type {string} */ done,
    ) =>
    async () => {
      await api.send(operation, { id: run.id });
      await reload();
      return done;
    };
  const moves = run.status === 'RUNNING' || run.status === 'PENDING';
  const awaits = run.status === 'AWAITING_CONFIRMATION';
  const name = `the ${run.mode} run`;
  return html`<span class="actions">
    ${moves && html`<${Action} label="Pause ${name}" act=${steer(PAUSE, 'The run pauses after its current batches.')}>Pause<//>`}
    ${
      run.status === 'PAUSED' &&
      html`<${Action} kind="primary" label="Resume ${name}" act=${steer(RESUME, 'The run goes on.')}
        >Resume<//
      >`
    }
    ${
      awaits &&
      html`<${Action}
        sure="Really remove?"
        label="Confirm removals of ${name}"
        act=${steer(CONFIRM, 'The removals were confirmed: the run goes on.')}
        >Confirm removals<//
      >`
    }
    ${
      (moves || awaits || run.status === 'PAUSED') &&
      html`<${Action}
        sure="Really cancel?"
        label="Cancel ${name}"
        act=${steer(CANCEL, 'The run was cancelled.')}
        >Cancel<//
      >`
    }
  </span>`;
}

/** @param {{ run: RunDetail, params: URLSearchParams, reload: () => Promise<void> }} props */
function Failures({ run, params, reload }) {
  const { api } = useDesk();
  const asked = useQuery(FAILURES, { id: run.id, ...pageOf(params) });
  const page = asked.data?.reindexRun?.failures;
  const failures = page?.edges.map(({ node }) => node) ?? [];
  const retry = async () => {
    await api.send(RETRY_FAILURES, { id: run.id });
    await reload();
    return `The run retries its ${number(run.failed)} failed profiles.`;
  };
  return html`<${Section}
    title="Failed profiles"
    aside=${run.finishedAt && html`<${Action} kind="primary" label="Retry failed profiles" act=${retry}>Retry these<//>`}
  >
    <${Instead} asked=${asked} empty=${false} />
    <${Table} label="Table of failed profiles" heads=${['Profile', 'Why', 'Reason']}>
      ${failures.map(
        ({ profileId, code, reason }) =>
          html`<tr key=${profileId}>
            <th scope="row"><${ProfileLink} id=${profileId} /></th>
            <td>${words(code)}</td>
            <td class="wide">${reason}</td>
          </tr>`,
      )}
    <//>
    <${Pager} info=${page?.pageInfo} of="failed profiles" />
  <//>`;
}

/** @param {{ run: RunDetail, params: URLSearchParams }} props */
function Differences({ run, params }) {
  const asked = useQuery(DIFFERENCES, { id: run.id, ...pageOf(params) });
  const page = asked.data?.reindexRun?.differences;
  const differences = page?.edges.map(({ node }) => node) ?? [];
  return html`<${Section} title="Differences">
    <${Instead} asked=${asked} empty=${differences.length === 0 && 'The run found none.'} />
    ${
      differences.length > 0 &&
      html`<${Table} label="Table of differences" heads=${['Document', 'Differs']}>
        ${differences.map(
          ({ objectId, kind }) =>
            html`<tr key=${objectId}>
              <th scope="row"><${ProfileLink} id=${objectId} /></th>
              <td>${words(kind)}</td>
            </tr>`,
        )}
      <//>`
    }
    <${Pager} info=${page?.pageInfo} of="differences" />
  <//>`;
}

/** @param {{ id: string | number }} props */
const ProfileLink = ({ id }) =>
  html`<a href=${addressOf('profiles', { rest: [String(id)] })}><code>${id}</code></a>`;
