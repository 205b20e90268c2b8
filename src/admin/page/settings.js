// Whose the index is, and the settings in which it differs from the code. It can be taken over, and they can be applied.
import { html } from 'htm/preact';
import { useDesk, useQuery } from './desk.js';
import { Action, Badge, Instead, Page, Table } from './parts.js';
import { APPLY_SETTINGS, SETTINGS, TAKE_OVER } from './queue-queries.js';
import { addressOf } from './router.js';
import { counted } from './words.js';

export function Settings() {
  const { api } = useDesk();
  const asked = useQuery(SETTINGS, {}, { everyMs: 15_000 });
  const settings = asked.data?.indexSettings;
  const apply = async () => {
    await api.send(APPLY_SETTINGS, {});
    await asked.reload();
    return 'The settings of the code were applied, and are in effect.';
  };
  return html`<${Page} title="Settings">
    <p>How the index searches: which attributes, in which order. The code says what they should be.</p>
    <${Instead} asked=${asked} empty=${false} />
    ${
      settings &&
      html`<p>
          <${Badge}
            tone=${settings.differences.length === 0 ? 'good' : 'bad'}
            is=${settings.differences.length === 0 ? 'As in the code' : `${counted(settings.differences.length, 'setting')} ${settings.differences.length === 1 ? 'differs' : 'differ'}`}
          />${' '}The index is ${' '}<code>${settings.indexName}</code>.
        </p>
        ${settings.isForeign && html`<${Foreign} settings=${settings} reload=${asked.reload} />`}
        ${settings.differences.length > 0 && html`<${Differences} settings=${settings} apply=${apply} />`}`
    }
  <//>`;
}

/** @typedef {import('../../client/generated/graphql.ts').DashboardSettingsQuery['indexSettings']} IndexSettings */

/** @param {{ settings: IndexSettings, reload: () => Promise<void> }} props */
function Foreign({ settings: { owner, deployment }, reload }) {
  const { api } = useDesk();
  const takeOver = async () => {
    await api.send(TAKE_OVER, { deployment: deployment ?? '' });
    await reload();
    return 'The index belongs to this deployment now. Queues that waited for it go on within a minute.';
  };
  return html`<div class="summary bad">
    <p>
      <strong>The index belongs to another deployment, ${owner}.</strong>
      ${` This one, ${deployment ?? 'which has used no index yet'}, does not write it.`}
    </p>
    <p>
      Take it over only if the other deployment is gone: it would stop to write. Otherwise set ALGOLIA_INDEX
      to another index. Then ${' '}<a href=${addressOf('runs')}>start a CHANGED run</a>, which fills the
      index.
    </p>
    ${
      deployment &&
      html`<${Action} sure="Really take over?" label="Take over the index" act=${takeOver}>Take over<//>`
    }
  </div>`;
}

/** @param {{ settings: IndexSettings, apply: () => Promise<string> }} props */
function Differences({ settings, apply }) {
  return html`<${Action}
      kind="primary"
      sure="Really change the index?"
      label="Apply the settings of the code"
      act=${apply}
      >Apply the settings of the code<//
    >
    <${Table} label="Table of settings" heads=${['Setting', 'In the code', 'In the index']}>
      ${settings.differences.map(
        ({ name, inCode, inIndex }) =>
          html`<tr key=${name}>
            <th scope="row">${name}</th>
            <td class="wide"><${Values} values=${inCode} others=${inIndex} /></td>
            <td class="wide"><${Values} values=${inIndex} others=${inCode} /></td>
          </tr>`,
      )}
    <//>`;
}

/** @param {{ values: readonly string[], others: readonly string[] }} props */
function Values({ values, others }) {
  if (values.length === 0) return html`<span class="empty">none</span>`;
  return html`<ul class="values">
    ${values.map((value) => html`<li>${others.includes(value) ? html`<code>${value}</code>` : html`<strong><code>${value}</code></strong>`}</li>`)}
  </ul>`;
}
