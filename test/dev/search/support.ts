// Shared by the tests of the local search server: a server on a free port, the real Algolia client, and common calls.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { algoliasearch } from 'algoliasearch';
import { onTestFinished } from 'vitest';

import { startLocalSearchServer } from '../../../src/dev/search/server.ts';
import type { LocalSearchOptions } from '../../../src/dev/search/server.ts';
import { PATIENCE_MS } from '../../support/eventually.ts';
import { SEARCH_KEYS } from '../../support/fleet.ts';

export const { appId, adminKey } = SEARCH_KEYS;
export const indexName = 'people';

export function clientFor(url: string | readonly string[], apiKey = adminKey, app = appId) {
  const hosts = (typeof url === 'string' ? [url] : url).map((address) => {
    const { hostname, port } = new URL(address);
    return { url: hostname, port: Number(port), accept: 'readWrite' as const, protocol: 'http' as const };
  });
  return algoliasearch(app, apiKey, {
    hosts,
    // A busy machine answers later than the client's own defaults.
    timeouts: { connect: PATIENCE_MS, read: PATIENCE_MS, write: PATIENCE_MS },
    maxRateLimitRetries: 0,
  });
}

export type Client = ReturnType<typeof clientFor>;

/** A server that ends with the test. */
export async function startServer(options: Partial<LocalSearchOptions> = {}) {
  const server = await startLocalSearchServer({ appId, adminKey, allowFaults: true, ...options });
  onTestFinished(() => server.close());
  return { ...server, client: clientFor(server.urls) };
}

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'local-search-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes whole records and waits until they can be searched. */
export async function save(client: Client, objects: Record<string, unknown>[], index = indexName) {
  const responses = await client.saveObjects({ indexName: index, objects, waitForTasks: true });
  return responses.at(-1)?.taskID ?? 0;
}

export async function configure(client: Client, indexSettings: Record<string, unknown>, index = indexName) {
  const { taskID } = await client.setSettings({ indexName: index, indexSettings });
  await client.waitForTask({ indexName: index, taskID });
}

/** The ids of the hits, in the order of the answer. */
export async function idsOf(client: Client, searchParams: Record<string, unknown>, index = indexName) {
  const { hits } = await client.searchSingleIndex({ indexName: index, searchParams });
  return hits.map(({ objectID }) => objectID);
}

/** A request as it is, without the client. */
export async function raw(url: string, path: string, init: RequestInit = {}) {
  const headers = { 'x-algolia-application-id': appId, 'x-algolia-api-key': adminKey };
  const response = await fetch(`${url}${path}`, { method: 'POST', ...init, headers });
  const body: unknown = await response.json();
  return { status: response.status, body };
}
