// `npm run seed -- --profiles N`: adds N generated profiles in bulk, then starts a reindex run. After Ctrl-C or a failure
// the profiles that were added stay, and the run indexes them. Exit code 130: interrupted; 2: failed.
import { startRun } from '../reindex/runs.ts';
import { INTERRUPTED } from './exit-codes.ts';
import { interruption } from './interrupt.ts';
import { createProgressView } from './progress-view.ts';
import { openWriteServices, type OpenWriteServices } from './write-services.ts';
import { wholeNumber } from './arguments.ts';
import { createCommand } from './command.ts';
import { failureOf } from './failure.ts';

const MAX = 10_000_000;

const program = createCommand('seed')
  .description('Adds generated profiles. The same numbers always make the same profiles.')
  .requiredOption('--profiles <n>', 'how many to add', wholeNumber(1, MAX))
  .parse();

async function run(count: number): Promise<void> {
  const { seedProfiles } = await import('../dev/demo/seed.ts');
  const signal = interruption();
  await using services = await openWriteServices();
  const view = createProgressView();
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  let added = 0;
  try {
    await seedProfiles({
      url: services.directUrl,
      log: services.log,
      count,
      signal,
      onProgress(done) {
        added = done;
        const ratePerSecond = done / seconds();
        const etaSeconds = Math.ceil((count - done) / ratePerSecond);
        view.show({ processed: done, total: count, ratePerSecond, etaSeconds });
      },
    });
  } finally {
    view.stop();
    if (added > 0) await startIndexing(services, added, count, seconds());
  }
  if (added < count) process.exitCode = INTERRUPTED;
}

async function startIndexing(
  services: OpenWriteServices,
  added: number,
  count: number,
  seconds: number,
): Promise<void> {
  const runId = await startRun(services);
  process.stdout.write(
    `Added ${added} ${added < count ? `of ${count} ` : ''}profiles in ${seconds.toFixed(1)} s, ` +
      `${Math.round(added / seconds)} a second. A run indexes them: npm run reindex -- --watch ${runId}\n`,
  );
}

try {
  await run(program.opts<{ profiles: number }>().profiles);
} catch (error) {
  process.stderr.write(`The seeding failed: ${failureOf(error)}\n`);
  process.exitCode = 2;
}
