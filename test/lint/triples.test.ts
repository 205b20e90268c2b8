// Every rule has a page and a test, and is enabled as an error for all of the source.
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ESLint, type Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import { defaults } from '../../src/lint/completion/options.ts';
import { messages } from '../../src/lint/completion/messages.ts';
import { vitae } from '../../src/lint/plugin.ts';

const root = path.resolve(import.meta.dirname, '../..');
const names = globSync('*.ts', { cwd: path.join(root, 'src/lint/rules') }).map((file) =>
  path.basename(file, '.ts'),
);

describe('the rules of the plugin', () => {
  it('are those of the folder', () => {
    expect(Object.keys(vitae.rules).sort()).toEqual(names.sort());
  });

  it.each(names)('%s has its page, its test and its line in the config', async (name) => {
    for (const file of [`src/lint/rules/${name}.md`, `test/lint/${name}.test.ts`])
      expect(existsSync(path.join(root, file)), file).toBe(true);
    const file = path.join(root, 'src/sections/bio/schema.ts');
    const { rules } = (await new ESLint({ cwd: root }).calculateConfigForFile(file)) as Linter.Config;
    expect([rules?.[`vitae/${name}`]].flat()[0]).toBe(2);
  });
});

describe('the page of require-completion-invalidation', () => {
  const page = readFileSync(path.join(root, 'src/lint/rules/require-completion-invalidation.md'), 'utf8');

  it.each(Object.entries(defaults))('names the option %s with its default', (option, value: unknown) => {
    const row = page.split('\n').find((line) => line.startsWith(`| \`${option}\``));
    for (const text of [value].flat()) expect(row).toContain(`\`${String(text)}\``);
  });

  it.each(Object.keys(messages).filter((id) => id !== 'suggestion'))('names the message %s', (id) => {
    expect(page).toContain(`| \`${id}\``);
  });
});
