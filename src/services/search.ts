// Opens the search index: Algolia where it is configured, else the local search server, a child process on loopback that keeps its
// records in DATA_DIR and ends with us. If it dies before, it is started again on the same port.
import path from 'node:path';
import type { Config } from '../config/config.ts';
import type { Logger } from '../observability/logger.ts';
import { createSearchGateway, type SearchGateway } from '../search/gateway.ts';
import { createViewerKeys, ensureSearchKey, type ViewerKeys } from '../search/viewer-keys.ts';

export interface OpenSearch {
  readonly gateway: SearchGateway;
  /** Null where no search key is configured. */
  readonly viewerKeys: ViewerKeys | null;
  readonly description: string;
  close(): Promise<void>;
}

const LOCAL_APP_ID = 'VITAE';

/** @param adminKey of the local server */
export async function openSearch(config: Config, adminKey: string, log: Logger): Promise<OpenSearch> {
  const { algolia, algoliaIndex: indexName, recordLimit } = config;
  if (algolia) {
    const { appId, apiKey, searchKey, hosts } = algolia;
    const gateway = createSearchGateway({ appId, apiKey, indexName, recordLimit, ...(hosts && { hosts }) });
    return {
      gateway,
      viewerKeys: searchKey ? createViewerKeys({ appId, searchKey, indexName, hosts }) : null,
      description: hosts?.join(', ') ?? `Algolia, ${appId}`,
      close: () => Promise.resolve(),
    };
  }
  const options = {
    dataFolder: path.join(config.dataDir, 'search'),
    appId: LOCAL_APP_ID,
    adminKey,
  };
  await using opening = new AsyncDisposableStack();
  const { spawnLocalSearch } = await import('../dev/search/spawn.ts');
  let server = await spawnLocalSearch(options);
  let closing = false;
  let restarted = Promise.resolve();
  opening.defer(async () => {
    closing = true;
    // A server that is starting would be left behind.
    await restarted;
    await server.stop();
  });
  const { url } = server;
  const restart = async () => {
    try {
      server = await spawnLocalSearch({ ...options, port: Number(new URL(url).port) });
      watch();
    } catch (error) {
      log.error({ err: error }, 'Could not restart the local search server');
    }
  };
  const watch = () =>
    void server.exited.then((exit) => {
      if (closing) return;
      log.warn({ exit }, 'The local search server died; restarting it');
      restarted = restart();
    });
  watch();
  const local = { appId: LOCAL_APP_ID, indexName, hosts: [url] };
  const searchKey = await ensureSearchKey({ ...local, adminKey });
  const opened = opening.move();
  return {
    gateway: createSearchGateway({ ...local, apiKey: adminKey, recordLimit }),
    viewerKeys: createViewerKeys({ ...local, searchKey }),
    description: `${url} (local)`,
    close: () => opened.disposeAsync(),
  };
}
