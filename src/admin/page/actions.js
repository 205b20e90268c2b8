// What administrators did, the newest first.
import { html } from 'htm/preact';
import { useQuery } from './desk.js';
import { Instead, Page, pageOf, Pager, Table } from './parts.js';
import { ACTIONS } from './queries.js';
import { addressOf } from './router.js';
import { moment } from './words.js';

/** @param {import('./router.js').Address} props */
export function Actions({ params }) {
  const asked = useQuery(ACTIONS, { ...pageOf(params), about: params.get('about') });
  const page = asked.data?.administratorActions;
  const actions = page?.edges.map(({ node }) => node) ?? [];
  return html`<${Page} title="Actions">
    <p>
      What administrators did by the API, this dashboard and the commands, also where it failed.
      ${params.get('about') && html`${' '}Only about <code>${params.get('about')}</code>. <a href=${addressOf('actions')}>All</a>`}
    </p>
    <${Instead} asked=${asked} empty=${actions.length === 0 && 'Nothing yet.'} />
    ${
      actions.length > 0 &&
      html`<${Table} label="Table of actions" heads=${['When', 'Who', 'What', 'With']}>
        ${actions.map(
          ({ id, at, subject, action, arguments: given }) =>
            html`<tr key=${id}>
              <td>${moment(at)}</td>
              <td>${subject ?? '–'}</td>
              <th scope="row">${action}</th>
              <td class="wide"><code>${JSON.stringify(given)}</code></td>
            </tr>`,
        )}
      <//>`
    }
    <${Pager} info=${page?.pageInfo} of="actions" />
  <//>`;
}
