#!/usr/bin/env node
// The command `vitae`. Plain JavaScript, so that a Node that is too old for TypeScript can say so: it hands over to the one
// that npm installed with the packages.
import { spawn } from 'node:child_process';
import module, { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** The first that runs our TypeScript as it is. */
const OLDEST_NODE = 24;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const FAILED = 2;
const HELP = ['help', '--help', '-h', '--version', '-V'];

if (Number(process.versions.node.split('.')[0]) >= OLDEST_NODE) await run();
else handOver();

async function run() {
  tellWarnings();
  // Compiled code is kept in the temporary folder of the system, or in that of NODE_COMPILE_CACHE.
  module.enableCompileCache();
  const { stopWithNpm } = await import('./stop-with-npm.ts');
  const stop = () => process.kill(process.pid, 'SIGTERM');
  stopWithNpm(stop);
  // Of the process that handed over, which may be killed.
  process.once('disconnect', stop);
  process.channel?.unref();
  await readEnvironment();
  await import('../database/check-generated.ts');
  await import('./program.ts');
}

async function readEnvironment() {
  const { loadEnv } = await import('../config/load-env.ts');
  const fault = loadEnv();
  // Help works in any environment.
  if (fault === null || process.argv.slice(2).some((argument) => HELP.includes(argument))) return;
  process.stderr.write(`${fault}\n`);
  process.exit(FAILED);
}

/** Not those of experimental features, which nobody who types a command can act on. */
function tellWarnings() {
  process.removeAllListeners('warning');
  process.on('warning', ({ name, message }) => {
    if (name !== 'ExperimentalWarning') process.stderr.write(`${name}: ${message}\n`);
  });
}

function handOver() {
  const node = installedNode();
  if (node === null) {
    process.stderr.write(
      `Vitae needs Node ${OLDEST_NODE} or later; this is ${process.versions.node}. Run npm ci, which installs one beside it, or install a newer Node.\n`,
    );
    process.exit(FAILED);
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of SIGNALS) process.on(signal, () => child.kill(signal));
  child.once('exit', (code, signal) => {
    for (const one of SIGNALS) process.removeAllListeners(one);
    if (signal) process.kill(process.pid, signal);
    else process.exitCode = code ?? FAILED;
  });
}

/** Null where the packages are not installed, or without development's. */
function installedNode() {
  try {
    return createRequire(import.meta.url).resolve('node/bin/node');
  } catch {
    return null;
  }
}
