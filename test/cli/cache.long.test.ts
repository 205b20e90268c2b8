// `npm run cache` as a process, with a running Vitae: what it invalidates, its output and its exit codes.
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApiClient } from '../../src/client/client.ts';
import { graphql } from '../../src/client/generated/index.ts';
import { declaredUrl } from '../support/declared-url.ts';
import { createTestDatabase } from '../support/postgres.ts';
import {
  runCommand,
  startVitaeProcess,
  temporaryDataDir,
  type VitaeProcess,
} from '../support/vitae-process.ts';

const ReadPercentage = graphql(`
  query ReadPercentage($id: ID!) {
    profile(id: $id) {
      completion {
        percentage
      }
    }
  }
`);

let data: Awaited<ReturnType<typeof temporaryDataDir>>;
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let vitae: VitaeProcess;
let side: pg.Pool;
let id: string;
/** Of the profile with all its rows. */
let full: number;
beforeAll(async () => {
  data = await temporaryDataDir();
  database = await createTestDatabase();
  const env = { PORT: '0', DATA_DIR: data.dataDir, DATABASE_URL: database.url, SEED_PROFILES: '0' };
  vitae = await startVitaeProcess(env);
  // Nothing follows up what it writes.
  side = new pg.Pool({ connectionString: declaredUrl(database.url), max: 1 });
  side.on('error', () => undefined);
  const { rows } = await side.query<{ id: string }>('SELECT profile_id AS id FROM bio LIMIT 1');
  id = rows[0]?.id ?? '';
  full = (await percentage()) ?? 0;
});
afterAll(async () => {
  await vitae.stop();
  await side.end();
  await database.drop();
  await data.remove();
});

const run = (...args: string[]) =>
  runCommand('cli/cache.ts', [...args, '--url', vitae.url], { DATA_DIR: data.dataDir });

async function percentage(): Promise<number | undefined> {
  const client = createApiClient(vitae.url, vitae.administratorToken);
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
  const { rows } = await side.query('DELETE FROM bio WHERE profile_id = $1 RETURNING *', [id]);
  expect(await percentage()).toBe(full);
  expect(await run('invalidate', ...args(id))).toEqual({ code: 0, stdout, stderr: '' });
  expect(await percentage()).toBeLessThan(full);
  // As before, for the next case.
  await side.query('INSERT INTO bio SELECT * FROM json_populate_record(NULL::bio, $1)', [
    JSON.stringify(rows[0]),
  ]);
  await run('invalidate', '--all');
  expect(await percentage()).toBe(full);
});

it('invalidate takes more ids than one request', async () => {
  const ids = Array.from({ length: 101 }, () => id);
  const { code, stdout } = await run('invalidate', ...ids);
  expect(code).toBe(0);
  expect(stdout.match(/of 1 profile\./g)).toHaveLength(2);
});

it('--help shows examples', async () => {
  const { code, stdout } = await run('invalidate', '--help');
  expect(code).toBe(0);
  expect(stdout).toContain('npm run cache -- invalidate --section bio');
});

const unknown = randomUUID();
it.each<[line: string, stderr: RegExp]>([
  ['invalidate', /Give either ids, --section or --all/],
  ['invalidate --all --section bio', /Give either ids, --section or --all/],
  [`invalidate ${unknown} --all`, /Give either ids, --section or --all/],
  ['invalidate --section hobbies', /argument 'hobbies' is invalid. Allowed choices are bio, /],
  ['invalidate nobody', /^profileIds\.0: must be a UUID\n$/],
  [`invalidate ${unknown}`, /^there is no profile with the id "[\w-]+"\n$/],
  ['mend', /unknown command 'mend'/],
])('%s: exit code 2, with the reason', async (line, stderr) => {
  const answer = await run(...line.split(' '));
  expect(answer.stderr).toMatch(stderr);
  expect(answer).toMatchObject({ code: 2, stdout: '' });
});

it('without a running Vitae: exit code 2, with the reason', async () => {
  const args = ['invalidate', '--all', '--url', 'http://localhost:1/graphql'];
  const { code, stderr } = await runCommand('cli/cache.ts', args, { DATA_DIR: data.dataDir });
  expect({ code, stderr }).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^Vitae is not running/) as string,
  });
});

it('a URL that is no GraphQL endpoint: exit code 2, with the URL', async () => {
  const url = new URL('/elsewhere', vitae.url).href;
  const args = ['invalidate', '--all', '--url', url];
  const { code, stderr } = await runCommand('cli/cache.ts', args, { DATA_DIR: data.dataDir });
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: `${url} answers 404 without JSON: it is no GraphQL endpoint.\n`,
  });
});
