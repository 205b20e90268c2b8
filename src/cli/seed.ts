// `npm run seed -- --profiles N`: adds N generated profiles in bulk, then starts the run that brings them to the index.
// What is in by the time of a Ctrl-C or a failure stays, and gets its run. Exit code 130: it was told to stop; 2: it could not
// begin or go on.
import { Command, InvalidArgumentError } from 'commander';
import { startRun } from '../reindex/runs.ts';
import { seedProfiles } from '../dev/demo/seed.ts';
import { INTERRUPTED, interruption } from './interrupt.ts';
import { createProgressView } from './progress-view.ts';
import { openWriteServices, type OpenWriteServices } from './write-services.ts';

const MAX = 10_000_000;

const program = new Command('seed')
  .description('Adds generated profiles; the same numbers always make the same profiles.')
  .requiredOption('--profiles <n>', 'how many to add', (text) => {
    const count = Number(text);
    if (!Number.isInteger(count) || count < 1 || count > MAX)
      throw new InvalidArgumentError(`Must be 1 to ${MAX}.`);
    return count;
  })
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .parse();

async function run(count: number): Promise<void> {
  await using services = await openWriteServices();
  const signal = interruption();
  const view = createProgressView();
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  let added = 0;
  try {
    await seedProfiles({
      url: services.url,
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
    if (added > 0) await follow(services, added, count, seconds());
  }
  if (added < count) process.exitCode = INTERRUPTED;
}

async function follow(
  services: OpenWriteServices,
  added: number,
  count: number,
  seconds: number,
): Promise<void> {
  const runId = await startRun(services);
  process.stdout.write(
    `Added ${added} ${added < count ? `of ${count} ` : ''}profiles in ${seconds.toFixed(1)} s, ` +
      `${Math.round(added / seconds)} a second. The index follows: npm run reindex -- --watch ${runId}\n`,
  );
}

try {
  await run(program.opts<{ profiles: number }>().profiles);
} catch (error) {
  process.stderr.write(
    `The seeding cannot go on: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exitCode = 2;
}
