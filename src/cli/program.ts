// The command line of Vitae: chooses the command, and loads no other. Each command reads its own arguments.
import { readFileSync } from 'node:fs';
import { createCommand } from './command.ts';
import { FAILED } from './exit-codes.ts';

interface Subcommand {
  readonly name: string;
  readonly description: string;
  readonly load: () => Promise<unknown>;
}

const commands: readonly Subcommand[] = [
  {
    name: 'start',
    description: 'starts the server, its workers or both, as ROLE says',
    load: () => import('./start.ts'),
  },
  {
    name: 'import',
    description: 'imports JSON Resume files',
    load: () => import('./import.ts'),
  },
  {
    name: 'export',
    description: 'prints a profile as a JSON Resume',
    load: () => import('./export.ts'),
  },
  {
    name: 'seed',
    description: 'adds generated profiles',
    load: () => import('./seed.ts'),
  },
  {
    name: 'reindex',
    description: 'starts, watches or controls a reindex',
    load: () => import('./reindex.ts'),
  },
  {
    name: 'jobs',
    description: 'lists queues and dead letters; retries and discards them',
    load: () => import('./jobs.ts'),
  },
  {
    name: 'cache',
    description: 'invalidates completions',
    load: () => import('./cache.ts'),
  },
  {
    name: 'search-settings',
    description: 'compares the settings of the index with the code, or applies them',
    load: () => import('./search-settings.ts'),
  },
  {
    name: 'token',
    description: 'prints a signed token',
    load: () => import('./token.ts'),
  },
  {
    name: 'migrate',
    description: 'applies the migrations, or compares them with the schema',
    load: () => import('./migrate.ts'),
  },
  {
    name: 'doctor',
    description: 'checks what Vitae needs, and says what to do',
    load: () => import('./doctor.ts'),
  },
  {
    name: 'database-url',
    description: 'prints the URL of the database, also of the embedded one',
    load: () => import('./database-url.ts'),
  },
];

const EXAMPLES = `
Examples:
  vitae start
  vitae import people/ --report report.jsonl
  vitae reindex --mode VERIFY --watch
  vitae jobs list profile-changed --json
  vitae token --admin
  vitae doctor

In a checkout write npx vitae, or npm run NAME -- for most of them. The environment and .env configure every command.

Exit codes:
  0    done; of start also: stopped by a signal
  1    carried out, and something is wrong: differences, failures, or nothing with that id
  2    not carried out: wrong usage or environment, a server that is away, or a failure
  130  interrupted by Ctrl-C
  141  the reader of the output left
`;

function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return version;
}

/** Answers --help, --version, and what is no command. */
async function answer(): Promise<void> {
  const program = createCommand()
    .description('Operates Vitae, a GraphQL API for professional profiles.')
    .version(packageVersion(), '-V, --version', 'print the version')
    .showHelpAfterError('See vitae --help.')
    .addHelpText('after', EXAMPLES);
  for (const { name, description } of commands) program.command(name).description(description).usage('');
  await program.parseAsync();
}

/** Every command reads the environment, some before they begin. */
async function run({ load }: Subcommand): Promise<void> {
  try {
    await load();
  } catch (error) {
    const { ConfigError } = await import('../config/config.ts');
    if (!(error instanceof ConfigError)) throw error;
    const { failureOf } = await import('./failure.ts');
    process.stderr.write(`${failureOf(error)}\n`);
    process.exitCode = FAILED;
  }
}

const [first, ...rest] = process.argv.slice(2);
const isHelp = first === 'help' && rest.length > 0;
const asked = isHelp ? rest[0] : first;
const command = commands.find(({ name }) => name === asked);
if (command) {
  process.argv.splice(2, Infinity, ...(isHelp ? [...rest.slice(1), '--help'] : rest));
  await run(command);
} else await answer();
