// Prints the environment variables for people: docs/configuration.md and .env.example.
import { defaultOf } from '../../config/variable.ts';
import { variables } from '../../config/variables.ts';
import type { Variable } from '../../config/variable.ts';

const PAGE_HEAD = `# Configuration

Printed from the code by \`npm run generate:configuration\`; the tests compare.

Vitae reads these variables from the environment, or from a file \`.env\` ([an example](../.env.example)). An invalid
value stops the start, which then lists every fault. An empty variable counts as unset. Each line of \`.env\` is
\`NAME=value\`. Signs of a password in a URL are percent-encoded. Paths are written whole: nothing replaces \`~\` or \`$HOME\`.

| variable | default | meaning |
| --- | --- | --- |
`;

const EXAMPLE_HEAD = `# Every variable that Vitae reads, with an example. On one machine none is needed.
# Copy this file to .env, which the npm scripts read, and uncomment what you set. docs/configuration.md explains each.
# Production refuses the secrets that stand here. Make yours: openssl rand -hex 32

`;

const entries: readonly (readonly [string, Variable])[] = Object.entries(variables);

export function configurationPage(): string {
  const lines = entries.map(([name, variable]) => {
    const byDefault = variable.unset ?? `\`${defaultOf(variable)}\``;
    return `| \`${name}\` | ${byDefault} | ${variable.meaning} |\n`;
  });
  return PAGE_HEAD + lines.join('');
}

export function environmentExample(): string {
  const lines = entries.map(([name, variable]) => `# ${name}=${variable.example ?? defaultOf(variable)}\n`);
  return EXAMPLE_HEAD + lines.join('');
}
