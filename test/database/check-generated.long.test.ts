// A Prisma client that is missing or older than the schema is reported in one line, by npm scripts and by plain node.
import { spawnSync } from 'node:child_process';
import { appendFile, cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const repository = path.resolve(import.meta.dirname, '../..');
let root: string;

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'vitae-generated-'));
  for (const name of ['src', 'prisma', 'package.json'])
    await cp(path.join(repository, name), path.join(root, name), { recursive: true });
  await symlink(path.join(repository, 'node_modules'), path.join(root, 'node_modules'));
});
afterAll(() => rm(root, { recursive: true }));

function run(command: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  return { status, output: (stdout + stderr).replace(/^\.env not found.*\n/m, '') };
}

it('starts with the client of its schema', () => {
  expect(run('npm', 'run', '-s', 'export', '--', '--help')).toMatchObject({
    status: 0,
    output: expect.stringContaining('Usage') as string,
  });
});

it('a client of another schema', async () => {
  await appendFile(path.join(root, 'prisma/schema.prisma'), '// changed\n');
  const expected = {
    status: 1,
    output: 'The Prisma client was generated from another prisma/schema.prisma. Run: npm run generate\n',
  };
  expect(run('npm', '-s', 'start')).toEqual(expected);
  expect(run(process.execPath, 'src/main.ts')).toEqual(expected);
});

it('no client', async () => {
  await rm(path.join(root, 'src/database/generated'), { recursive: true });
  expect(run('npm', '-s', 'start')).toEqual({
    status: 1,
    output: 'The Prisma client has not been generated. Run: npm run generate\n',
  });
});
