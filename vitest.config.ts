// Three projects, told apart by file name:
//   *.test.ts       fast  files share two workers, so the schema is loaded twice in all; no state may stay behind
//   *.own.test.ts   own   a file that changes modules or the schema gets a worker of its own
//   *.long.test.ts  long  processes, storms, browsers and compilers; a worker of its own
// `npm test` runs fast and own, `npm run test:all` also runs long. `npx vitest run <part of a path>` runs any file.
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { PATIENCE_MS } from './test/support/eventually.ts';

interface ProjectFiles {
  readonly include: string[];
  readonly exclude?: string[];
  readonly isolate: boolean;
}

const project = (name: string, files: ProjectFiles): TestProjectInlineConfiguration => ({
  // As Node resolves. Vite's own conditions would load graphql a second time, in its development build.
  ssr: { resolve: { conditions: ['module-sync', 'node'] } },
  test: {
    name,
    ...files,
    env: { NODE_ENV: 'test' },
    // Bounds for what hangs. No test measures time.
    testTimeout: 3 * PATIENCE_MS,
    hookTimeout: 3 * PATIENCE_MS,
    expect: { poll: { timeout: PATIENCE_MS } },
  },
});

export default defineConfig({
  test: {
    // One embedded Postgres for the run; every test file has a database of its own.
    globalSetup: 'test/support/postgres.ts',
    maxWorkers: 2,
    coverage: { include: ['src/**/*.ts'], exclude: ['**/generated/**'] },
    projects: [
      project('fast', {
        include: ['test/**/*.test.ts'],
        exclude: ['test/**/*.{own,long}.test.ts'],
        isolate: false,
      }),
      project('own', { include: ['test/**/*.own.test.ts'], isolate: true }),
      project('long', { include: ['test/**/*.long.test.ts'], isolate: true }),
    ],
  },
});
