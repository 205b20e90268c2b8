// The process of the local search server, with the options that its parent passes as JSON in LOCAL_SEARCH_OPTIONS.
// It ends when its parent disconnects or dies, so it does not outlive a killed `npm start`. A failed start exits with 1.
import { mkdirSync } from 'node:fs';
import { lockFolder } from '../folder-lock.ts';
import { startLocalSearchServer, type LocalSearchOptions } from './server.ts';

const options = JSON.parse(process.env['LOCAL_SEARCH_OPTIONS'] ?? '') as LocalSearchOptions;

/** The server of a killed parent may still be ending. */
const LOCK_PATIENCE_MS = 3000;

const { dataFolder: folder } = options;
if (folder !== undefined) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Held until the process ends: a second server would mix its journal into this one's.
  if ((await lockFolder(folder, LOCK_PATIENCE_MS)) === null) {
    await new Promise((sent) => process.send?.({ type: 'taken' }, sent));
    process.exit(1);
  }
}

const server = await startLocalSearchServer(options);

// A terminal or a service manager signals every process at once. The parent decides when this one ends, by disconnecting.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
const stop = () => {
  void server.close().then(() => process.exit(0));
};
process.once('disconnect', stop);

if (process.connected) process.send?.({ type: 'ready', urls: server.urls });
else stop();
