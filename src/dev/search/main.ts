// Owns the local search server as a process of its own, set up from LOCAL_SEARCH_* variables.
// It ends when its parent hangs up or is gone, so that nothing outlives a killed `npm start`; a failed start exits with 1.
import { z } from 'zod';

import { FolderTakenError, lockFolder } from './folder-lock.ts';
import { startLocalSearchServer } from './server.ts';

const environment = z
  .object({
    /** @default any free port */
    LOCAL_SEARCH_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
    /** @default in memory only */
    LOCAL_SEARCH_FOLDER: z.string().min(1).optional(),
    LOCAL_SEARCH_APP_ID: z.string().min(1),
    LOCAL_SEARCH_API_KEY: z.string().min(1),
    /** @default 1 */
    LOCAL_SEARCH_HOSTS: z.coerce.number().int().min(1).max(16).default(1),
    /** @default 0 */
    LOCAL_SEARCH_FAULTS: z.enum(['0', '1']).default('0'),
  })
  .parse(process.env);

if (environment.LOCAL_SEARCH_FOLDER !== undefined) {
  try {
    await lockFolder(environment.LOCAL_SEARCH_FOLDER);
  } catch (error) {
    if (!(error instanceof FolderTakenError)) throw error;
    await new Promise((sent) => process.send?.({ type: 'taken' }, sent));
    process.exit(1);
  }
}

const server = await startLocalSearchServer({
  port: environment.LOCAL_SEARCH_PORT,
  appId: environment.LOCAL_SEARCH_APP_ID,
  adminKey: environment.LOCAL_SEARCH_API_KEY,
  hosts: environment.LOCAL_SEARCH_HOSTS,
  allowFaults: environment.LOCAL_SEARCH_FAULTS === '1',
  ...(environment.LOCAL_SEARCH_FOLDER === undefined ? {} : { dataFolder: environment.LOCAL_SEARCH_FOLDER }),
});

// A signal reaches every process of a terminal or a service at once; when to end is the parent's to say, by hanging up.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
const stop = () => {
  void server.close().then(() => process.exit(0));
};
process.once('disconnect', stop);

if (process.connected) process.send?.({ type: 'ready', urls: server.urls });
else stop();
