// `npm run cache` as a process, with a running Vitae: what it invalidates, its output and its exit codes.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { createApiClient } from '../../src/client/client.ts';
import { graphql } from '../../src/client/generated/index.ts';
import { NOT_RUNNING, useRunningVitae } from './running-vitae.ts';

const ReadPercentage = graphql(`
  query ReadPercentage($id: ID!) {
    profile(id: $id) {
      completion {
        percentage
      }
    }
  }
`);

const running = useRunningVitae('cli/cache.ts');
let id: string;
/** Of the profile with all its rows. */
let full: number;
beforeAll(async () => {
  const { rows } = await running.side.query<{ id: string }>('SELECT profile_id AS id FROM bio LIMIT 1');
  id = rows[0]?.id ?? '';
  full = (await percentage()) ?? 0;
});

async function percentage(): Promise<number | undefined> {
  const client = createApiClient(running.vitae.url, running.vitae.administratorToken);
  return (await client.request(ReadPercentage, { id })).profile?.completion.percentage;
}

it.each<[name: string, args: (id: string) => string[], stdout: string]>([
  [
    'ID',
    (profileId) => [profileId],
    'Invalidated the completions of 1 profile.\nJobs correct the documents. See them with: npm run jobs -- list\n',
  ],
  [
    '--section NAME',
    () => ['--section', 'bio'],
    'Invalidated the completions that score bio.\nTo correct the documents too: npm run reindex -- --mode VERIFY\n',
  ],
  [
    '--all',
    () => ['--all'],
    'Invalidated all completions.\nTo correct the documents too: npm run reindex -- --mode VERIFY\n',
  ],
])('invalidate %s: the next read computes the completion', async (_name, args, stdout) => {
  const { rows } = await running.side.query('DELETE FROM bio WHERE profile_id = $1 RETURNING *', [id]);
  expect(await percentage()).toBe(full);
  expect(await running.run('invalidate', ...args(id))).toEqual({ code: 0, stdout, stderr: '' });
  expect(await percentage()).toBeLessThan(full);
  // As before, for the next case.
  await running.side.query('INSERT INTO bio SELECT * FROM json_populate_record(NULL::bio, $1)', [
    JSON.stringify(rows[0]),
  ]);
  await running.run('invalidate', '--all');
  expect(await percentage()).toBe(full);
});

it('invalidate takes more ids than one request', async () => {
  const ids = Array.from({ length: 101 }, () => id);
  const { code, stdout } = await running.run('invalidate', ...ids);
  expect(code).toBe(0);
  expect(stdout.match(/of 1 profile\./g)).toHaveLength(2);
});

it('--help shows examples', async () => {
  const { code, stdout } = await running.run('invalidate', '--help');
  expect(code).toBe(0);
  expect(stdout).toContain('npm run cache -- invalidate --section bio');
});

const unknown = randomUUID();
it.each<[line: string, stderr: RegExp]>([
  ['invalidate', /Give either ids, --section or --all/],
  ['invalidate --all --section bio', /Give either ids, --section or --all/],
  [`invalidate ${unknown} --all`, /Give either ids, --section or --all/],
  ['invalidate --section hobbies', /argument 'hobbies' is invalid. Allowed choices are bio, /],
  ['invalidate nobody', /value 'nobody' is invalid for argument 'ids'\. It must be a UUID\./],
  ['mend', /unknown command 'mend'/],
])('%s: exit code 2, with the reason', async (line, stderr) => {
  const answer = await running.run(...line.split(' '));
  expect(answer.stderr).toMatch(stderr);
  expect(answer).toMatchObject({ code: 2, stdout: '' });
});

it('a profile that nobody has: exit code 1', async () => {
  const answer = await running.run('invalidate', unknown);
  expect(answer.stderr).toMatch(/^there is no profile with the id "[\w-]+"\n$/);
  expect(answer).toMatchObject({ code: 1, stdout: '' });
});

it('without a running Vitae: exit code 2, with the reason', async () => {
  const { code, stderr } = await running.run('invalidate', '--all', '--url', NOT_RUNNING);
  expect({ code, stderr }).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^Vitae is not running/) as string,
  });
});

it('a URL that is no GraphQL endpoint: exit code 2, with the URL', async () => {
  const server = createServer((_request, response) => response.writeHead(404).end('nothing here'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/elsewhere`;
  const { code, stderr } = await running.run('invalidate', '--all', '--url', url);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: `${url} answers 404 without JSON: it is no GraphQL endpoint.\n`,
  });
});

it('another path of Vitae: exit code 2, with the right one', async () => {
  const url = new URL('/elsewhere', running.vitae.url).href;
  const { code, stderr } = await running.run('invalidate', '--all', '--url', url);
  expect({ code, stderr }).toEqual({ code: 2, stderr: 'Only requests to /graphql take a body.\n' });
});
