// `npm run reindex [-- --mode … --watch | --watch ID]`: starts a run at the Vitae that is running and shows its progress.
// `npm run reindex -- pause|resume|cancel|retry ID`: steers one. ID may be "latest".
// Exit code 0: the run completed (or was started or steered, without --watch); 1: it completed with failures, failed or was
// cancelled; 2: it could not be started, steered or watched. Ctrl-C leaves the run going and says how to watch it again.
import { Command, InvalidArgumentError, Option } from 'commander';
import { conclude, connect, urlOption } from './administrator.ts';
import type { Client } from '../client/client.ts';
import { graphql } from '../client/generated/index.ts';
import type { ReindexMode, StartReindexInput, Visibility } from '../client/generated/graphql.ts';
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

const MODES = ['CHANGED', 'FULL', 'VERIFY', 'DRY_RUN'] as const satisfies readonly ReindexMode[];
const VISIBILITIES = ['PUBLIC', 'PRIVATE'] as const satisfies readonly Visibility[];
const steering = {
  pause: { document: PauseReindex, description: 'pauses a run within a batch' },
  resume: { document: ResumeReindex, description: 'lets a paused run go on' },
  cancel: { document: CancelReindex, description: 'ends a run within a batch' },
  retry: { document: RetryReindexFailures, description: 'tries again what failed in a run, and only that' },
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
  readonly url: string;
}

interface SteerOptions {
  readonly watch?: true;
  readonly url: string;
}

const program = new Command('reindex').description(
  'Starts a reindex at the Vitae that is running, watches one or steers one.',
);
program
  .command('start', { isDefault: true })
  .description('starts a run; the default')
  .addOption(oneOf('--mode <mode>', 'what the run does', MODES).default('CHANGED'))
  .option('--batch-size <n>', 'profiles to one bulk call, 1 to 1000', wholeNumber)
  .addOption(oneOf('--visibility <visibility>', 'only profiles of this visibility', VISIBILITIES))
  .option('--updated-since <moment>', 'only profiles written since then, as in 2026-01-31T12:00:00Z', moment)
  .option('--completion-below <n>', 'only profiles less complete than this, 1 to 100', wholeNumber)
  .option('--after <id>', 'only profiles with an id after this one')
  .option('--up-to <id>', 'only profiles with an id up to this one')
  .option(
    '--watch [id]',
    'show the progress until it is done; with an id (or "latest"), watch that run and start none',
  )
  .addOption(urlOption())
  .action((options: StartOptions) => conclude(start(options)));
for (const [name, { document, description }] of Object.entries(steering)) {
  program
    .command(`${name} <id>`)
    .description(description)
    .option('--watch', 'show the progress until it is done')
    .addOption(urlOption())
    .action((id: string, options: SteerOptions) => conclude(steer(document, id, options)));
}
await program.parseAsync();

async function start(options: StartOptions): Promise<number> {
  const client = await connect(options.url);
  if (typeof options.watch === 'string') return watchRun(client, options.watch);
  const { startReindex: started } = await client.request(StartReindex, { input: inputOf(options) });
  process.stdout.write(`Started ${started.mode} over about ${started.total} profiles: ${started.id}\n`);
  return follow(client, started.id, options.watch);
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

async function steer(
  document: typeof PauseReindex,
  id: string,
  { url, watch }: SteerOptions,
): Promise<number> {
  const client = await connect(url);
  const { run } = await client.request(document, { id });
  process.stdout.write(`${run.id} is ${run.status}\n`);
  return follow(client, run.id, watch);
}

async function follow(client: Client, runId: string, watch: true | undefined): Promise<number> {
  if (watch) return watchRun(client, runId);
  process.stdout.write(`Watch it with: npm run reindex -- --watch ${runId}\n`);
  return 0;
}

function oneOf(flags: string, description: string, values: readonly string[]): Option {
  return new Option(flags, description).choices(values).argParser((value) => {
    const given = value.toUpperCase();
    if (values.includes(given)) return given;
    throw new InvalidArgumentError(`It must be one of ${values.join(', ')}.`);
  });
}

function wholeNumber(value: string): number {
  if (/^-?\d+$/.test(value)) return Number(value);
  throw new InvalidArgumentError('It must be a whole number.');
}

/** A day alone is its beginning in UTC. */
function moment(value: string): string {
  const date = new Date(value);
  if (!Number.isNaN(date.getTime())) return date.toISOString();
  throw new InvalidArgumentError('It must be a moment such as 2026-01-31 or 2026-01-31T12:00:00Z.');
}
