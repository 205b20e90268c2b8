// `npm run reindex` as an operator uses it: filters, output, exit codes, pause, resume, confirm, cancel and retry. The command runs as a
// process and talks to a Vitae in this one.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { seedProfiles } from '../../../src/dev/demo/seed.ts';
import { mutated } from '../../support/mutations.ts';
import { tapSearch } from '../../indexing/search-faults.ts';
import { startVitae, type Vitae } from '../../support/vitae.ts';
import { runCommand } from '../../support/vitae-process.ts';

const tap = tapSearch();
const stack = new AsyncDisposableStack();
let vitae: Vitae;
let environment: Record<string, string>;
let url: string;
let large: string;

beforeAll(async () => {
  vitae = stack.use(await startVitae({ recordLimit: 9000, wrapSearch: tap.wrapSearch }));
  await seedProfiles({ url: vitae.url, count: 40 });
  const { app, tokens } = vitae;
  const server = createServer((request, response) => void app(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stack.defer(() => {
    server.close();
    server.closeAllConnections();
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  environment = { VITAE_TOKEN: await tokens.sign({ kind: 'administrator' }) };
  large = (await vitae.db.profile.findFirstOrThrow({ where: { visibility: 'PUBLIC' } })).id;
  const skills = Array.from({ length: 70 }, (_, n) => ({ name: `${n} ${'x'.repeat(150)}` }));
  await mutated(vitae, 'saveSkills', { profileId: large, skills }, 'admin');
  await vitae.idle();
});
afterAll(() => stack.disposeAsync());
afterEach(() => tap.release());

const reindex = (...args: string[]) => runCommand('cli/reindex.ts', [...args, '--url', url], environment);

it('lists failures with their reason and the command that retries them', async () => {
  const first = await reindex('--mode', 'full', '--watch');
  expect(first.code).toBe(1);
  expect(first.stdout).toMatch(/^COMPLETED_WITH_FAILURES: .* 1 failed$/m);
  expect(first.stdout).toMatch(new RegExp(`^ {2}${large} {2}RECORD_TOO_LARGE {2}.*the limit is 9000`, 'm'));
  const [, id = ''] = /npm run reindex -- retry (\S+) --watch/.exec(first.stdout) ?? [];
  expect((await reindex('retry', id, '--watch')).stdout).toContain('1 failed');
  await mutated(vitae, 'saveSkills', { profileId: large, skills: [] }, 'admin');
  await vitae.idle();
  const last = await reindex('retry', 'latest', '--watch');
  expect(last.code).toBe(0);
  expect(last.stdout).toMatch(/100 % .* \d+\/\d+/);
  expect(last.stdout).toMatch(/^COMPLETED: .* 0 failed$/m);
  const none = await reindex('retry', id);
  expect(none).toMatchObject({ code: 2, stdout: '' });
  expect(none.stderr).toContain('the run is COMPLETED');
});

it('lists what a DRY_RUN finds', async () => {
  await vitae.search.write([{ type: 'upsert', object: { objectID: 'no-profile', version: 1 } }], {
    wait: true,
  });
  const { code, stdout } = await reindex('--mode', 'DRY_RUN', '--watch');
  expect(code).toBe(0);
  expect(stdout).toMatch(/0 to write, \d+ unchanged, 1 to remove, 0 failed/);
  expect(stdout).toContain('  ORPHAN  no-profile\n');
});

it('passes every filter on', async () => {
  const since = '2001-02-03';
  const id = '01a00000-0000-7000-8000-000000000000';
  const filters = [
    '--visibility',
    'private',
    '--updated-since',
    since,
    '--completion-below',
    '90',
    '--after',
    id,
  ];
  expect(await reindex(...filters, '--up-to', id, '--batch-size', '7')).toMatchObject({
    code: 0,
    stderr: '',
  });
  const run = await vitae.db.reindexRun.findFirst({ orderBy: { id: 'desc' } });
  expect(run).toMatchObject({
    visibility: 'PRIVATE',
    updatedSince: new Date(since),
    completionBelow: 90,
    afterId: id,
    upToId: id,
    batchSize: 7,
  });
});

it.each([
  [['--mode', 'SOME'], /--mode.*CHANGED, FULL, VERIFY, DRY_RUN/s],
  [['--visibility', 'SECRET'], /--visibility.*PUBLIC, PRIVATE/s],
  [['--updated-since', 'yesterday'], /--updated-since.*time/s],
  [['--batch-size', 'many'], /--batch-size.*whole number, 1 to 1000/s],
  [['--batch-size', '0'], /--batch-size.*whole number, 1 to 1000/s],
  [['--completion-below', '101'], /--completion-below.*whole number, 1 to 100/s],
  [['--after', 'x'], /--after.*UUID/s],
  [['--up-to', 'x'], /--up-to.*UUID/s],
  [
    ['--after', '01b00000-0000-7000-8000-000000000000', '--up-to', '01A00000-0000-7000-8000-000000000000'],
    /--up-to must not come before --after/,
  ],
  [['list', '--limit', '101'], /--limit.*whole number, 1 to 100/s],
  [['retry'], /missing required argument 'id'/],
  [['undo', 'latest'], /too many arguments|unknown command/],
])('refuses %j and prints the reason', async (args, why) => {
  const { code, stderr } = await reindex(...args);
  expect(code).toBe(2);
  expect(stderr).toMatch(why);
});

it('pauses, resumes and cancels', async () => {
  tap.hold();
  await reindex('--mode', 'FULL', '--batch-size', '5');
  await expect.poll(() => tap.waiting).toBeGreaterThan(0);
  expect((await reindex('pause', 'latest')).stdout).toMatch(/^\S+ is PAUSED$/m);
  expect((await reindex('resume', 'latest')).stdout).toMatch(/^\S+ is PENDING$/m);
  expect((await reindex('cancel', 'latest')).stdout).toMatch(/^\S+ is CANCELLED$/m);
  tap.release();
  expect((await reindex('--watch', 'latest')).code).toBe(1);
});

it('a run that would remove much stops and names the command that confirms it, which lets it go on', async () => {
  const strays = Array.from({ length: 120 }, (_, n) => ({ objectID: `stray-${n}`, version: 1 }));
  await vitae.search.write(
    strays.map((object) => ({ type: 'upsert', object })),
    { wait: true },
  );
  const stopped = await reindex('--mode', 'VERIFY', '--watch');
  expect(stopped).toMatchObject({ code: 1, stderr: '' });
  expect(stopped.stdout).toMatch(/^It would remove 12\d of \d+ documents\./m);
  const [, id = ''] =
    /^Confirm it with: npm run reindex -- confirm (\S+) --watch$/m.exec(stopped.stdout) ?? [];
  expect(stopped.stdout).toContain(
    `on its page in the dashboard, or with: npm run reindex -- confirm ${id}, or: npm run reindex -- cancel ${id}`,
  );
  expect(stopped.stdout).not.toMatch(/confirmRemovals|cancelReindex/);
  const refused = await reindex('resume', id);
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain('the run is AWAITING_CONFIRMATION; it must be PAUSED');
  const confirmed = await reindex('confirm', id, '--watch');
  expect(confirmed).toMatchObject({ code: 0, stderr: '' });
  expect(confirmed.stdout).toContain(`${id} is PENDING\n`);
  expect(confirmed.stdout).toMatch(/^COMPLETED: .* 12\d removed, 0 failed$/m);
  expect(confirmed.stdout).not.toContain('It would remove');
  expect(await vitae.search.getObject('stray-0')).toBeNull();
  expect((await reindex('confirm', id)).stderr).toContain('it must be AWAITING_CONFIRMATION');
});

it('tells a watcher once that the API does not answer, and goes on watching as soon as it does', async () => {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    if (asked === 1) request.socket.destroy();
    else if (asked === 2) response.writeHead(503).end();
    else void vitae.app(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const away = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  const watched = await runCommand(
    'cli/reindex.ts',
    ['--watch', 'latest', '--url', away],
    environment,
  ).finally(() => {
    server.close();
    server.closeAllConnections();
  });
  expect(watched).toMatchObject({
    code: 0,
    stderr: `The API at ${away} does not answer. The command tries again.\n`,
  });
  expect(watched.stdout).toMatch(/^COMPLETED: /m);
});
