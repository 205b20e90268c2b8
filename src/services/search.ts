// Opens the search index: Algolia where it is configured, else the local search server, a child process on loopback that keeps its
// records in DATA_DIR and ends with us. If it dies before, it is started again on the same port.
import path from 'node:path';
import type { Limits } from '../config/api.ts';
import type { Config } from '../config/config.ts';
import type { Logger } from '../observability/logger.ts';
import { createSearchGateway, type SearchGateway } from '../search/gateway.ts';
import { createViewerKeys, ensureSearchKey, type ViewerKeys } from '../search/viewer-keys.ts';

export interface OpenSearch {
  /** Of jobs: each try has its time, and a call may take several. */
  readonly gateway: SearchGateway;
  /** Of requests: a call ends before its request does. */
  readonly requestGateway: SearchGateway;
  /** Null where no search key is configured. */
  readonly viewerKeys: ViewerKeys | null;
  readonly description: string;
  close(): Promise<void>;
}

const LOCAL_APP_ID = 'VITAE';

/** Half of a request's time, so that a search server that hangs is UNAVAILABLE before the request is a TIMEOUT. */
export function searchDeadlineOf({ executionMs }: Pick<Limits, 'executionMs'>): number {
  return executionMs / 2;
}

/** @param adminKey of the local server */
export function openSearch(config: Config, adminKey: string, log: Logger): Promise<OpenSearch> {
  return config.algolia
    ? Promise.resolve(openAlgolia(config, config.algolia))
    : openLocalSearch(config, adminKey, log);
}

function openAlgolia(config: Config, algolia: NonNullable<Config['algolia']>): OpenSearch {
  const { appId, apiKey, searchKey, hosts } = algolia;
  const { algoliaIndex: indexName, recordLimit, api } = config;
  const deadlineMs = searchDeadlineOf(api.limits);
  const options = { appId, apiKey, indexName, recordLimit, ...(hosts && { hosts }) };
  const keysOptions = { appId, indexName, hosts, forAnyone: api.anonymousSearchKeys, deadlineMs };
  return {
    gateway: createSearchGateway(options),
    requestGateway: createSearchGateway({ ...options, deadlineMs }),
    viewerKeys: searchKey ? createViewerKeys({ ...keysOptions, searchKey }) : null,
    description: hosts?.join(', ') ?? `Algolia, ${appId}`,
    close: () => Promise.resolve(),
  };
}

async function openLocalSearch(config: Config, adminKey: string, log: Logger): Promise<OpenSearch> {
  const { algoliaIndex: indexName, recordLimit, api } = config;
  const deadlineMs = searchDeadlineOf(api.limits);
  const forAnyone = api.anonymousSearchKeys;
  await using opening = new AsyncDisposableStack();
  const url = await keepLocalServer(config, adminKey, log, opening);
  const local = { appId: LOCAL_APP_ID, indexName, hosts: [url] };
  const searchKey = await ensureSearchKey({ ...local, adminKey, forAnyone });
  const opened = opening.move();
  return {
    gateway: createSearchGateway({ ...local, apiKey: adminKey, recordLimit }),
    requestGateway: createSearchGateway({ ...local, apiKey: adminKey, recordLimit, deadlineMs }),
    viewerKeys: createViewerKeys({ ...local, searchKey, forAnyone, deadlineMs }),
    description: `${url} (local)`,
    close: () => opened.disposeAsync(),
  };
}

/** @param stack stops the server @returns its URL, which it keeps when it is started again */
async function keepLocalServer(
  { dataDir, recordLimit }: Config,
  adminKey: string,
  log: Logger,
  stack: AsyncDisposableStack,
): Promise<string> {
  const options = {
    dataFolder: path.join(dataDir, 'search'),
    appId: LOCAL_APP_ID,
    adminKey,
    maxRecordBytes: recordLimit,
  };
  const { spawnLocalSearch } = await import('../dev/search/spawn.ts');
  let server = await spawnLocalSearch(options);
  let closing = false;
  let restarted = Promise.resolve();
  stack.defer(async () => {
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
  return url;
}
