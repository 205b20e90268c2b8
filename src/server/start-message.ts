// Prints where a started process serves what, with development tokens, and explains a start that failed.
import { isIPv6 } from 'node:net';
import { ConfigError, type Config } from '../config/config.ts';
import { LockHeldError } from '../database/lock-waits.ts';
import { MigrationError } from '../database/migrate/migration-error.ts';
import type { PlaygroundTokens } from '../graphql/yoga/playground.ts';
import { reasonOf } from '../observability/describe-error.ts';
import { connectionFault } from '../services/postgres.ts';
import { dataDirFault, portFault } from './preflight.ts';

export interface Started {
  readonly port: number;
  readonly databaseUrl: string;
  readonly search: string;
  readonly tokens: PlaygroundTokens | null;
}

export function startMessage(config: Config, { port, databaseUrl, search, tokens }: Started): string {
  const origin = `http://${nameOf(config.host)}:${port}`;
  const database = new URL(databaseUrl);
  const lines: (readonly [title: string, text: string])[] = [
    ...(config.role === 'worker' ? [] : pagesOf(config, origin)),
    ['Health', `${origin}/ready`],
    ['Postgres', `${database.host}${database.pathname}${config.databaseUrl ? '' : ' (embedded)'}`],
    ['Search', search],
    ['Data', config.dataDir],
  ];
  const places = lines.map(([title, text]) => `    ${title.padEnd(18)}  ${text}\n`).join('');
  const message = `\n  Vitae is running (${config.role}).\n${places}    Stop it with Ctrl-C.\n\n`;
  if (!tokens) return message;
  return `${message}  Try it:
    curl ${origin}/graphql -H 'content-type: application/json' -d '${EXAMPLE}'

  Next: open ${origin}, press the button of the first tab, and import your own resume: npm run import -- resume.json

  Development tokens, filled in in the playground:
    a person       ${tokens.person ?? 'none: there is no profile yet'}
    administrator  ${tokens.administrator}\n\n`;
}

/** Needs no token. */
const EXAMPLE = JSON.stringify({ query: '{ profiles(first: 3) { edges { node { fullName } } } }' });

function pagesOf({ api }: Config, origin: string): (readonly [title: string, text: string])[] {
  return [
    ...(api.playground ? ([['Playground', `${origin}/graphql`]] as const) : []),
    ['Dashboard', `${origin}/admin`],
    ['API', `${origin}/graphql`],
  ];
}

/** A name of this machine at which a server on this host answers. */
function nameOf(host: string | null): string {
  if (host === null || host === '0.0.0.0' || host === '::') return 'localhost';
  return isIPv6(host) ? `[${host}]` : host;
}

/** @param config null where it could not be read */
export function explainFailure(error: unknown, config: Config | null): string {
  const fault = error instanceof ConfigError ? error : config && faultOf(error, config);
  if (fault) return fault.message;
  if (error instanceof LockHeldError) return `Vitae cannot start: it ${error.message}.`;
  if (error instanceof MigrationError) return `Vitae cannot start: ${error.message}`;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'FOLDER_TAKEN') {
    return 'Vitae cannot start: another Vitae runs on this DATA_DIR. Set DATA_DIR, and PORT too, for a second one.';
  }
  if (code === 'ERR_MODULE_NOT_FOUND') {
    return `Vitae cannot start: a package of development is missing. Install all by npm ci, or set NODE_ENV=production, whose parts need none. (${reasonOf(error)})`;
  }
  if (code.startsWith('EMBEDDED_POSTGRES_')) return `Vitae cannot start: ${reasonOf(error)}`;
  return `Vitae cannot go on: ${error instanceof Error ? (error.stack ?? error.message) : reasonOf(error)}`;
}

/** Null for what no variable can mend. */
function faultOf(error: unknown, config: Config): ConfigError | null {
  return (
    portFault(error, config.port) ?? connectionFault(error, config) ?? dataDirFault(error, config.dataDir)
  );
}
