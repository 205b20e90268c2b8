// The whole dashboard: sign-in, the live state of the system, and a summary of what is wrong at the top.
import { html, render } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import { createApi } from './api.js';
import { Audit } from './audit.js';
import { Figures, Instances } from './figures.js';
import { Lookup } from './lookup.js';
import { entered } from './parts.js';
import { Queues } from './queues.js';
import { SYSTEM } from './queries.js';
import { Runs } from './runs.js';
import { troubles } from './words.js';

const STORED = 'vitae:administrator';

/** Outside production the token is in the page, or a note that says why not. An entered token is kept for this tab only. */
function firstToken() {
  return meta('token') ?? sessionStorage.getItem(STORED);
}

/** @param {'token' | 'note'} name */
function meta(name) {
  return document.querySelector(`meta[name="vitae-${name}"]`)?.getAttribute('content');
}

function Dashboard() {
  const [token, setToken] = useState(firstToken);
  const signIn = (/** @type {string} */ entered) => {
    sessionStorage.setItem(STORED, entered);
    setToken(entered);
  };
  const signOut = () => {
    sessionStorage.removeItem(STORED);
    setToken(null);
  };
  return token ? html`<${Live} token=${token} signOut=${signOut} />` : html`<${SignIn} signIn=${signIn} />`;
}

/** @param {{ signIn: (token: string) => void }} props */
function SignIn({ signIn }) {
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    signIn(entered(event, 'token'));
  };
  return html`<main>
    <h1>Vitae</h1>
    <form onSubmit=${submit}>
      <label>Administrator's token <input name="token" type="password" required autocomplete="off" /></label>
      <p>${meta('note')} npm run token -- --admin prints one.</p>
      <button type="submit">Sign in</button>
    </form>
  </main>`;
}

/** @param {{ token: string, signOut: () => void }} props */
function Live({ token, signOut }) {
  const [api] = useState(() => createApi(token));
  const [system, setSystem] = useState(/** @type {import('./queries.js').System | null} */ (null));
  const [lost, setLost] = useState(/** @type {string | null} */ (null));
  const [said, say] = useState('');
  useEffect(() => {
    return api.watch(
      SYSTEM,
      ({ systemChanged }) => {
        setSystem(systemChanged);
        setLost(null);
      },
      setLost,
    );
  }, [api]);
  return html`<main>
    <header class="top">
      <h1>Vitae</h1>
      <button type="button" class="secondary" onClick=${signOut}>Sign out</button>
    </header>
    <${Summary} system=${system} lost=${lost} />
    ${
      system &&
      html`
        <${Runs} runs=${system.runs} api=${api} say=${say} />
        <${Queues} queues=${system.queues} api=${api} say=${say} />
        <${Figures} cache=${system.cache} search=${system.search} />
        <${Audit} audit=${system.audit} />
        <${Instances} instances=${system.instances} />
        <${Lookup} api=${api} say=${say} />
      `
    }
    <p class="said" role="status">${said}</p>
  </main>`;
}

/** @param {{ system: import('./queries.js').System | null, lost: string | null }} props */
function Summary({ system, lost }) {
  if (lost) return html`<div class="summary bad" role="alert"><strong>${lost}</strong></div>`;
  if (!system) return html`<div class="summary" aria-busy="true">Loading…</div>`;
  const wrong = troubles(system);
  if (wrong.length === 0) return html`<div class="summary good"><strong>All is well.</strong></div>`;
  return html`<div class="summary bad" role="alert">
    <strong>${wrong.length === 1 ? 'One thing is' : `${wrong.length} things are`} wrong.</strong>
    <ul>
      ${wrong.map((trouble) => html`<li>${trouble}</li>`)}
    </ul>
  </div>`;
}

render(html`<${Dashboard} />`, document.body);
