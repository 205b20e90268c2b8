// `npm run seed -- --profiles N`: adds N generated profiles in bulk, then starts the run that brings them to the index.
import { Command, InvalidArgumentError } from 'commander';
import { startRun } from '../indexing/runs.ts';
import { seedProfiles } from '../resume/seed.ts';
import { createProgressView } from './progress-view.ts';
import { openWriteServices } from './write-services.ts';

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
const { profiles: count } = program.opts<{ profiles: number }>();

await using services = await openWriteServices();
const view = createProgressView();
const started = performance.now();
await seedProfiles({
  url: services.url,
  count,
  onProgress(done) {
    const ratePerSecond = done / ((performance.now() - started) / 1000);
    view.show({
      processed: done,
      total: count,
      ratePerSecond,
      etaSeconds: Math.ceil((count - done) / ratePerSecond),
    });
  },
});
view.stop();
const runId = await startRun(services);
const seconds = ((performance.now() - started) / 1000).toFixed(1);
process.stdout.write(
  `Added ${count} profiles in ${seconds} s. The index follows: npm run reindex -- --watch ${runId}\n`,
);
