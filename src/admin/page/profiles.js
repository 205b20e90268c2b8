// Finds profiles by the beginning of their name or handle, or by id.
import { html } from 'htm/preact';
import { useQuery } from './desk.js';
import { entered, Instead, Page, pageOf, Pager, Table } from './parts.js';
import { PROFILES } from './profile-queries.js';
import { addressOf, go } from './router.js';
import { moment, words } from './words.js';

const ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** @param {import('./router.js').Address} props */
export function Profiles({ params }) {
  const text = params.get('text') ?? '';
  const by = params.get('by') === 'handle' ? 'handle' : 'name';
  const filter = text === '' ? {} : by === 'handle' ? { handlePrefix: text } : { namePrefix: text };
  const asked = useQuery(PROFILES, { filter, ...pageOf(params) }, { everyMs: 10_000 });
  const page = asked.data?.profiles;
  const profiles = page?.edges.map(({ node }) => node) ?? [];
  const find = (/** @type {Event} */ event) => {
    event.preventDefault();
    const [wanted, how] = [entered(event, 'text'), entered(event, 'by')];
    if (ID.test(wanted)) go(addressOf('profiles', { rest: [wanted] }));
    else go(addressOf('profiles', { params: { text: wanted, by: how } }));
  };
  return html`<${Page} title="Profiles">
    <search>
      <form class="inline" onSubmit=${find} key=${text + by}>
        <label
          >Name, handle or id
          <input name="text" type="search" defaultValue=${text} autocomplete="off" spellcheck="false" />
        </label>
        <label
          >Look at
          <select name="by">
            <option value="name" selected=${by === 'name'}>the beginning of the name</option>
            <option value="handle" selected=${by === 'handle'}>the beginning of the handle</option>
          </select>
        </label>
        <button type="submit">Find</button>
      </form>
    </search>
    <${Instead} asked=${asked} empty=${profiles.length === 0 && 'No profile begins so.'} />
    ${
      profiles.length > 0 &&
      html`<${Table} label="Table of profiles" heads=${['Name', 'Handle', 'Visibility', 'Changed']}>
        ${profiles.map(
          ({ id, fullName, handle, visibility, updatedAt }) =>
            html`<tr key=${id}>
              <th scope="row"><a href=${addressOf('profiles', { rest: [handle] })}>${fullName}</a></th>
              <td>${handle}</td>
              <td>${words(visibility)}</td>
              <td>${moment(updatedAt)}</td>
            </tr>`,
        )}
      <//>`
    }
    <${Pager} info=${page?.pageInfo} of="profiles" />
  <//>`;
}
