// The components that all sections of the dashboard share.
import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { messageOf } from './api.js';

/** @typedef {import('preact').ComponentChildren} Children */

/** @param {{ title: string, aside?: Children, children?: Children }} props */
export function Section({ title, aside, children }) {
  const id = title.toLowerCase().replaceAll(/\W+/g, '-');
  return html`<section aria-labelledby=${id}>
    <header>
      <h2 id=${id}>${title}</h2>
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

/** @param {{ tone: 'good' | 'busy' | 'bad' | 'quiet', children?: Children }} props */
export function Badge({ tone, children }) {
  return html`<span class="badge ${tone}">${children}</span>`;
}

/**
 * A table that scrolls on a narrow page, also by keyboard.
 * @param {{ label: string, heads: string[], children?: Children }} props
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
 * A button that shows the result or the error of its action. With `sure` it must be pressed twice. While it is busy it keeps the
 * focus, so it is not disabled.
 * @param {{ act: () => Promise<unknown>, say: (text: string) => void, label: string, sure?: string, kind?: string, children?: Children }} props
 */
export function Action({ act, say, label, sure, kind = 'secondary', children }) {
  const [busy, setBusy] = useState(false);
  const [asked, setAsked] = useState(false);
  const press = async () => {
    if (busy) return;
    setAsked(sure !== undefined && !asked);
    if (sure !== undefined && !asked) return;
    setBusy(true);
    try {
      const said = await act();
      if (typeof said === 'string') say(said);
    } catch (error) {
      say(messageOf(error));
    } finally {
      setBusy(false);
    }
  };
  return html`<button
    type="button"
    class=${asked ? 'contrast' : kind}
    aria-label=${asked ? `${sure} ${label}` : label}
    aria-busy=${busy}
    aria-disabled=${busy}
    onBlur=${() => setAsked(false)}
    onClick=${press}
  >
    ${asked ? sure : children}
  </button>`;
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
