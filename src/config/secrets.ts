// Generates the secrets that are not configured and stores them in DATA_DIR, readable by the owner only. If every secret is
// configured, nothing is stored. An unreadable file stops the start: new secrets would invalidate every token.
import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ConfigError, type Config } from './config.ts';

const rule = z.object({ jwtSecret: z.string().min(32), searchKey: z.string().min(16) });
export type Secrets = z.infer<typeof rule>;

export async function readSecrets({ dataDir, jwtSecret, algolia }: Config): Promise<Secrets> {
  const fresh: Secrets = {
    jwtSecret: randomBytes(32).toString('hex'),
    searchKey: randomBytes(16).toString('hex'),
  };
  if (jwtSecret && algolia) return { ...fresh, jwtSecret };
  const file = path.join(dataDir, 'secrets.json');
  await mkdir(dataDir, { recursive: true });
  const kept = parse((await textOf(file)) ?? (await store(file, JSON.stringify(fresh))), file);
  return jwtSecret ? { ...kept, jwtSecret } : kept;
}

/** @throws ConfigError */
function parse(text: string, file: string): Secrets {
  try {
    return rule.parse(JSON.parse(text));
  } catch {
    // The error quotes the text.
    throw new ConfigError([
      `DATA_DIR: ${file} is damaged. Put it back; or delete it, which ends every token that was issued so far`,
    ]);
  }
}

/** Null where there is no such file. */
async function textOf(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

/** The file has its name only once it is complete, since other processes may start at the same time. @returns what the first stored */
async function store(file: string, text: string): Promise<string> {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, text, { flag: 'wx', mode: 0o600 });
  try {
    await link(draft, file);
    return text;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return await readFile(file, 'utf8');
    throw error;
  } finally {
    await rm(draft);
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
