// `npm run reindex [-- --mode … --watch | --watch ID]`: starts a run at the Vitae that is running and shows its progress.
// Exit code 0: the run completed (or was started, without --watch); 1: it completed with failures, failed or was
// cancelled; 2: it could not be started or watched. Ctrl-C leaves the run going and says how to watch it again.
import { Command, Option } from 'commander';
import { readConfig } from '../config.ts';
import { createTokens } from '../graphql/viewer.ts';
import { readSecrets } from '../secrets.ts';
import { createApiClient, type Client } from './client.ts';
import { graphql } from './generated/index.ts';
import type { ReindexProgressSubscription, ReindexMode } from './generated/graphql.ts';
import { createProgressView } from './progress-view.ts';

const StartReindex = graphql(`
  mutation StartReindex($input: StartReindexInput!) {
    startReindex(input: $input) {
      id
      mode
      total
    }
  }
`);

const ReindexProgress = graphql(`
  subscription ReindexProgress($runId: ID!) {
    reindexProgress(runId: $runId) {
      id
      mode
      status
      total
      processed
      upserted
      skipped
      removed
      failed
      percentage
      ratePerSecond
      etaSeconds
      error
      failures {
        profileId
        code
        reason
      }
    }
  }
`);

type Run = ReindexProgressSubscription['reindexProgress'];
const MODES = ['CHANGED', 'FULL', 'VERIFY', 'DRY_RUN'] as const satisfies readonly ReindexMode[];

const program = new Command('reindex')
  .description('Starts a reindex at the Vitae that is running, or watches one.')
  .addOption(
    new Option('--mode <mode>', 'what the run does')
      .choices(MODES)
      .default('CHANGED')
      .argParser((value) => value.toUpperCase()),
  )
  .option('--batch-size <n>', 'profiles to one bulk call, 1 to 1000', Number)
  .option(
    '--watch [id]',
    'show the progress until it is done; with an id (or "latest"), watch that run and start none',
  )
  .option('--url <url>', 'where Vitae runs', `http://localhost:${readConfig().port}/graphql`)
  .parse();

interface Options {
  readonly mode: string;
  readonly batchSize?: number;
  readonly watch?: true | string;
  readonly url: string;
}

async function run(options: Options): Promise<number> {
  const { jwtSecret } = await readSecrets(readConfig());
  const token = await createTokens(jwtSecret).sign({ kind: 'administrator' }, '1d');
  const client = createApiClient(options.url, token);
  if (typeof options.watch === 'string') return watch(client, options.watch);
  const mode = MODES.find((known) => known === options.mode);
  if (!mode) program.error(`--mode: must be one of ${MODES.join(', ')}`, { exitCode: 2 });
  const { startReindex: started } = await client.request(StartReindex, {
    input: { mode, ...(options.batchSize !== undefined && { batchSize: options.batchSize }) },
  });
  process.stdout.write(`Started ${started.mode} over about ${started.total} profiles: ${started.id}\n`);
  if (options.watch) return watch(client, started.id);
  process.stdout.write(`Watch it with: ${watchCommand(started.id)}\n`);
  return 0;
}

async function watch(client: Client, runId: string): Promise<number> {
  const view = createProgressView();
  process.once('SIGINT', () => {
    view.stop();
    process.stdout.write(`\nThe run goes on. Watch it again with: ${watchCommand(runId)}\n`);
    process.exit(0);
  });
  let last: Run | null = null;
  for await (const { reindexProgress } of client.subscribe(ReindexProgress, { runId })) {
    last = reindexProgress;
    view.show(last);
  }
  view.stop();
  if (!last) throw new Error('the subscription ended before it said anything');
  return conclude(last);
}

function conclude(last: Run): number {
  const { status, processed, upserted, skipped, removed, failed, failures, error } = last;
  process.stdout.write(
    `${status}: ${processed} looked at, ${upserted} written, ${skipped} unchanged, ${removed} removed, ${failed} failed\n`,
  );
  if (error) process.stdout.write(`${error}\n`);
  for (const { profileId, code, reason } of failures)
    process.stdout.write(`  ${profileId}  ${code}  ${reason}\n`);
  return status === 'COMPLETED' ? 0 : 1;
}

function watchCommand(runId: string): string {
  return `npm run reindex -- --watch ${runId}`;
}

try {
  process.exitCode = await run(program.opts<Options>());
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  const unreachable = error instanceof TypeError || reason.includes('fetch failed');
  process.stderr.write(
    unreachable ? `No Vitae answers: start it with npm start (${reason})\n` : `${reason}\n`,
  );
  process.exitCode = 2;
}
