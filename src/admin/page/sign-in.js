// Signing in. Outside production the token is in the page, or a note that says why not. An entered token is kept for this tab only.
import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';
import { entered } from './parts.js';

const STORED = 'vitae:administrator';

/** @returns {string | null} */
export const startToken = () => sessionStorage.getItem(STORED) ?? meta('token') ?? null;
/** @param {string} token */
export const keep = (token) => sessionStorage.setItem(STORED, token);
export const forget = () => sessionStorage.removeItem(STORED);

/** @param {'token' | 'note'} name */
function meta(name) {
  return document.querySelector(`meta[name="vitae-${name}"]`)?.getAttribute('content');
}

/** @param {{ signIn: (token: string) => void, refusal: string | null }} props */
export function SignIn({ signIn, refusal }) {
  useEffect(() => {
    document.title = 'Sign in · Vitae';
    /** @type {HTMLElement | null} */ (document.querySelector('input[name="token"]'))?.focus();
  }, [refusal]);
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    signIn(entered(event, 'token'));
  };
  return html`<main class="sign-in">
    <h1>Sign in to Vitae</h1>
    ${refusal && html`<${Refusal} reason=${refusal} />`}
    <form onSubmit=${submit}>
      <label>Administrator's token <input name="token" type="password" required autocomplete="off" /></label>
      <p>${meta('note')} <code>npm run token -- --admin</code> prints one.</p>
      <button type="submit">Sign in</button>
    </form>
  </main>`;
}

/** @param {{ reason: string }} props */
function Refusal({ reason }) {
  return html`<div class="summary bad" role="alert">
    <p><strong>Vitae refused the token: ${reason}.</strong></p>
    <p>
      Enter another one: you return to the page that you were on.
      ${meta('token') && ' Where Vitae was started anew on this machine, load this page again: the new token is in it.'}
    </p>
  </div>`;
}
