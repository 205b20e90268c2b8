// The README and the pages of docs/ name only files, links and npm scripts that exist.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const pages = ['README.md', ...readdirSync(path.join(root, 'docs')).map((name) => `docs/${name}`)].filter(
  (name) => name.endsWith('.md'),
);
const matches = (page: string, pattern: RegExp) =>
  [...read(page).matchAll(pattern)].map(([, found]) => found ?? '');
const exists = (...parts: string[]) => existsSync(path.join(root, ...parts));

it.each(pages)('%s links to files that exist', (page) => {
  const targets = matches(page, /(?:\]\(|src=")([^)#":]+)[)#"]/g);
  expect(targets.filter((target) => !exists(path.dirname(page), target))).toEqual([]);
});

it.each(pages)('%s names files that exist', (page) => {
  const files = matches(page, /`([\w.-]+(?:\/[\w.-]+)+\.(?:ts|js|json|graphql|prisma|svg|png))`/g);
  expect(files.filter((file) => !exists(file) && !exists('src', file))).toEqual([]);
});

it.each(pages)('%s names npm scripts that exist', (page) => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const named = matches(page, /npm run (?:-s )?([a-z][a-z:-]*)/g);
  expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
});

it('the README fits on a screen and a half', () => {
  expect(read('README.md').split('\n').length).toBeLessThan(120);
});
