// A process that starts in production with what .env.example says, as a person who only copies it would.
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { runCommand } from '../support/vitae-process.ts';

it('ends at once, names each example secret and quotes none', async () => {
  const file = await readFile('.env.example', 'utf8');
  const lines = [...file.matchAll(/^# ([A-Z_]+)=(.*)$/gm)].map(
    ([, name = '', value = '']) => [name, value] as const,
  );
  const environment = Object.fromEntries(lines.filter(([name]) => !/^JWKS_URL|^JWT_ALGORITHMS/.test(name)));
  expect(environment['NODE_ENV']).toBe('production');
  const { code, stdout, stderr } = await runCommand('main.ts', [], environment);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  const secrets = lines.filter(([name]) => /SECRET|TOKEN$|KEY$/.test(name));
  expect(secrets.length).toBeGreaterThan(5);
  expect(stderr.trim().split('\n')).toEqual([
    'Vitae cannot start with this environment:',
    ...secrets.map(([name]) => `  - ${name}: must not be an example of the documentation`),
  ]);
  for (const [, value] of secrets) expect(stderr).not.toContain(value);
});
