// Looks up one profile: its completion, the cached value, the document in the index, and whether they agree. A button mends what
// differs.
import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { messageOf } from './api.js';
import { Action, Badge, entered, Section } from './parts.js';
import { INSPECT, MEND } from './queries.js';
import { ago, words } from './words.js';

/** How often, and how many milliseconds apart, the profile is looked up after it was mended. */
const [LOOKS, PAUSE_MS] = [20, 500];

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
  /** Unless another profile was looked up meanwhile. */
  const showAgain = (/** @type {Inspection} */ again) =>
    setFound((shown) => (shown?.profile.id === again.profile.id ? again : shown));
  return html`<${Section} title="Look up a profile">
    <form class="inline" onSubmit=${lookUp}>
      <label>Id or handle <input name="profile" required autocomplete="off" spellcheck="false" /></label>
      <button type="submit">Look up</button>
    </form>
    ${
      found &&
      html`<${Found} found=${found} />
        <div class="line">
          <${Action}
            key=${found.profile.id}
            kind=${agrees(found) ? 'secondary' : 'primary'}
            label="Mend ${found.profile.handle}"
            act=${() => mend(api, found.profile.id, showAgain)}
            say=${say}
            >Mend<//
          >
          <small>Invalidates the completion; compares the document with the profile and corrects it.</small>
        </div>`
    }
  <//>`;
}

/** @param {Inspection} found */
const agrees = ({ cacheAgrees, indexAgrees }) => cacheAgrees && indexAgrees;

/**
 * @param {import('./api.js').Api} api
 * @param {string} id
 * @param {(found: Inspection) => void} show is called with each look at the profile
 * @returns {Promise<string>} what it did
 */
async function mend(api, id, show) {
  await api.send(MEND, { id });
  for (let looks = 0; looks < LOOKS; looks += 1) {
    const { profileInspection: found } = await api.send(INSPECT, { id });
    if (!found) return 'The profile was deleted.';
    show(found);
    if (agrees(found)) return 'Mended: the completion was invalidated, and the index agrees.';
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return 'The completion was invalidated. The index does not agree yet: see the queue profile-repair.';
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
    <details>
      <summary>Resume, with what no section holds</summary>
      <pre tabindex="0">${text(profile.resume)}</pre>
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
