// `npm run dev`: runs the server under Node's watcher, which restarts it on a change. Whatever stops this process or its npm stops
// the watcher, and that the server.
import { spawn } from 'node:child_process';
import { FAILED } from './exit-codes.ts';
import { stopWithNpm } from './stop-with-npm.ts';

const watcher = spawn(
  process.execPath,
  [
    ...['--watch-path=src', '--watch-preserve-output'],
    ...['--import', './src/dev/load-env.ts', '--import', './src/database/check-generated.ts'],
    'src/main.ts',
  ],
  { stdio: 'inherit' },
);
const stop = () => void watcher.kill('SIGTERM');
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
stopWithNpm(stop);
watcher.once('exit', (code) => {
  process.exitCode = code ?? FAILED;
});
