// Generates the Prisma client. Prisma's command downloads an engine binary that it does not need for this. Naming any existing
// program as that binary prevents it. Never set the variable for `prisma migrate`: it would apply nothing and report success.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const cli = createRequire(import.meta.url).resolve('prisma/build/index.js');
const { status } = spawnSync(process.execPath, [cli, 'generate'], {
  cwd: root,
  stdio: ['ignore', process.env['CI'] ? 'inherit' : 'ignore', 'inherit'],
  env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1' },
});
process.exit(status ?? 1);
