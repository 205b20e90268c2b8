// Reads Dockerfile and compose.yaml for tests without a container engine: the image's files in a temporary folder, its command,
// and each service's environment and replicas.
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { z } from 'zod';

const root = path.resolve(import.meta.dirname, '../../..');
const read = (file: string) => readFile(path.join(root, file), 'utf8');

export interface Image {
  readonly folder: string;
  /** The script that node runs. */
  readonly script: string;
  readonly environment: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

/** Runs the COPY lines of the Dockerfile. In place of `npm ci --omit=dev` it links this checkout's production packages. */
export async function buildImage(): Promise<Image> {
  const lines = (await read('Dockerfile')).split('\n');
  const argumentsOf = (word: string) =>
    lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1).split(' '));
  const folder = await mkdtemp(path.join(tmpdir(), 'vitae-image-'));
  const ignored = new Set((await read('.dockerignore')).split('\n').map((line) => path.join(root, line)));
  for (const names of argumentsOf('COPY')) {
    const target = names.at(-1) ?? '.';
    for (const name of names.slice(0, -1)) {
      const filter = (from: string) => !ignored.has(from);
      await cp(path.join(root, name), path.join(folder, target === './' ? name : target), {
        recursive: true,
        filter,
      });
    }
  }
  await linkProductionPackages(folder);
  await promisify(execFile)(process.execPath, ['prisma/generate.mjs'], { cwd: folder });
  const command = z.array(z.string()).parse(JSON.parse(argumentsOf('CMD')[0]?.join(' ') ?? '') as unknown);
  if (command[0] !== 'node' || command.length !== 2)
    throw new Error(`not a node script: ${command.join(' ')}`);
  return {
    folder,
    script: command[1] ?? '',
    environment: Object.fromEntries(
      argumentsOf('ENV').map(([pair = '']): [string, string] => {
        const [name = '', value = ''] = pair.split('=', 2);
        return [name, value];
      }),
    ),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function linkProductionPackages(folder: string): Promise<void> {
  const { dependencies } = z
    .object({ dependencies: z.record(z.string(), z.string()) })
    .parse(JSON.parse(await read('package.json')));
  for (const name of Object.keys(dependencies)) {
    const link = path.join(folder, 'node_modules', name);
    await mkdir(path.dirname(link), { recursive: true });
    await symlink(path.join(root, 'node_modules', name), link);
  }
}

const composeRule = z.object({
  services: z.record(
    z.string(),
    z.object({
      environment: z.record(z.string(), z.string()).optional(),
      command: z.array(z.string()).optional(),
      deploy: z.object({ replicas: z.number() }).optional(),
    }),
  ),
});

export interface Service {
  readonly environment: Readonly<Record<string, string>>;
  readonly command: readonly string[];
  readonly replicas: number;
}

/** @param variables of `.env` @throws if compose.yaml needs one that is missing */
export async function composeServices(variables: Record<string, string>): Promise<Map<string, Service>> {
  // Like compose, after the YAML is parsed.
  const interpolated = (text: string) =>
    text.replace(/\$\{(\w+):(?:\?|-(.*?))\}/g, (_all, name: string, fallback?: string) => {
      const value = variables[name] ?? fallback;
      if (value === undefined) throw new Error(`compose.yaml needs ${name}`);
      return value;
    });
  const { services } = composeRule.parse(parse(await read('compose.yaml'), { merge: true }));
  return new Map(
    Object.entries(services).map(([name, { environment = {}, command = [], deploy }]) => [
      name,
      {
        environment: Object.fromEntries(
          Object.entries(environment).map(([variable, text]) => [variable, interpolated(text)]),
        ),
        command,
        replicas: deploy?.replicas ?? 1,
      },
    ]),
  );
}
