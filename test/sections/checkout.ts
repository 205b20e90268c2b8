// Makes a scratch copy of this checkout, in which tests edit files and run our commands. It shares node_modules.
import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { repository } from '../graphql/invalidation/declarations.ts';
import { runCommand } from '../support/vitae-process.ts';

export interface Checkout extends AsyncDisposable {
  readonly root: string;
  read(file: string): Promise<string>;
  write(file: string, text: string): Promise<void>;
  /** Runs one of our commands and returns its output. @throws its output, where it fails */
  run(script: string, args?: readonly string[], env?: Record<string, string>): Promise<string>;
  /** `npm run generate:prisma`. */
  generatePrisma(): Promise<void>;
}

const COPIED = ['src', 'prisma', 'package.json', 'tsconfig.json', 'prisma.config.ts'];

export async function createCheckout(): Promise<Checkout> {
  const root = await mkdtemp(path.join(tmpdir(), 'vitae-checkout-'));
  const isSource = (file: string) => !file.startsWith(path.join(repository, 'src/database/generated'));
  for (const name of COPIED) {
    await cp(path.join(repository, name), path.join(root, name), { recursive: true, filter: isSource });
  }
  await symlink(path.join(repository, 'node_modules'), path.join(root, 'node_modules'));
  return {
    root,
    read: (file) => readFile(path.join(root, file), 'utf8'),
    async write(file, text) {
      await mkdir(path.dirname(path.join(root, file)), { recursive: true });
      await writeFile(path.join(root, file), text);
    },
    async run(script, args = [], env = {}) {
      const { code, stdout, stderr } = await runCommand(script, args, env, undefined, root);
      if (code !== 0) throw new Error(`${script} ended with ${code}: ${stderr}${stdout}`);
      return stdout;
    },
    async generatePrisma() {
      const child = spawn(process.execPath, [path.join(root, 'prisma/generate.mjs')], {
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      const code = await new Promise((resolve) => child.once('close', resolve));
      if (code !== 0) throw new Error('the Prisma client was not generated');
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}
