// Runs every command of the runbook, page by page, on a Vitae with the trouble of the page: it succeeds, and the trouble is over.
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { beforeAll, expect, it } from 'vitest';
import { insertDeadLetter, sqlOver } from '../support/pgboss-tables.ts';
import { eventually } from '../support/eventually.ts';
import { runShell, type Finished } from '../support/vitae-process.ts';
import { useRunningVitae } from './running-vitae.ts';

interface Page {
  readonly title: string;
  readonly commands: readonly string[];
}

const pages = (await readFile('docs/runbook.md', 'utf8'))
  .split(/^#+ (?=\S)/m)
  .map((text): Page => {
    const blocks = [...text.matchAll(/```sh\n(.*?)```/gs)].map(([, block = '']) => block);
    const commands = blocks.flatMap((block) => block.split('\n').filter((line) => line.length > 0));
    return { title: text.split('\n')[0] ?? '', commands };
  })
  .filter(({ commands }) => commands.length > 0);

const running = useRunningVitae('cli/jobs.ts');

let profileId: string;
beforeAll(async () => {
  const { rows } = await running.side.query<{ id: string }>('SELECT id FROM profile ORDER BY id LIMIT 1');
  profileId = rows[0]?.id ?? '';
});

/** What stands for the words of a page, and what shows that its trouble is over. */
interface Trouble {
  readonly words?: Record<string, string>;
  readonly over?: () => Promise<void>;
}

const statusOf = async (id: string) => {
  const { rows } = await running.side.query<{ status: string }>(
    'SELECT status FROM reindex_run WHERE id = $1',
    [id],
  );
  return rows[0]?.status;
};

async function insertRun(status: 'RUNNING' | 'PAUSED'): Promise<string> {
  const id = randomUUID();
  await running.side.query(
    `INSERT INTO reindex_run (id, mode, status, batch_size, total, dispatched_at, pending_batches)
      VALUES ($1, 'CHANGED', $2::reindex_status, 100, 0, now(), 1)`,
    [id, status],
  );
  return id;
}

const TROUBLES: Record<string, () => Promise<Trouble>> = {
  VitaeDeadLetters: async () => {
    const queue = 'profile-changed';
    const letter = { payload: { profileId }, output: { reason: 'it was too large', tries: 5 } };
    const id = await insertDeadLetter(sqlOver(running.side), queue, letter);
    return {
      words: { QUEUE: queue, ID: id },
      over: async () =>
        expect((await run('npm run jobs -- list "$QUEUE"', { QUEUE: queue })).stdout).toMatch(/no dead/),
    };
  },
  VitaeIndexLag: async () => {
    const id = await insertRun('RUNNING');
    return { words: { RUN: id }, over: async () => expect(await statusOf(id)).toBe('PAUSED') };
  },
  VitaeRunWaits: async () => {
    const id = await insertRun('PAUSED');
    return { words: { RUN: id }, over: async () => expect(await statusOf(id)).toBe('RUNNING') };
  },
  VitaeAuditDifferences: async () => {
    await running.side.query(`UPDATE profile SET full_name = 'Past all' WHERE id = $1`, [profileId]);
    return {
      words: { ID: profileId },
      over: async () => {
        const { rows } = await running.side.query<{ ahead: boolean }>(
          'SELECT revision < (SELECT revision FROM profile WHERE id = $1) AS ahead FROM search_state WHERE profile_id = $1',
          [profileId],
        );
        expect(rows).toEqual([{ ahead: false }]);
      },
    };
  },
  'Another index or application': async () => {
    const { rows } = await running.side.query<{ incarnation: string }>(
      'SELECT incarnation FROM search_target ORDER BY id LIMIT 1',
    );
    return { words: { DEPLOYMENT: rows[0]?.incarnation ?? '' } };
  },
};

/** By a shell, in the environment of the running Vitae. */
async function run(command: string, words: Record<string, string>): Promise<Finished> {
  const { origin, port } = new URL(running.vitae.url);
  const env = { ...running.env, ...words, PORT: port };
  return runShell(command.replace('http://localhost:4000', origin), env);
}

it.each(pages)('$title', async ({ title, commands }) => {
  const { words = {}, over } = (await TROUBLES[title]?.()) ?? {};
  for (const command of commands) {
    const { code, ...said } = await run(command, words);
    expect(code, `${command}: ${JSON.stringify(said)}`).toBe(0);
  }
  if (over) await eventually(over);
  // Runs that never end hold up those after them.
  await running.side.query(
    `UPDATE reindex_run SET status = 'CANCELLED', finished_at = now() WHERE pending_batches = 1 AND total = 0`,
  );
});

it('names no script that does not exist', async () => {
  const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as { scripts: object };
  const text = await readFile('docs/runbook.md', 'utf8');
  for (const [, name] of text.matchAll(/npm run ([\w:]+)/g)) expect(Object.keys(scripts)).toContain(name);
});
