// Opens the database and its queues for commands that write, whether or not a server is running. A running server, or the next
// one that starts, runs their jobs and carries out their invalidations.
import { readConfig } from '../config/config.ts';
import { recordedInvalidations } from '../database/invalidations.ts';
import { jobContracts } from '../server/jobs.ts';
import { createJobs } from '../jobs/jobs.ts';
import { createLogger, type Logger } from '../observability/logger.ts';
import { openDatabase } from '../services/database.ts';
import type { WriteServices } from '../profiles/write.ts';

export interface OpenWriteServices extends WriteServices, AsyncDisposable {
  readonly log: Logger;
  /** Of the database, past a pooler. */
  readonly directUrl: string;
}

export async function openWriteServices(): Promise<OpenWriteServices> {
  const log = createLogger('warn');
  const config = readConfig();
  const database = await openDatabase(config, log);
  const { url, directUrl } = database;
  const { retention } = config;
  const jobs = await createJobs(jobContracts, {
    url,
    listenUrl: directUrl,
    log,
    supervise: false,
    retention,
  });
  return {
    db: database.db,
    log,
    directUrl,
    jobs,
    invalidations: recordedInvalidations,
    profileBytes: config.api.limits.profileBytes,
    async [Symbol.asyncDispose]() {
      await jobs.stop();
      await database.close();
    },
  };
}
