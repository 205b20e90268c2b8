// The components that the pages share.
import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import { AwayError, messageOf } from './api.js';
import { useDesk } from './desk.js';
import { changeParams, useAddress } from './router.js';
import { words } from './words.js';

/** @typedef {import('preact').ComponentChildren} Children */
/** @typedef {'good' | 'busy' | 'bad' | 'quiet'} Tone */

/**
 * What stands below the navigation. Its title is the heading, and the title of the tab.
 * @param {{ title: string, aside?: Children, children?: Children }} props
 */
export function Page({ title, aside, children }) {
  useEffect(() => {
    document.title = `${title} · Vitae`;
  }, [title]);
  return html`<header class="line page-head">
      <h1 tabindex="-1" class="grow">${title}</h1>
      ${aside}
    </header>
    ${children}`;
}

/** @param {{ title: string, aside?: Children, children?: Children }} props */
export function Section({ title, aside, children }) {
  const id = title.toLowerCase().replaceAll(/\W+/g, '-');
  return html`<section aria-labelledby=${id}>
    <header class="line">
      <h2 id=${id} class="grow">${title}</h2>
      ${aside}
    </header>
    ${children}
  </section>`;
}

/** @param {{ label: string, value: Children, note?: Children }} props */
export function Figure({ label, value, note }) {
  return html`<div class="figure">
    <dt>${label}</dt>
    <dd>${value}${note && html` <small>${note}</small>`}</dd>
  </div>`;
}

/**
 * A state in words. Where the API is away it says what the state was.
 * @param {{ tone: Tone, is: string }} props
 */
export function Badge({ tone, is }) {
  const { old } = useDesk();
  const text = words(is);
  return html`<span class="badge ${old ? 'quiet' : tone}">${old ? `was ${text.toLowerCase()}` : text}</span>`;
}

/**
 * A table that scrolls on a narrow page, also by keyboard.
 * @param {{ label: string, heads: Children[], children?: Children }} props
 */
export function Table({ label, heads, children }) {
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${label}>
    <table>
      <thead>
        <tr>
          ${heads.map((head) => html`<th scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${children}
      </tbody>
    </table>
  </div>`;
}

/**
 * What stands in place of a list that is not there yet, could not be read, or is empty.
 * @param {{ asked: { busy: boolean, problem: string | null, data: unknown }, empty: false | string }} props
 */
export function Instead({ asked: { busy, problem, data }, empty }) {
  if (problem)
    return html`<p class="bad" role="alert">${data ? `What is shown is old: ${problem}` : problem}</p>`;
  if (busy) return html`<p aria-busy="true">Loading…</p>`;
  return empty ? html`<p class="empty">${empty}</p>` : null;
}

/**
 * Leads to the next and the previous page of a list by cursors in the address.
 * @param {{ info: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor?: string | null, endCursor?: string | null } | undefined, of: string }} props
 */
export function Pager({ info, of }) {
  const { params } = useAddress();
  const paged = params.has('after') || params.has('before');
  if (!info || !(info.hasNextPage || info.hasPreviousPage || paged)) return null;
  const to = (/** @type {Record<string, string | null>} */ change) => () =>
    changeParams({ after: null, before: null, ...change });
  return html`<nav class="line pager" aria-label="Pages of ${of}">
    ${paged && html`<button type="button" class="secondary" onClick=${to({})}>First page</button>`}
    ${
      paged &&
      info.hasPreviousPage &&
      html`<button type="button" class="secondary" onClick=${to({ before: info.startCursor ?? null })}>
        Previous page
      </button>`
    }
    ${
      info.hasNextPage &&
      html`<button type="button" class="secondary" onClick=${to({ after: info.endCursor ?? null })}>
        Next page
      </button>`
    }
  </nav>`;
}

/**
 * The arguments of a connection for the page that the address names.
 * @param {URLSearchParams} params
 * @param {number} [size]
 */
export function pageOf(params, size = 20) {
  const [after, before] = [params.get('after'), params.get('before')];
  return before ? { last: size, before } : { first: size, after };
}

/**
 * A button that shows the result or the error of its action. With `sure` it must be pressed twice; a
 * function may first find out what to ask. While it is busy it keeps the
 * focus, so it is not disabled. Where it is gone afterwards, the focus goes to the heading.
 * @param {{ act: () => Promise<unknown>, label: string, sure?: string | (() => Promise<string>), kind?: string, children?: Children }} props
 */
export function Action({ act, label, sure, kind = 'secondary', children }) {
  const { say, old } = useDesk();
  const [busy, setBusy] = useState(false);
  const [asked, setAsked] = useState(/** @type {string | null} */ (null));
  const press = async () => {
    if (busy) return;
    if (old) {
      say('The API does not answer: nothing was done.');
      return;
    }
    setBusy(true);
    try {
      if (sure !== undefined && !asked) {
        setAsked(typeof sure === 'string' ? sure : await sure());
        return;
      }
      setAsked(null);
      const said = await act();
      if (typeof said === 'string') say(said);
    } catch (error) {
      say(
        error instanceof AwayError
          ? `${error.message} Whether this was done is not known: look again.`
          : messageOf(error),
      );
    } finally {
      setBusy(false);
      setTimeout(() => {
        if (document.activeElement === document.body) focusHeading();
      });
    }
  };
  return html`<button
    type="button"
    class=${asked ? 'contrast' : kind}
    aria-label=${asked ? `${asked} ${label}` : label}
    aria-busy=${busy}
    aria-disabled=${busy || old}
    onBlur=${() => setAsked(null)}
    onClick=${press}
  >
    ${asked ?? children}
  </button>`;
}

export function focusHeading() {
  /** @type {HTMLElement | null} */ (document.querySelector('h1'))?.focus();
}

/**
 * The value of a form's input.
 * @param {Event} submitted
 * @param {string} name of the input
 */
export function entered({ currentTarget }, name) {
  const value = new FormData(/** @type {HTMLFormElement} */ (currentTarget)).get(name);
  return typeof value === 'string' ? value.trim() : '';
}
