// Starts GraphiQL with the options that the page holds. The browser keeps the tabs with their tokens: the tokens of an earlier start
// are replaced by those of this one, and everything else stays as it was left.

/** @typedef {{ tokens: string[] } & Record<string, unknown>} Options */
/**
 * What the page's script needs of the window: GraphiQL's own script has set `YogaGraphiQL`.
 * @typedef {object} Playground
 * @property {{ renderYogaGraphiQL: (root: HTMLElement | null, options: object) => void }} YogaGraphiQL
 * @property {{ globalAPI: boolean, getWorkerUrl: (module: string, label: string) => string }} [MonacoEnvironment]
 */

const playground = /** @type {Playground} */ (/** @type {unknown} */ (globalThis));
const element = document.getElementById('options');
/** @type {unknown} */
const given = JSON.parse(element?.textContent ?? '{}');
const { tokens, ...options } = /** @type {Options} */ (given);
const assets = element?.dataset['assets'] ?? '';
const KEPT_TOKENS = 'vitae:tokens';

function keptTokens() {
  try {
    /** @type {unknown} */
    const kept = JSON.parse(localStorage.getItem(KEPT_TOKENS) ?? '[]');
    return /** @type {string[]} */ (kept);
  } catch {
    return [];
  }
}

const changes = keptTokens()
  .map((old, place) => ({ old, now: tokens[place] ?? '' }))
  .filter(({ old, now }) => old && now && old !== now);
for (const key of Object.keys(localStorage).filter((name) => name.startsWith('graphiql:'))) {
  const kept = localStorage.getItem(key) ?? '';
  const current = changes.reduce((text, { old, now }) => text.replaceAll(old, now), kept);
  if (current !== kept) localStorage.setItem(key, current);
}
// A page without tokens, such as one opened from another machine, has nothing to replace them by.
if (tokens.length > 0) localStorage.setItem(KEPT_TOKENS, JSON.stringify(tokens));

playground.MonacoEnvironment = {
  globalAPI: false,
  /** @param {string} _module @param {string} label */
  getWorkerUrl: (_module, label) => `${assets}/${label}.worker.js`,
};
playground.YogaGraphiQL.renderYogaGraphiQL(document.getElementById('root'), options);
