// `npm run reindex [-- --mode … --watch | --watch ID]`: starts a run in the running Vitae and shows its progress.
// `npm run reindex -- pause|resume|confirm|cancel|retry ID`: controls a run. ID may be "latest".
// Exit code 0: the run completed, or without --watch was started or changed; 1: it completed with failures, failed or was
// cancelled; 2: the command failed; 130: Ctrl-C stopped watching, and the run goes on.
import { type Command, InvalidArgumentError, Option } from 'commander';
import { conclude, connect, urlOption } from './administrator.ts';
import { time, uuid, wholeNumber } from './arguments.ts';
import { createCommand } from './command.ts';
import type { Client } from '../client/client.ts';
import { graphql } from '../client/generated/index.ts';
import type { StartReindexInput } from '../client/generated/graphql.ts';
import { ReindexMode, Visibility } from '../database/generated/prisma/enums.ts';
import { fromNow, table } from './table.ts';
import { watchRun } from './watch-run.ts';

const StartReindex = graphql(`
  mutation StartReindex($input: StartReindexInput!) {
    startReindex(input: $input) {
      id
      mode
      total
    }
  }
`);
const PauseReindex = graphql(`
  mutation PauseReindex($id: ID!) {
    run: pauseReindex(id: $id) {
      id
      status
    }
  }
`);
const ResumeReindex = graphql(`
  mutation ResumeReindex($id: ID!) {
    run: resumeReindex(id: $id) {
      id
      status
    }
  }
`);
const ConfirmRemovals = graphql(`
  mutation ConfirmRemovals($id: ID!) {
    run: confirmRemovals(id: $id) {
      id
      status
    }
  }
`);
const CancelReindex = graphql(`
  mutation CancelReindex($id: ID!) {
    run: cancelReindex(id: $id) {
      id
      status
    }
  }
`);
const RetryReindexFailures = graphql(`
  mutation RetryReindexFailures($id: ID!) {
    run: retryReindexFailures(id: $id) {
      id
      status
    }
  }
`);

const ReindexRuns = graphql(`
  query ReindexRuns($first: Int!) {
    reindexRuns(first: $first) {
      edges {
        node {
          ...RunFields
        }
      }
    }
  }
`);

const controls = {
  pause: { document: PauseReindex, description: 'pauses a run after the batches in flight' },
  resume: { document: ResumeReindex, description: 'resumes a paused run' },
  confirm: {
    document: ConfirmRemovals,
    description: 'confirms the removals of a run that waits for that',
  },
  cancel: { document: CancelReindex, description: 'cancels a run after the batches in flight' },
  retry: { document: RetryReindexFailures, description: 'retries the failed profiles of a run' },
};

interface StartOptions {
  readonly mode: ReindexMode;
  readonly batchSize?: number;
  readonly visibility?: Visibility;
  readonly updatedSince?: string;
  readonly completionBelow?: number;
  readonly after?: string;
  readonly upTo?: string;
  readonly watch?: true | string;
  readonly url?: string;
}

interface ListOptions {
  readonly limit: number;
  readonly json?: true;
  readonly url?: string;
}

interface ControlOptions {
  readonly watch?: true;
  readonly url?: string;
}

const program = createCommand('reindex').description(
  'Starts, watches or controls a reindex in the running Vitae.',
);
program
  .command('start', { isDefault: true })
  .description('starts a run (default)')
  .addOption(oneOf('--mode <mode>', 'what the run does', Object.values(ReindexMode)).default('CHANGED'))
  .option('--batch-size <n>', 'profiles per bulk call, 1 to 1000', wholeNumber(1, 1000))
  .addOption(
    oneOf('--visibility <visibility>', 'only profiles with this visibility', Object.values(Visibility)),
  )
  .option('--updated-since <time>', 'only profiles changed since, such as 2026-01-31T12:00:00Z', time)
  .option(
    '--completion-below <n>',
    'only profiles that are less complete than this, 1 to 100',
    wholeNumber(1, 100),
  )
  .option('--after <id>', 'only profiles with a higher id than this', uuid)
  .option('--up-to <id>', 'only profiles with this id or a lower one', uuid)
  .option(
    '--watch [id]',
    'show the progress until the end; with an id or "latest": watch that run, and start none',
  )
  .addOption(urlOption())
  .action((options: StartOptions, command: Command) => {
    const { after, upTo } = options;
    if (after !== undefined && upTo !== undefined && after > upTo)
      command.error('--up-to must not come before --after.', { exitCode: 2 });
    return conclude(start(options));
  });
program
  .command('list')
  .description('lists the runs, the newest first')
  .option('--limit <n>', 'how many, 1 to 100', wholeNumber(1, 100), 20)
  .option('--json', 'print the answer of the API as JSON')
  .addOption(urlOption())
  .action((options: ListOptions) => conclude(list(options)));
for (const [name, { document, description }] of Object.entries(controls)) {
  program
    .command(`${name} <id>`)
    .description(description)
    .option('--watch', 'show the progress until the end')
    .addOption(urlOption())
    .action((id: string, options: ControlOptions) => conclude(control(document, id, options)));
}
await program.parseAsync();

async function start(options: StartOptions): Promise<number> {
  const client = await connect(options.url);
  if (typeof options.watch === 'string') return watchRun(client, options.watch);
  const { startReindex: started } = await client.request(StartReindex, { input: inputOf(options) });
  process.stdout.write(`Started ${started.mode} over about ${started.total} profiles: ${started.id}\n`);
  return watchIfAsked(client, started.id, options.watch);
}

function inputOf(options: StartOptions): StartReindexInput {
  const { mode, batchSize, visibility, updatedSince, completionBelow, after, upTo } = options;
  return {
    mode,
    ...(batchSize !== undefined && { batchSize }),
    filter: {
      ...(visibility !== undefined && { visibility }),
      ...(updatedSince !== undefined && { updatedSince }),
      ...(completionBelow !== undefined && { completionBelow }),
      ...(after !== undefined && { afterId: after }),
      ...(upTo !== undefined && { upToId: upTo }),
    },
  };
}

async function list({ url, limit, json }: ListOptions): Promise<number> {
  const client = await connect(url);
  const { reindexRuns: runs } = await client.request(ReindexRuns, { first: limit });
  const rows = runs.edges.map(({ node: { id, mode, status, processed, total, failed, startedAt } }) => [
    ...[id, mode, status, processed, total, failed],
    startedAt === null ? '-' : fromNow(startedAt),
  ]);
  const titles = ['ID', 'MODE', 'STATUS', 'PROCESSED', 'TOTAL', 'FAILED', 'STARTED'];
  process.stdout.write(json ? `${JSON.stringify(runs, null, 2)}\n` : table(titles, rows));
  return 0;
}

async function control(
  document: typeof PauseReindex,
  id: string,
  { url, watch }: ControlOptions,
): Promise<number> {
  const client = await connect(url);
  const { run } = await client.request(document, { id });
  process.stdout.write(`${run.id} is ${run.status}\n`);
  return watchIfAsked(client, run.id, watch);
}

async function watchIfAsked(client: Client, runId: string, watch: true | undefined): Promise<number> {
  if (watch) return watchRun(client, runId);
  process.stdout.write(`Watch it with: npm run reindex -- --watch ${runId}\n`);
  return 0;
}

function oneOf(flags: string, description: string, values: readonly string[]): Option {
  return new Option(flags, description).choices(values).argParser((value) => {
    const name = value.toUpperCase();
    if (values.includes(name)) return name;
    throw new InvalidArgumentError(`It must be one of ${values.join(', ')}.`);
  });
}
