// Loads a changed copy of our source, for tests that prove that other tests can fail: take a guard out, expect a failure.
// Each text is found exactly once in its file and replaced; otherwise `loadChanged` throws and names both. The copy holds
// `src` and `test`, and its modules are separate from the original's; npm packages and the generated Prisma client are shared.
// Equal changes share one copy. Copies are removed when the test file ends: import this file at the top of an *.own.test.ts.
import { constants } from 'node:fs';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import SchemaBuilder from '@pothos/core';
import { afterAll, expect } from 'vitest';

/** By file from the repository's root: texts and what replaces them. */
export type Changes = Readonly<Record<string, readonly (readonly [text: string, replacement: string])[]>>;

const repository = path.resolve(import.meta.dirname, '../..');
const GENERATED = 'src/database/generated';
const COPIED = ['src', 'test'];
const LINKED = [GENERATED, 'node_modules', 'package.json', 'prisma', 'schema.graphql'];

/** Pothos does not declare `plugins` on what it exports. */
const registry = SchemaBuilder as unknown as { readonly plugins: Record<string, unknown> };

const copies = new Map<string, Promise<string>>();

afterAll(async () => {
  for (const copy of await Promise.allSettled(copies.values())) {
    if (copy.status === 'fulfilled') await rm(copy.value, { recursive: true, force: true });
  }
});

/**
 * A module as it is with the changes.
 * @example
 * import type * as taggedCache from '../../src/cache/tagged-cache.ts';
 * const { createTaggedCache } = await loadChanged<typeof taggedCache>('src/cache/tagged-cache.ts', {
 *   'src/cache/nonces.ts': [['?? null', "?? '0'"]],
 * });
 * @param file of the module, from the repository's root, such as `test/support/vitae.ts`
 * @throws where a text is not found exactly once in its file
 */
export async function loadChanged<Module>(file: string, changes: Changes): Promise<Module> {
  const { testPath = '' } = expect.getState();
  // The other files share a worker, and with it what is loaded and removed here.
  if (!/\.(own|long)\.test\.ts$/.test(testPath)) throw new Error(`${testPath}: name it *.own.test.ts`);
  const url = pathToFileURL(path.join(await changedCopy(changes), file)).href;
  return withOwnPlugins(async () => (await import(url)) as Module);
}

/** The folder of a changed copy, to run processes of it. */
export function changedCopy(changes: Changes): Promise<string> {
  const key = JSON.stringify(changes);
  const made = copies.get(key) ?? createCopy(changes);
  copies.set(key, made);
  return made;
}

async function createCopy(changes: Changes): Promise<string> {
  const texts = await Promise.all(
    Object.entries(changes).map(
      async ([file, replacements]) => [file, await changedText(file, replacements)] as const,
    ),
  );
  const root = await mkdtemp(path.join(tmpdir(), 'vitae-changed-'));
  const generated = path.join(repository, GENERATED);
  const options = {
    recursive: true,
    mode: constants.COPYFILE_FICLONE,
    filter: (source: string) => source !== generated,
  };
  for (const folder of COPIED) await cp(path.join(repository, folder), path.join(root, folder), options);
  for (const name of LINKED) await symlink(path.join(repository, name), path.join(root, name));
  for (const [file, text] of texts) await writeFile(path.join(root, file), text);
  return root;
}

async function changedText(file: string, replacements: Changes[string] = []): Promise<string> {
  let text = await readFile(path.join(repository, file), 'utf8');
  for (const [searched, replacement] of replacements) {
    const [before = '', after, ...more] = text.split(searched);
    if (after === undefined || more.length > 0) {
      const times = after === undefined ? 0 : more.length + 1;
      throw new Error(`${file} holds this text ${times} times, not once: ${searched}`);
    }
    text = before + replacement + after;
  }
  return text;
}

/** Pothos keeps one table of plugins per process: the copy registers its own, then the original's are restored. */
async function withOwnPlugins<Result>(load: () => Promise<Result>): Promise<Result> {
  const before = { ...registry.plugins };
  SchemaBuilder.allowPluginReRegistration = true;
  try {
    return await load();
  } finally {
    SchemaBuilder.allowPluginReRegistration = false;
    Object.assign(registry.plugins, before);
  }
}
