// Owns how the server gets to its index: Algolia where it is configured, else a search server of our own on loopback, a
// child process that keeps its records in DATA_DIR and ends with us. Should it die before, it is started again in place.
import path from 'node:path';
import type { Config } from '../config/config.ts';
import type { Logger } from '../observability/logger.ts';
import { createSearchGateway, type SearchGateway } from '../search/gateway.ts';
import { createViewerKeys, ensureSearchKey, type ViewerKeys } from '../search/viewer-keys.ts';

export interface OpenSearch {
  readonly gateway: SearchGateway;
  /** Null where no key is configured to make them from. */
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
    // One that is on its way up would be left behind.
    await restarted;
    await server.stop();
  });
  const { url } = server;
  const restart = async () => {
    try {
      server = await spawnLocalSearch({ ...options, port: Number(new URL(url).port) });
      watch();
    } catch (error) {
      log.error({ err: error }, 'the local search server cannot be started again');
    }
  };
  const watch = () =>
    void server.exited.then((exit) => {
      if (closing) return;
      log.warn({ exit }, 'the local search server died; starting it again');
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
