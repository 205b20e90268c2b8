// An empty postmaster.pid: Postgres makes the file empty and writes it a moment later. One that is new must not be deleted.
import { existsSync } from 'node:fs';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { readPostmaster } from '../../../src/dev/postgres/postmaster-file.ts';
import { cleanUp, makeFolder } from './holders.ts';

afterEach(cleanUp);

async function emptyFile(ageInSeconds: number): Promise<{ data: string; file: string }> {
  const data = path.join(await makeFolder(), 'data');
  await mkdir(data);
  const file = path.join(data, 'postmaster.pid');
  await writeFile(file, '');
  const then = Date.now() / 1000 - ageInSeconds;
  await utimes(file, then, then);
  return { data, file };
}

it('a new empty postmaster.pid belongs to a server that is starting', async () => {
  const { data, file } = await emptyFile(0);
  expect(await readPostmaster(data)).toEqual({ port: null });
  expect(existsSync(file)).toBe(true);
});

it('an old empty one was left by a power cut, and is removed', async () => {
  const { data, file } = await emptyFile(11);
  expect(await readPostmaster(data)).toBeNull();
  expect(existsSync(file)).toBe(false);
});
