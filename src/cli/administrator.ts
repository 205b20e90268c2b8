// Owns what the administrator's commands share: where Vitae runs, a client with a token, and how a failure is told: one
// line, and exit code 2.
import { Option } from 'commander';
import { readConfig } from '../config/config.ts';
import { openSigner } from '../services/tokens.ts';
import { readSecrets } from '../config/secrets.ts';
import { ApiError, createApiClient, type Client } from '../client/client.ts';

export function urlOption(): Option {
  return new Option('--url <url>', 'where Vitae runs').default(
    `http://localhost:${readConfig().port}/graphql`,
  );
}

export async function connect(url: string): Promise<Client> {
  return createApiClient(url, await administratorToken());
}

async function administratorToken(): Promise<string> {
  const config = readConfig();
  if (config.token) return config.token;
  const signer = openSigner(config, (await readSecrets(config)).jwtSecret);
  if (!signer) throw new Error('Set VITAE_TOKEN to a token for the administrator from whoever signs them.');
  return signer.sign({ kind: 'administrator' }, '1d');
}

/** @param work what the command does, and its exit code */
export async function conclude(work: Promise<number>): Promise<void> {
  try {
    process.exitCode = await work;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const unreachable = !(error instanceof ApiError) && reason.includes('fetch failed');
    process.stderr.write(
      unreachable ? `No Vitae answers: start it with npm start (${reason})\n` : `${reason}\n`,
    );
    process.exitCode = 2;
  }
}
