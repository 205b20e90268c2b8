// Finds the secrets of an environment that are examples, can be guessed, or open two things. A fault names the variable and its
// rule, never a secret.
import { isGuessable } from './guessable.ts';
import type { Environment as EnvironmentOf, Variable } from './variable.ts';
import { variables } from './variables.ts';

type Environment = EnvironmentOf<typeof variables>;

interface Secret {
  readonly name: string;
  readonly value: string;
  readonly bits: number;
}

const entries: readonly (readonly [string, Variable])[] = Object.entries(variables);

const EXAMPLES = new Set(
  entries.flatMap(([, { secretBits, example }]) => (secretBits !== undefined && example ? [example] : [])),
);

function secretsOf(env: Environment): Secret[] {
  const values: Readonly<Record<string, unknown>> = env;
  return entries.flatMap(([name, { secretBits: bits }]) => {
    const value = values[name];
    return bits !== undefined && typeof value === 'string' ? [{ name, value, bits }] : [];
  });
}

export function guessableSecrets(env: Environment): string[] {
  return secretsOf(env).flatMap(({ name, value, bits }) => {
    if (EXAMPLES.has(value.trim())) return [`${name}: must not be an example of the documentation`];
    if (bits === 0 || !isGuessable(value, bits)) return [];
    return [
      `${name}: must be random, without words, repeated or counted characters, as \`openssl rand -hex 32\` prints it`,
    ];
  });
}

/** Whoever is given one of the two could use the other. */
export function sharedSecrets(env: Environment): string[] {
  return secretsOf(env).flatMap(({ name, value }, at, all) => {
    const same = all.slice(0, at).find((earlier) => earlier.value === value);
    return same ? [`${name}: must differ from ${same.name}`] : [];
  });
}
