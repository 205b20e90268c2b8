// Shared by the administrator's commands: the option --url, a client with a token, and the report of a failure as one line and
// exit code 2.
import { Option } from 'commander';
import { readConfig } from '../config/config.ts';
import { openSigner } from '../services/tokens.ts';
import { readSecrets } from '../config/secrets.ts';
import { ApiError, createApiClient, type Client } from '../client/client.ts';
import { FAILED } from './exit-codes.ts';
import { failureOf } from './failure.ts';
import { onReaderLeft } from '../observability/reader.ts';

/** Its default is not read from the environment here: --help works in any. */
export function urlOption(): Option {
  return new Option(
    '--url <url>',
    'the GraphQL endpoint of the running Vitae (default: http://localhost:PORT/graphql)',
  );
}

/** @param url of the option `--url` */
export async function connect(url: string | undefined): Promise<Client> {
  const endpoint = url ?? `http://localhost:${readConfig().port}/graphql`;
  return createApiClient(endpoint, await administratorToken(), () =>
    process.stderr.write(`The API at ${endpoint} does not answer. The command tries again.\n`),
  );
}

async function administratorToken(): Promise<string> {
  const config = readConfig();
  if (config.token) return config.token;
  const signer = openSigner(config, (await readSecrets(config)).jwtSecret);
  if (!signer) throw new Error('Set VITAE_TOKEN to an administrator token from the issuer of your tokens.');
  return signer.sign({ kind: 'administrator' }, '1d');
}

/** @param work the command; resolves to its exit code */
export async function conclude(work: Promise<number>): Promise<void> {
  onReaderLeft(() => process.exit());
  try {
    process.exitCode = await work;
  } catch (error) {
    const reason = failureOf(error);
    const unreachable = !(error instanceof ApiError) && reason.includes('fetch failed');
    process.stderr.write(
      unreachable
        ? `Vitae is not running. Start it with: npm start, or give the --url of one that runs (${causeOf(error)})\n`
        : `${reason}\n`,
    );
    process.exitCode = FAILED;
  }
}

/** Which address does not answer, and how: `fetch` says neither in its message. */
function causeOf(error: unknown): string {
  if (error instanceof AggregateError) return causeOf(error.errors[0]);
  if (error instanceof Error && error.cause !== undefined) return causeOf(error.cause);
  return failureOf(error);
}
