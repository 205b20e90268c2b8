// The runbook names what is there: pages of the dashboard and scripts.
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { KINDS } from '../../src/admin/troubles.ts';
import { readPages } from './runbook/pages.ts';

it('has the page that the dashboard names at each of its troubles', async () => {
  const titles = (await readPages()).map(({ title }) => title);
  const [, table = ''] = (await readFile('src/admin/page/troubles.js', 'utf8')).split('export const RUNBOOK');
  const named = [...table.matchAll(/: '(.+)'/g)].map(([, title]) => title);
  expect(named.length).toBe(Object.keys(KINDS).length);
  expect(titles).toEqual(expect.arrayContaining(named));
});

it('names no script that does not exist', async () => {
  const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as { scripts: object };
  const text = await readFile('docs/runbook.md', 'utf8');
  for (const [, name] of text.matchAll(/npm run (?:-s )?([\w:]+)/g))
    expect(Object.keys(scripts)).toContain(name);
});
