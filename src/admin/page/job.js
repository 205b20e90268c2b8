// One job: what it is about, why it failed, and what can be done with it.
import { html } from 'htm/preact';
import { useDesk, useQuery } from './desk.js';
import { Action, Figure, Instead, Page } from './parts.js';
import { DEAD_LETTER, DISCARD, RETRY } from './job-queries.js';
import { addressOf } from './router.js';
import { ago, moment, number } from './words.js';

/** @param {import('./router.js').Address} props */
export function Job({ rest: [queue = '', id = ''] }) {
  const { api } = useDesk();
  const asked = useQuery(DEAD_LETTER, { queue, id });
  const letter = asked.data?.deadLetter;
  const retry = async () => {
    await api.send(RETRY, { queue, ids: [id] });
    await asked.reload();
    return 'The job was retried.';
  };
  const discard = async () => {
    await api.send(DISCARD, { queue, ids: [id] });
    await asked.reload();
    return 'The job was discarded.';
  };
  const all = html`<a href=${addressOf('jobs', { params: { state: 'dead', queue } })}
    >All dead letters in ${queue}</a
  >`;
  return html`<${Page} title="Job in ${queue}" aside=${all}>
    <${Instead}
      asked=${asked}
      empty=${asked.data && !letter ? 'There is no dead letter with this id: it was retried or discarded.' : false}
    />
    ${
      letter &&
      html`<p class="bad"><strong>${letter.reason}</strong></p>
        <div class="line">
          <${Action} kind="primary" label="Retry the job" act=${retry}>Retry<//>
          <${Action} sure="Really discard?" label="Discard the job" act=${discard}>Discard<//>
        </div>
        <dl class="figures">
          <${Figure} label="Enqueued" value=${moment(letter.createdAt)} />
          <${Figure} label="Failed" value=${moment(letter.failedAt)} note=${ago(letter.failedAt)} />
          <${Figure} label="Tries" value=${number(letter.tries)} />
          <${Figure}
            label="About"
            value=${
              letter.profile
                ? html`<a href=${addressOf('profiles', { rest: [String(letter.profile.id)] })}
                    >${letter.profile.fullName}</a
                  >`
                : 'no profile'
            }
          />
        </dl>
        <h2>Payload</h2>
        <pre tabindex="0">${JSON.stringify(letter.payload, null, 2)}</pre>`
    }
  <//>`;
}
