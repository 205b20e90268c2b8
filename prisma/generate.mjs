// Generates the Prisma client. Prisma's command line insists on an engine binary that generating never runs, and would
// download it; naming any program that is there keeps it from that. Never set it for `prisma migrate`: there the engine
// does the work, and with a stand-in it applies nothing and says it did.
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
