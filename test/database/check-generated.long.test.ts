// A Prisma client that is missing or older than the schema is reported in one line, by npm scripts and by plain node.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { appendFile, cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const repository = path.resolve(import.meta.dirname, '../..');
let root: string;

const { scripts } = JSON.parse(readFileSync(path.join(repository, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};
/** Those that run our code; `dev` would wait for a change. */
const nodeScripts = Object.keys(scripts).filter(
  (name) => name !== 'dev' && /^node .*(src|test)\/\S+\.ts$/.test(scripts[name] ?? ''),
);

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'vitae-generated-'));
  for (const name of ['src', 'test', 'prisma', 'prisma.config.ts', 'package.json'])
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

it('accepts a schema that Prisma formats in another way', async () => {
  const file = path.join(root, 'prisma/schema.prisma');
  const schema = await readFile(file, 'utf8');
  const bio = /^( {2}@@map\("bio"\)\n)/m;
  expect(schema).toMatch(bio);
  await writeFile(
    file,
    schema.replace(bio, '$1  // Added last\n  pronouns   String?\n  @@index( [profileId,pronouns] )\n'),
  );
  expect(run('npm', 'run', '-s', 'generate:prisma')).toMatchObject({ status: 0 });
  expect(run('npm', 'run', '-s', 'export', '--', '--help')).toMatchObject({ status: 0 });
  await writeFile(file, schema);
  expect(run('npm', 'run', '-s', 'export', '--', '--help')).toMatchObject({ status: 2 });
  expect(run('npm', 'run', '-s', 'generate:prisma')).toMatchObject({ status: 0 });
});

it('a client of another schema', async () => {
  await appendFile(path.join(root, 'prisma/schema.prisma'), '// changed\n');
  const expected = {
    status: 2,
    output: 'The Prisma client was generated from another prisma/schema.prisma. Run: npm run generate\n',
  };
  expect(run('npm', '-s', 'start')).toEqual(expected);
  expect(run(process.execPath, 'src/main.ts')).toEqual(expected);
});

describe('without a client', () => {
  beforeAll(() => rm(path.join(root, 'src/database/generated'), { recursive: true }));

  it('npm start says what to do', () => {
    expect(run('npm', '-s', 'start')).toEqual({
      status: 2,
      output: 'The Prisma client has not been generated. Run: npm run generate\n',
    });
  });

  it.each(nodeScripts)(
    'npm run %s ends without a stack of the import, and keeps schema.graphql',
    async (script) => {
      await writeFile(path.join(root, 'schema.graphql'), 'kept');
      expect(run('npm', 'run', '-s', script, '--', '--help').output).not.toContain('ERR_MODULE_NOT_FOUND');
      expect(await readFile(path.join(root, 'schema.graphql'), 'utf8')).toBe('kept');
    },
  );
});
