// One profile in Postgres, the cache and the index, and whether they agree. A button mends what differs.
import { html } from 'htm/preact';
import { useDesk, useQuery } from './desk.js';
import { Action, Badge, Instead, Page } from './parts.js';
import { INSPECT, MEND } from './profile-queries.js';
import { addressOf } from './router.js';
import { ago, words } from './words.js';

/** How often, and how many milliseconds apart, the profile is looked at after it was mended. */
const [LOOKS, PAUSE_MS] = [20, 500];

/** @typedef {NonNullable<import('../../client/generated/graphql.ts').InspectQuery['profileInspection']>} Inspection */

/** @param {import('./router.js').Address} props */
export function Profile({ rest: [id = ''] }) {
  const asked = useQuery(INSPECT, { id });
  const found = asked.data?.profileInspection;
  return html`<${Page}
    title=${found ? found.profile.fullName : 'Profile'}
    aside=${html`<a href=${addressOf('profiles')}>All profiles</a>`}
  >
    <${Instead}
      asked=${asked}
      empty=${asked.data && !found ? `There is no profile with the id or handle ${id}.` : false}
    />
    ${found && html`<${Found} found=${found} /><${Mend} found=${found} reload=${asked.reload} /><${Documents} found=${found} />`}
  <//>`;
}

/** @param {Inspection} found */
const agrees = ({ cacheAgrees, indexAgrees }) => cacheAgrees && indexAgrees;

/** @param {{ found: Inspection, reload: () => Promise<void> }} props */
function Mend({ found, reload }) {
  const { api } = useDesk();
  const { id, handle } = found.profile;
  return html`<div class="line">
    <${Action}
      kind=${agrees(found) ? 'secondary' : 'primary'}
      label="Mend ${handle}"
      act=${() => mend(api, id, reload)}
      >Mend<//
    >
    <a href=${addressOf('jobs', { params: { profile: id } })}>Its jobs</a>
    <a href=${addressOf('actions', { params: { about: id } })}>Its history</a>
    <small>Invalidates the completion; compares the document with the profile and corrects it.</small>
  </div>`;
}

/**
 * @param {import('./api.js').Api} api
 * @param {string} id
 * @param {() => Promise<void>} reload shows the profile again
 * @returns {Promise<string>} what it did
 */
async function mend(api, id, reload) {
  await api.send(MEND, { id });
  for (let looks = 0; looks < LOOKS; looks += 1) {
    const { profileInspection: found } = await api.send(INSPECT, { id });
    await reload();
    if (!found) return 'The profile was deleted.';
    if (agrees(found)) return 'Mended: the completion was invalidated, and the index agrees.';
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return 'The completion was invalidated. The index does not agree yet: see the queue profile-repair.';
}

/** @param {{ found: Inspection }} props */
function Found({ found }) {
  const {
    profile,
    completion,
    cachedCompletion,
    cacheAgrees,
    expectedDocument,
    indexedDocument,
    indexReachable,
    indexAgrees,
  } = found;
  const held = indexedDocument ? 'has a document' : 'has no document';
  return html`<div class="found">
    <p>
      <code>${profile.id}</code> · ${profile.handle} · ${words(profile.visibility)} ·
      ${`revision ${profile.revision}`}
    </p>
    <p>
      <strong>${completion.percentage} % complete.</strong> ${' '}
      ${
        completion.sections
          .filter(({ status }) => status !== 'FILLED')
          .map(({ name, status }) => `${name}: ${words(status)}`)
          .join(', ') || 'Every section is filled.'
      }
    </p>
    <p>
      <${Agreement} agrees=${cacheAgrees} />
      ${' '}Cache: ${' '}
      ${
        cachedCompletion
          ? `${cachedCompletion.percentage} %, computed ${ago(cachedCompletion.computedAt)}`
          : 'no current value; the next read computes it'
      }
    </p>
    <p>
      <${Agreement} agrees=${indexAgrees} />
      ${' '}Index: ${' '}
      ${indexReachable ? held : 'does not answer'}${expectedDocument ? '' : ', and should have none'}
    </p>
  </div>`;
}

/** @param {{ agrees: boolean }} props */
const Agreement = ({ agrees: same }) =>
  html`<${Badge} tone=${same ? 'good' : 'bad'} is=${same ? 'Agrees' : 'Differs'} />`;

/** @param {{ found: Inspection }} props */
function Documents({ found: { profile, expectedDocument, indexedDocument, indexAgrees } }) {
  return html`<details open=${!indexAgrees}>
      <summary>Documents</summary>
      <div class="pair">
        <figure>
          <figcaption>Expected</figcaption>
          <pre tabindex="0">${text(expectedDocument)}</pre>
        </figure>
        <figure>
          <figcaption>Indexed</figcaption>
          <pre tabindex="0">${text(indexedDocument)}</pre>
        </figure>
      </div>
    </details>
    <details>
      <summary>Resume, with what no section holds</summary>
      <pre tabindex="0">${text(profile.resume)}</pre>
    </details>`;
}

/**
 * The attributes sorted, to compare the two side by side.
 * @param {unknown} document
 */
function text(document) {
  if (typeof document !== 'object' || document === null) return 'none';
  const ordered = Object.entries(document).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(Object.fromEntries(ordered), null, 2);
}
