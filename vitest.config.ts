import { defineConfig } from 'vitest/config';

export default defineConfig({
  // As Node itself resolves. Vite's own conditions would load graphql a second time, in its development build.
  ssr: { resolve: { conditions: ['module-sync', 'node'] } },
  test: {
    include: ['test/**/*.test.ts'],
    // One embedded Postgres for the run; every test file has a database of its own.
    globalSetup: 'test/support/postgres.ts',
    env: { NODE_ENV: 'test' },
    testTimeout: 60_000,
    // What is waited for comes soon, except on a machine that is busy with something else.
    expect: { poll: { timeout: 10_000 } },
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
