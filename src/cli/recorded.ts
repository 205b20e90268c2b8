// Records what an administrator does by a command that does not use the API, in the database of the deployment, as the API records
// its own. It is recorded before it is carried out, so that none is missing.
import { hostname, userInfo } from 'node:os';
import { readConfig } from '../config/config.ts';
import { createDatabase } from '../database/client.ts';
import { runningDatabaseUrl } from '../services/postgres.ts';

/** @param action the name of the mutation that does the same */
export async function record(action: string, given: object, carryOut: () => Promise<void>): Promise<void> {
  const url = await runningDatabaseUrl(readConfig());
  if (url === null) {
    await carryOut();
    process.stderr.write('Not recorded: DATABASE_URL is not set, and no Vitae runs here.\n');
    return;
  }
  const db = createDatabase(url, { poolSize: 1 });
  try {
    const subject = `${userInfo().username}@${hostname()}, by the command line`;
    await db.administratorAction.create({ data: { action, arguments: given, subject } });
    await carryOut();
  } finally {
    await db.$disconnect();
  }
}
