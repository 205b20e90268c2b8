// Reads Dockerfile and compose.yaml for tests without a container engine: the image's files in a temporary folder, its command,
// and each service's environment and replicas.
import { execFile } from 'node:child_process';
import { chmod, cp, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
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
  /** Of `node_modules`. */
  measure(): Promise<{ packages: number; bytes: number }>;
  remove(): Promise<void>;
}

/** The lines of the Dockerfile's stages, each as its words. The last stage has the name ''. */
async function readStages(): Promise<Map<string, string[][]>> {
  const stages = new Map<string, string[][]>();
  let lines: string[][] = [];
  for (const line of (await read('Dockerfile')).split('\n')) {
    const words = line.split(' ');
    if (words[0] === 'FROM') stages.set(words[3] ?? '', (lines = []));
    else if (/^[A-Z]+ /.test(line)) lines.push(words);
  }
  return stages;
}

/**
 * Builds the last stage of the Dockerfile. In place of `npm ci` it copies what npm would install from this checkout's packages, so it
 * needs no network; in place of the stage `client`, this checkout's client.
 */
export async function buildImage(): Promise<Image> {
  const stages = await readStages();
  const folder = await mkdtemp(path.join(tmpdir(), 'vitae-image-'));
  const last = stages.get('') ?? [];
  const argumentsOf = (word: string) => last.filter(([name]) => name === word).map((line) => line.slice(1));
  for (const words of argumentsOf('COPY')) {
    const [names, target] = [words.slice(0, -1), words.at(-1) ?? '.'];
    if (names[0] === '--from=packages') await installProductionPackages(folder, stages.get('packages') ?? []);
    else
      for (const name of names
        .filter((one) => !one.startsWith('--'))
        .map((one) => one.replace('/vitae/', '')))
        await cp(path.join(root, name), path.join(folder, target === './' ? name : target), {
          recursive: true,
        });
  }
  // Another user than the owner runs it.
  await chmod(folder, 0o755);
  const command = z.array(z.string()).parse(JSON.parse(argumentsOf('CMD')[0]?.join(' ') ?? '') as unknown);
  if (command[0] !== 'node' || command.length !== 2)
    throw new Error(`not a node script: ${command.join(' ')}`);
  return {
    folder,
    script: command[1] ?? '',
    environment: Object.fromEntries(
      argumentsOf('ENV').map(([pair = '']): [string, string] => {
        const [name, value = ''] = pair.split('=', 2);
        return [name ?? '', value];
      }),
    ),
    async measure() {
      const packages = path.join(folder, 'node_modules');
      const files = await readdir(packages, { recursive: true, withFileTypes: true });
      const sizes = files
        .filter((file) => file.isFile())
        .map(async ({ parentPath, name }) => (await stat(path.join(parentPath, name))).size);
      const all = await Promise.all(sizes);
      const names = files.filter(({ name, parentPath }) => name === 'package.json' && isPackage(parentPath));
      return { packages: names.length, bytes: all.reduce((sum, size) => sum + size, 0) };
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

const isPackage = (folder: string) => /node_modules\/(@[^/]+\/)?[^/]+$/.test(folder);

const execute = promisify(execFile);

const lockRule = z.object({
  packages: z.record(
    z.string(),
    z.object({ dev: z.boolean(), optional: z.boolean(), devOptional: z.boolean() }).partial(),
  ),
});

async function installProductionPackages(folder: string, lines: readonly string[][]): Promise<void> {
  const run = lines.filter(([name]) => name === 'RUN').map((line) => line.slice(1).join(' '));
  if (run[0] !== 'npm ci --omit=dev --omit=optional --ignore-scripts')
    throw new Error(`not known: ${run[0] ?? ''}`);
  const { packages } = lockRule.parse(JSON.parse(await read('package-lock.json')));
  for (const [installed, { dev, optional, devOptional }] of Object.entries(packages)) {
    if (installed === '' || dev || optional || devOptional) continue;
    const from = path.join(root, installed);
    const isOwn = (file: string) => !file.slice(from.length).includes(`${path.sep}node_modules`);
    await cp(from, path.join(folder, installed), { recursive: true, filter: isOwn });
  }
  for (const command of run.slice(1)) await execute('sh', ['-c', command], { cwd: folder });
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
        command: command.map((part) => part.replaceAll('$$', '$')),
        replicas: deploy?.replicas ?? 1,
      },
    ]),
  );
}
