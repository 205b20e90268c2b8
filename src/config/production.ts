// The faults of an environment that only production has: what is missing, secrets that can be guessed, and servers that are
// reached without encryption. A fault names the variable and its rule, never a secret.
import { guessableSecrets } from './secret-faults.ts';
import type { Environment as EnvironmentOf } from './variable.ts';
import type { variables } from './variables.ts';

type Environment = EnvironmentOf<typeof variables>;

export function productionFaults(env: Environment): string[] {
  return [...missing(env), ...guessableSecrets(env), ...unencrypted(env)];
}

function missing(env: Environment): string[] {
  const needed = ['DATABASE_URL', 'ALGOLIA_APP_ID', 'ALGOLIA_API_KEY'] as const;
  return [
    ...(env.JWT_SECRET || env.JWKS_URL ? [] : ['JWT_SECRET: must be set in production, or JWKS_URL']),
    ...needed.filter((name) => !env[name]).map((name) => `${name}: must be set in production`),
  ];
}

/** The variables that name a server. */
export const SERVERS = [
  'ALGOLIA_HOSTS',
  'SEGMENT_HOST',
  'JWKS_URL',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
] as const satisfies readonly (keyof Environment)[];

function unencrypted(env: Environment): string[] {
  const allowed = env.PLAIN_HTTP_HOSTS ?? [];
  return SERVERS.flatMap((name) => {
    const urls = [env[name] ?? []].flat().map((value) => new URL(value));
    const refused = urls.filter(
      (url) => url.protocol === 'http:' && !isLoopback(url) && !allowed.includes(url.hostname),
    );
    return refused.length === 0
      ? []
      : [`${name}: must be https in production, unless its host is loopback or in PLAIN_HTTP_HOSTS`];
  });
}

function isLoopback({ hostname }: URL): boolean {
  return /^(.+\.)?localhost$|^127\.\d+\.\d+\.\d+$|^\[::1\]$/.test(hostname);
}
