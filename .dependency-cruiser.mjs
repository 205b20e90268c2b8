// The floors of ARCHITECTURE.md as one table: imports go downward or stay on their floor, never up, never in a circle.
const floors = [
  ['lint', 'cache', 'config(-api)?[.]ts', 'logger[.]ts', 'telemetry[.]ts'],
  ['jobs', 'search', 'analytics', 'database'],
  ['graphql'],
  ['sections', 'profiles', 'people'],
  ['completion', 'indexing', 'queues', 'resume'],
  [
    'cli',
    'dashboard',
    'main[.]ts',
    'app[.]ts',
    'server[.]ts',
    'sockets[.]ts',
    'readiness[.]ts',
    'schema[.]ts',
    'secrets[.]ts',
    'first-start[.]ts',
    'open-[a-z-]+[.]ts',
  ],
];
const at = (names) => `^src/(${names.join('|')})(/|$)`;

const upward = floors.slice(0, -1).map((names, index) => ({
  name: `floor-${index + 1}-imports-downward`,
  severity: 'error',
  comment: 'A lower floor must not know the one above it.',
  from: { path: at(names) },
  to: { path: at(floors.slice(index + 1).flat()) },
}));

/** Each could leave as a package: it knows nothing of the rest but its own floor's basics. */
const packages = ['cache', 'jobs', 'search', 'lint'].map((name) => ({
  name: `${name}-stands-alone`,
  severity: 'error',
  comment: 'This folder is domain-free.',
  from: { path: `^src/${name}/` },
  to: { path: '^src/', pathNot: `^src/(${name}/|logger[.]ts|telemetry[.]ts)` },
}));

export default {
  forbidden: [
    ...upward,
    ...packages,
    {
      name: 'no-circles',
      severity: 'error',
      comment: 'Files that need each other are one file.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-section-imports-another',
      severity: 'error',
      comment: 'A section is added and taken away by its folder alone.',
      from: { path: '^src/sections/([^/]+)/' },
      to: { path: '^src/sections/([^/]+)/', pathNot: '^src/sections/$1/' },
    },
    {
      name: 'completion-and-indexing-at-the-front',
      severity: 'error',
      comment: 'The resume is a peer of the indexing, and neither needs the other.',
      from: { path: '^src/(resume|completion)/' },
      to: { path: '^src/indexing/' },
    },
    {
      name: 'every-file-has-a-floor',
      severity: 'error',
      comment: 'Name the new folder in the table of floors.',
      from: { path: '^src/', pathNot: at(floors.flat()) },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'generated' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.mjs', '.js'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
};
