// `npm run seed -- --profiles N`: adds N generated profiles in bulk, then starts the run that brings them to the index.
// Exit code 2: it could not begin or go on; the chunks that were in by then stay.
import { Command, InvalidArgumentError } from 'commander';
import { startRun } from '../indexing/runs.ts';
import { seedProfiles } from '../resume/seed.ts';
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
  const started = performance.now();
  await seedWithProgress(services, count, started);
  const seconds = (performance.now() - started) / 1000;
  const runId = await startRun(services);
  process.stdout.write(
    `Added ${count} profiles in ${seconds.toFixed(1)} s, ${Math.round(count / seconds)} a second. ` +
      `The index follows: npm run reindex -- --watch ${runId}\n`,
  );
}

async function seedWithProgress({ url }: OpenWriteServices, count: number, started: number): Promise<void> {
  const view = createProgressView();
  try {
    await seedProfiles({
      url,
      count,
      onProgress(done) {
        const ratePerSecond = done / ((performance.now() - started) / 1000);
        const etaSeconds = Math.ceil((count - done) / ratePerSecond);
        view.show({ processed: done, total: count, ratePerSecond, etaSeconds });
      },
    });
  } finally {
    view.stop();
  }
}

try {
  await run(program.opts<{ profiles: number }>().profiles);
} catch (error) {
  process.stderr.write(
    `The seeding cannot go on: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exitCode = 2;
}
