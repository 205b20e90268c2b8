// The process of the local search server, configured by LOCAL_SEARCH_* variables.
// It ends when its parent disconnects or dies, so it does not outlive a killed `npm start`. A failed start exits with 1.
import { mkdirSync } from 'node:fs';
import { z } from 'zod';
import { lockFolder } from '../folder-lock.ts';
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

/** The server of a killed parent may still be ending. */
const LOCK_PATIENCE_MS = 3000;

const folder = environment.LOCAL_SEARCH_FOLDER;
if (folder !== undefined) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Held until the process ends: a second server would mix its journal into this one's.
  if ((await lockFolder(folder, LOCK_PATIENCE_MS)) === null) {
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
  ...(folder === undefined ? {} : { dataFolder: folder }),
});

// A terminal or a service manager signals every process at once. The parent decides when this one ends, by disconnecting.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
const stop = () => {
  void server.close().then(() => process.exit(0));
};
process.once('disconnect', stop);

if (process.connected) process.send?.({ type: 'ready', urls: server.urls });
else stop();
