// `npm run bench:nightly`: short runs of the benches whose ratios are kept. Runs all of them, also after one that finds a worse
// ratio, and ends with exit code 1 then.
import { spawnSync } from 'node:child_process';

for (const bench of ['api', 'paths', 'cache', 'start']) {
  const { status } = spawnSync('npm', ['run', '--silent', `bench:${bench}`, '--', '--quick', '--compare'], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}
