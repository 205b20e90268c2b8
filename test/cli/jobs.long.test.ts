// `npm run jobs` as a process, with a running Vitae: its output and its exit codes.
import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { insertDeadLetter, sqlOver } from '../support/pgboss-tables.ts';
import { NOT_RUNNING, useRunningVitae } from './running-vitae.ts';

const QUEUE = 'profile-changed';

const running = useRunningVitae('cli/jobs.ts');

const addDeadLetter = (payload: object, minutes: number, reason: string): Promise<string> =>
  insertDeadLetter(sqlOver(running.side), QUEUE, {
    payload,
    ago: `${minutes} minutes`,
    output: { reason, tries: 5 },
  });

it('list shows every queue, and each pause with its reason', async () => {
  await running.side.query(
    `INSERT INTO queue_pause VALUES ('reindex-batch', 'gone', 3, now() - interval '3 minutes', now() + interval '1 minute')`,
  );
  const { code, stdout } = await running.run('list');
  expect(code).toBe(0);
  const [titles, ...lines] = stdout.split('\n');
  expect(titles).toMatch(/^QUEUE +WAITING +DELAYED +ACTIVE +DEAD +OLDEST$/);
  expect(lines.find((line) => line.startsWith(`${QUEUE} `))).toMatch(/^profile-changed( +0){4} +-$/);
  expect(stdout).toMatch(/\nreindex-batch was paused 3 min ago and tries again in \d\d s: gone\n$/);
  const json = await running.run('list', '--json');
  expect(z.array(z.looseObject({ name: z.string() })).parse(JSON.parse(json.stdout))[0]).toMatchObject({
    name: QUEUE,
    deadLetters: 0,
  });
  await running.side.query('DELETE FROM queue_pause');
});

it('list, show, retry and discard dead letters', async () => {
  expect(await running.run('list', QUEUE)).toMatchObject({
    code: 0,
    stdout: `${QUEUE} has no dead letters.\n`,
  });
  const { rows } = await running.side.query<{ id: string }>('SELECT id FROM profile ORDER BY id LIMIT 1');
  const known = await addDeadLetter({ profileId: rows[0]?.id }, 10, 'too large\u001b[2J\nfor the index');
  const unknown = await addDeadLetter({ profileId: randomUUID() }, 5, 'unknown');
  const broken = await addDeadLetter({ other: 1 }, 2, 'payload.profileId: Invalid input');

  const listed = await running.run('list', QUEUE, '--limit', '2');
  expect(listed.code).toBe(0);
  const lines = listed.stdout.split('\n');
  expect(lines[0]).toMatch(/^ID +FAILED +TRIES +ABOUT +REASON$/);
  expect(lines[1]).toMatch(
    new RegExp(`^${broken} +2 min ago +5 +{"other":1} +payload.profileId: Invalid input$`),
  );
  expect(lines[2]).toContain(unknown);
  const cursor = /--after (\S+)$/.exec(lines[3] ?? '')?.[1] ?? '';
  const rest = await running.run('list', QUEUE, '--after', cursor);
  // Control characters do not reach the terminal.
  expect(rest.stdout.split('\n')[1]).toMatch(
    / 10 min ago .* Richard Hendriks +too large \[2J for the index$/,
  );

  const shown = await running.run('show', QUEUE, known);
  expect(shown).toMatchObject({ code: 0, stderr: '' });
  expect(shown.stdout).toMatch(/^failed {4}\S+ \(10 min ago\)$/m);
  expect(shown.stdout).toMatch(/^profile {3}Richard Hendriks \(.*\)$/m);
  expect(shown.stdout).toContain(`payload   {"profileId":"${rows[0]?.id}"}`);

  expect(await running.run('retry', QUEUE, known)).toMatchObject({ code: 0, stdout: '1 retried.\n' });
  const gone = await running.run('show', QUEUE, known);
  expect(gone).toMatchObject({ code: 1, stdout: '' });
  expect(gone.stderr).toBe(`there is no dead letter with the id ${known} in ${QUEUE}\n`);
  expect(await running.run('discard', QUEUE, unknown)).toMatchObject({ code: 0, stdout: '1 discarded.\n' });
  // The payload still cannot be read: the job becomes a dead letter again, and is not tried in a loop.
  expect(await running.run('retry', QUEUE, '--all')).toMatchObject({ code: 0, stdout: '1 retried.\n' });
  await expect
    .poll(async () => (await running.run('list', QUEUE)).stdout)
    .toMatch(/ s ago +0 +\{"other":1\} +payload.profileId: /);
});

it.each<[line: string, stderr: RegExp]>([
  ['list nowhere', /^there is no queue with the id "nowhere"\n$/],
  [`show ${QUEUE} nobody`, /^there is no dead letter with the id nobody in profile-changed\n$/],
  [`discard ${QUEUE} ${randomUUID()}`, /^there is no dead letter with the id/],
])('%s: nothing has that id, which is exit code 1', async (line, stderr) => {
  const answer = await running.run(...line.split(' '));
  expect(answer.stderr).toMatch(stderr);
  expect(answer).toMatchObject({ code: 1, stdout: '' });
});

it.each<[line: string, stderr: RegExp]>([
  [`retry ${QUEUE} nobody`, /value 'nobody' is invalid for argument 'ids'\. It must be a UUID\./],
  [`discard ${QUEUE} nobody`, /value 'nobody' is invalid for argument 'ids'\. It must be a UUID\./],
  [`list ${QUEUE} --after there`, /^--after: must be a cursor from another page\n$/],
  [`retry ${QUEUE}`, /Give either ids or --all/],
  [`retry ${QUEUE} ${randomUUID()} --all`, /Give either ids or --all/],
  [`discard ${QUEUE}`, /missing required argument 'ids'/],
  ['list --limit 0', /--limit.*It must be a whole number, 1 to 100/],
  ['mend', /unknown command 'mend'/],
])('%s: exit code 2, with the reason', async (line, stderr) => {
  const answer = await running.run(...line.split(' '));
  expect(answer.stderr).toMatch(stderr);
  expect(answer).toMatchObject({ code: 2, stdout: '' });
});

it('where nobody answers, says at which address', async () => {
  const { code, stderr } = await running.run('list', '--url', 'http://nowhere.invalid/graphql');
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /^Vitae is not running.*--url of one that runs \(getaddrinfo \w+ nowhere\.invalid\)\n$/,
  );
});

it('without a running Vitae: exit code 2, with the reason', async () => {
  const { code, stderr } = await running.run('list', '--url', NOT_RUNNING);
  expect({ code, stderr }).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^Vitae is not running/) as string,
  });
});
