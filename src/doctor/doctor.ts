// Runs every check. Each is read-only (a key in Redis that ends after a second aside), and none waits for another that hangs.
import { reasonOf } from '../observability/describe-error.ts';
import { checkEnvironment } from './environment.ts';
import type { Finding } from './finding.ts';
import { checkMigrations } from './migrations.ts';
import { openPostgresCheck } from './postgres.ts';
import { checkRedis } from './redis.ts';
import { checkIndex } from './search.ts';
import { checkServer } from './server.ts';
import { checkWorkers } from './workers.ts';

/** In the order in which they are to be mended. */
export async function examine(): Promise<Finding[]> {
  const { config, findings } = await checkEnvironment();
  if (!config) return findings;
  await using postgres = await openPostgresCheck(config);
  const { client } = postgres;
  const migrations = client ? await guarded('migrations', () => checkMigrations(client)) : [];
  const rest = await Promise.all([
    guarded('redis', () => checkRedis(config)),
    guarded('index', () => checkIndex(config, client)),
    client ? guarded('workers', () => checkWorkers(client)) : [],
    guarded('server', () => checkServer(config)),
  ]);
  return [...findings, ...postgres.findings, ...migrations, ...rest.flat()];
}

/** A check that fails in a way that it does not know is a finding too. */
async function guarded(check: Finding['check'], work: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await work();
  } catch (error) {
    return [
      {
        check,
        state: 'failure',
        message: reasonOf(error),
        next: 'See the lines above; if they are fine, report this',
      },
    ];
  }
}
