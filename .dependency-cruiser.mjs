// The floors of docs/architecture.md as one table. Imports go downward or stay on their floor, never in a circle.
const floors = [
  ['config', 'observability', 'cancellation', 'lint', 'client'],
  ['cache', 'jobs', 'search', 'database'],
  ['graphql'],
  ['profiles', 'sections(?!/[^/]+/demo)'],
  ['completion', 'resume'],
  ['indexing'],
  ['audit', 'reindex', 'services', 'dev/(?!generate|migrations)[a-z-]+', 'sections/[^/]+/demo'],
  ['admin', 'retention', 'server', 'dev/(generate|migrations)', 'cli', 'doctor', 'main'],
];
const at = (names) => `^src/(${names.join('|')})(/|[.]ts$|$)`;

const upward = floors.slice(0, -1).map((names, index) => ({
  name: `floor-${index + 1}-imports-downward`,
  severity: 'error',
  comment: 'A lower floor must not know the one above it.',
  from: { path: at(names) },
  to: { path: at(floors.slice(index + 1).flat()) },
}));

/** Each could leave as a package: it knows only itself, what is observed and what is cancelled. */
const packages = ['cache', 'jobs', 'search', 'lint'].map((name) => ({
  name: `${name}-stands-alone`,
  severity: 'error',
  comment: 'This folder is domain-free.',
  from: { path: `^src/${name}/` },
  to: { path: '^src/', pathNot: `^src/(${name}|observability|cancellation)/` },
}));

/** Code that production never runs. */
const development = '^src/(dev/|sections/[^/]+/demo[.]ts$)';

export default {
  forbidden: [
    ...upward,
    ...packages,
    {
      name: 'production-loads-no-development-code',
      severity: 'error',
      comment: 'Import what only development needs dynamically, where it is needed.',
      from: { path: '^src/', pathNot: development },
      to: { path: [development, '/@faker-js/'], dynamic: false, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-services-and-entries-open-development-parts',
      severity: 'error',
      comment: 'Only src/services, the server and the seed open the parts of development.',
      from: {
        path: '^src/',
        pathNot: [development, '^src/services/', '^src/server/start[.]ts$', '^src/cli/seed[.]ts$'],
      },
      to: { path: development },
    },
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
