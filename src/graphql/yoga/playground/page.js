// Starts GraphiQL with the options that the page holds. The browser keeps the tabs with their tokens: the tokens of an earlier start
// are replaced by those of this one, and everything else stays as it was left.
const element = document.getElementById('options');
const { tokens, ...options } = JSON.parse(element.textContent);
const { assets } = element.dataset;
const KEPT_TOKENS = 'vitae:tokens';

function keptTokens() {
  try {
    return JSON.parse(localStorage.getItem(KEPT_TOKENS) ?? '[]');
  } catch {
    return [];
  }
}

const changes = keptTokens()
  .map((old, place) => [old, tokens[place]])
  .filter(([old, now]) => old && now && old !== now);
for (const key of Object.keys(localStorage).filter((name) => name.startsWith('graphiql:'))) {
  const kept = localStorage.getItem(key);
  const current = changes.reduce((text, [old, now]) => text.replaceAll(old, now), kept);
  if (current !== kept) localStorage.setItem(key, current);
}
// A page without tokens, such as one opened from another machine, has nothing to replace them by.
if (tokens.length > 0) localStorage.setItem(KEPT_TOKENS, JSON.stringify(tokens));

self.MonacoEnvironment = {
  globalAPI: false,
  getWorkerUrl: (_module, label) => `${assets}/${label}.worker.js`,
};
self.YogaGraphiQL.renderYogaGraphiQL(document.getElementById('root'), options);
