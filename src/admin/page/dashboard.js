// The whole dashboard: signing in, the navigation, and the page that the address names.
import { html, render } from 'htm/preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { createApi } from './api.js';
import { Actions } from './actions.js';
import { Connection } from './connection.js';
import { Desk, useLive } from './desk.js';
import { Job } from './job.js';
import { Jobs } from './jobs.js';
import { Overview } from './overview.js';
import { focusHeading, Page } from './parts.js';
import { Processes } from './processes.js';
import { Profile } from './profile.js';
import { Profiles } from './profiles.js';
import { Queue, Queues } from './queues.js';
import { addressOf, followLinks, useAddress } from './router.js';
import { Run } from './run.js';
import { Runs } from './runs.js';
import { Schedules } from './schedules.js';
import { Settings } from './settings.js';
import { forget, keep, SignIn, startToken } from './sign-in.js';
import { timeZone } from './words.js';

/** @typedef {{ name: string, list: unknown, one?: unknown }} Destination */

/** @type {Record<string, Destination>} */
const PAGES = {
  '': { name: 'Overview', list: Overview },
  runs: { name: 'Runs', list: Runs, one: Run },
  queues: { name: 'Queues', list: Queues, one: Queue },
  jobs: { name: 'Jobs', list: Jobs, one: Job },
  profiles: { name: 'Profiles', list: Profiles, one: Profile },
  schedules: { name: 'Schedules', list: Schedules },
  processes: { name: 'Processes', list: Processes },
  settings: { name: 'Settings', list: Settings },
  actions: { name: 'Actions', list: Actions },
};

/** What a header takes: with anything else nothing is sent. */
const ONE_WORD = /^[!-~]+$/;
const NO_TOKEN = 'it has a blank or a sign that no token has. Copy the token alone, and whole';

function Dashboard() {
  const [token, setToken] = useState(startToken);
  const [refusal, setRefusal] = useState(/** @type {string | null} */ (null));
  const signIn = (/** @type {string} */ entered) => {
    if (!ONE_WORD.test(entered)) {
      setRefusal(NO_TOKEN);
      return;
    }
    keep(entered);
    setRefusal(null);
    setToken(entered);
  };
  const leave = (/** @type {string | null} */ reason) => {
    forget();
    setRefusal(reason);
    setToken(null);
  };
  return token
    ? html`<${SignedIn} key=${token} token=${token} leave=${leave} />`
    : html`<${SignIn} signIn=${signIn} refusal=${refusal} />`;
}

/** @param {{ token: string, leave: (reason: string | null) => void }} props */
function SignedIn({ token, leave }) {
  const [api] = useState(() => createApi(token, leave));
  const live = useLive(api);
  const [said, setSaid] = useState({ text: '', at: 0 });
  const say = (/** @type {string} */ text) => setSaid({ text, at: Date.now() });
  const address = useAddress();
  useFocusOnNewPage([address.page, ...address.rest].join('/'), () =>
    // An action may lead to another page, and says there what it did.
    setSaid((last) => (Date.now() - last.at > 1000 ? { text: '', at: 0 } : last)),
  );
  const { list, one } = PAGES[address.page] ?? { list: Nowhere };
  const shown = address.rest.length > 0 ? (one ?? Nowhere) : list;
  return html`<${Desk.Provider} value=${{ api, say, system: live.system, old: live.away !== null }}>
    <a class="skip" href="#content" onClick=${skip}>Skip to the content</a>
    <header class="top">
      <strong class="brand">Vitae</strong>
      <${Navigation} page=${address.page} />
      <button type="button" class="secondary outline" onClick=${() => leave(null)}>Sign out</button>
    </header>
    <${Connection} live=${live} page=${address.page} />
    <main id="content" class=${live.away ? 'old' : ''}>
      <${shown} key=${[address.page, ...address.rest].join('/')} ...${address} />
    </main>
    <footer><small>Times are in the time zone of this browser: ${timeZone()}.</small></footer>
    <p class="said" role="status">${said.text}</p>
  <//>`;
}

/**
 * After a link, back or forward the focus is on the heading, and not on a link that is gone.
 * @param {string} place
 * @param {() => void} onChange
 */
function useFocusOnNewPage(place, onChange) {
  const last = useRef(place);
  useEffect(() => {
    if (last.current === place) return;
    last.current = place;
    onChange();
    focusHeading();
    scrollTo(0, 0);
  }, [place]);
}

/** @param {Event} event */
function skip(event) {
  event.preventDefault();
  focusHeading();
}

/** @param {{ page: string }} props */
function Navigation({ page }) {
  return html`<nav aria-label="Pages">
    ${Object.entries(PAGES).map(
      ([path, { name }]) =>
        html`<a href=${addressOf(path)} aria-current=${path === page ? 'page' : null}>${name}</a>`,
    )}
  </nav>`;
}

function Nowhere() {
  return html`<${Page} title="No such page">
    <p>There is nothing at ${location.pathname}. <a href=${addressOf('')}>To the overview</a></p>
  <//>`;
}

followLinks();
render(html`<${Dashboard} />`, document.body);
