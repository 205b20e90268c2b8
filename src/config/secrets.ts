// Generates the secrets that are not configured and stores them in DATA_DIR, readable by the owner only. If every secret is
// configured, nothing is stored. An unreadable file stops the start: new secrets would invalidate every token.
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Config } from './config.ts';

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
  try {
    await writeFile(file, JSON.stringify(fresh), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const kept = rule.parse(JSON.parse(await readFile(file, 'utf8')));
  return jwtSecret ? { ...kept, jwtSecret } : kept;
}
