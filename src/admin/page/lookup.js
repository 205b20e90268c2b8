// Looks up one profile: its completion, the cached value, the document in the index, and whether they agree.
import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { messageOf } from './api.js';
import { Badge, entered, Section } from './parts.js';
import { INSPECT } from './queries.js';
import { ago, words } from './words.js';

/** @param {{ api: import('./api.js').Api, say: (text: string) => void }} props */
export function Lookup({ api, say }) {
  const [found, setFound] = useState(/** @type {Inspection | null} */ (null));
  const lookUp = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const id = entered(event, 'profile');
    try {
      const { profileInspection } = await api.send(INSPECT, { id });
      setFound(profileInspection ?? null);
      if (!profileInspection) say(`There is no profile with the id or handle ${id}.`);
    } catch (error) {
      say(messageOf(error));
    }
  };
  return html`<${Section} title="Look up a profile">
    <form class="inline" onSubmit=${lookUp}>
      <label>Id or handle <input name="profile" required autocomplete="off" spellcheck="false" /></label>
      <button type="submit">Look up</button>
    </form>
    ${found && html`<${Found} found=${found} />`}
  <//>`;
}

/** @typedef {NonNullable<import('../../client/generated/graphql.ts').InspectQuery['profileInspection']>} Inspection */

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
  return html`<div class="found" aria-live="polite">
    <h3>
      ${profile.fullName}${' '}
      <small>${profile.handle} · ${words(profile.visibility)} · revision ${profile.revision}</small>
    </h3>
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
    <details open=${!indexAgrees}>
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
  </div>`;
}

/** @param {{ agrees: boolean }} props */
function Agreement({ agrees }) {
  return html`<${Badge} tone=${agrees ? 'good' : 'bad'}>${agrees ? 'Agrees' : 'Differs'}<//>`;
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
