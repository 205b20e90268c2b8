import { defineConfig } from 'vitest/config';
import { PATIENCE_MS } from './test/support/eventually.ts';

export default defineConfig({
  // As Node itself resolves. Vite's own conditions would load graphql a second time, in its development build.
  ssr: { resolve: { conditions: ['module-sync', 'node'] } },
  test: {
    include: ['test/**/*.test.ts'],
    // One embedded Postgres for the run; every test file has a database of its own.
    globalSetup: 'test/support/postgres.ts',
    env: { NODE_ENV: 'test' },
    // Both bound a hang, and measure nothing.
    testTimeout: 3 * PATIENCE_MS,
    hookTimeout: 3 * PATIENCE_MS,
    expect: { poll: { timeout: PATIENCE_MS } },
    maxWorkers: 2,
  },
});
