// Shared by the administrator's commands: the option --url, a client with a token, and the report of a failure as one line and
// exit code 2, or 1 where nothing has the id.
import { InvalidArgumentError, Option } from 'commander';
import { ConfigError, readConfig } from '../config/config.ts';
import { openSigner } from '../services/tokens.ts';
import { readSecrets } from '../config/secrets.ts';
import { ApiError, createApiClient, type Client } from '../client/client.ts';
import { FAILED, FOUND } from './exit-codes.ts';
import { failureOf } from './failure.ts';
import { onReaderLeft } from '../observability/reader.ts';

/** Its default is not read from the environment here: --help works in any. */
export function urlOption(): Option {
  return new Option(
    '--url <url>',
    'the GraphQL endpoint of the running Vitae (default: http://localhost:PORT/graphql)',
  ).argParser(endpointOf);
}

/** Of what the browser shows as the address, too. */
function endpointOf(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new InvalidArgumentError(
      'It must start with http:// or https://, as in http://localhost:4000/graphql.',
    );
  if (url.pathname === '/') url.pathname = '/graphql';
  return url.href;
}

/** @param url of the option `--url` */
export async function connect(url: string | undefined): Promise<Client> {
  const endpoint = url ?? `http://localhost:${readConfig().port}/graphql`;
  return createApiClient(endpoint, await administratorToken(), () =>
    process.stderr.write(`The API at ${endpoint} does not answer. The command tries again.\n`),
  );
}

/** What a header takes. */
const ONE_WORD = /^[!-~]+$/;

async function administratorToken(): Promise<string> {
  const config = readConfig();
  if (config.token) {
    if (ONE_WORD.test(config.token)) return config.token;
    throw new ConfigError([
      'VITAE_TOKEN: must be a token alone, without blanks, as `npm run -s token -- --admin` prints it',
    ]);
  }
  const signer = openSigner(config, (await readSecrets(config)).jwtSecret);
  if (!signer) throw new Error('Set VITAE_TOKEN to an administrator token from the issuer of your tokens.');
  return signer.sign({ kind: 'administrator' }, '1d');
}

const REFUSALS: readonly (string | null)[] = ['UNAUTHENTICATED', 'NOT_ALLOWED'];
const TOKEN_ADVICE =
  "Set VITAE_TOKEN to an administrator's token of that Vitae, or run the command with its JWT_SECRET or DATA_DIR.\n";

/** @param work the command; resolves to its exit code */
export async function conclude(work: Promise<number>): Promise<void> {
  onReaderLeft(() => process.exit());
  try {
    process.exitCode = await work;
  } catch (error) {
    // Only the server can tell whether a cursor is one. Other values are checked before they are sent.
    const reason = failureOf(error).replace(/^after: /, '--after: ');
    const unreachable = !(error instanceof ApiError) && reason.includes('fetch failed');
    process.stderr.write(
      unreachable
        ? `Vitae is not running. Start it with: npm start, or give the --url of one that runs (${causeOf(error)})\n`
        : `${reason}\n${REFUSALS.includes(codeOf(error)) ? TOKEN_ADVICE : ''}`,
    );
    process.exitCode = codeOf(error) === 'NOT_FOUND' ? FOUND : FAILED;
  }
}

const codeOf = (error: unknown) => (error instanceof ApiError ? error.code : null);

/** Which address does not answer, and how: `fetch` says neither in its message. */
function causeOf(error: unknown): string {
  if (error instanceof AggregateError) return causeOf(error.errors[0]);
  if (error instanceof Error && error.cause !== undefined) return causeOf(error.cause);
  return failureOf(error);
}
