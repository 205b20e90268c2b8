// Typed and checked access to one Algolia index, over the `algoliasearch` client. Every failure is a SearchError.
// An upsert never overwrites a newer version, in whatever order they arrive. A 429 is not retried here: the error says how long
// to wait, so that a queue can wait without holding a worker.
import { SpanKind } from '@opentelemetry/api';
import { algoliasearch } from 'algoliasearch';
import type { BatchRequest } from 'algoliasearch';
import { z } from 'zod';

import { boundCalls, startingCall } from './call-deadline.ts';
import { SearchError, toSearchError } from './errors.ts';
import { isJsonObject } from './json.ts';
import type { JsonObject } from './json.ts';
import { measured } from '../observability/telemetry.ts';

/** A record of the index. `version` only grows; a record without one has version 0. */
export type SearchObject = JsonObject & { objectID: string; version: number };
export type SearchHit = JsonObject & { objectID: string };

/**
 * `upsert` keeps attributes that it does not name, so name all. It is ignored unless its version (1 or more) is greater than
 * the one in the index. `replace` puts the object in the place of whatever the index has.
 */
export type WriteOperation =
  { type: 'upsert' | 'replace'; object: SearchObject } | { type: 'delete'; objectID: string };

export interface WaitOptions {
  /** How long to wait for the task to be published, in milliseconds. @default 60000 */
  deadlineMs?: number;
}

/** Parameters of Algolia: https://www.algolia.com/doc/api-reference/search-api-parameters */
export interface SearchOptions {
  filters?: string;
  /** Every inner list must match: in one of its items, as `attribute:value`. */
  facetFilters?: string[][];
  numericFilters?: string[];
  /** The position of the first hit, with `length`. @default 0 */
  offset?: number;
  length?: number;
  /** @default 20, at most 1000 */
  hitsPerPage?: number;
  attributesToRetrieve?: string[];
  /** @default none */
  facets?: string[];
  /** @default none: highlights double the answer */
  attributesToHighlight?: string[];
  highlightPreTag?: string;
  highlightPostTag?: string;
  restrictHighlightAndSnippetArrays?: boolean;
}

export interface SearchPage {
  hits: SearchHit[];
  nbHits: number;
  /** How many hits have a value, by attribute. */
  facets?: Record<string, Record<string, number>> | undefined;
  /** Whether the numbers are exact. */
  exhaustive?: { nbHits?: boolean | undefined; facetsCount?: boolean | undefined } | undefined;
}

export interface BrowseOptions {
  filters?: string;
  attributesToRetrieve?: string[];
}

export interface SearchGateway {
  readonly application: string;
  readonly indexName: string;
  /** The most bytes that a record may have. The sender checks it; `write` does not. */
  readonly recordLimit: number;
  /** One batch call, applied in order, all or nothing. Without operations there is no call, and `taskID` is null. */
  write(
    operations: readonly WriteOperation[],
    options?: WaitOptions & { /** @default false */ wait?: boolean },
  ): Promise<{ taskID: number | null }>;
  /** In the order of the ids; null for a missing record, and where the index is missing. At most 1000 ids. */
  getObjects(objectIDs: readonly string[]): Promise<(SearchObject | null)[]>;
  getObject(objectID: string): Promise<SearchObject | null>;
  /** @throws NOT_FOUND where the index is missing */
  search(query: string, options?: SearchOptions): Promise<SearchPage>;
  /** Nothing where the index is missing. */
  browse(options?: BrowseOptions): AsyncGenerator<SearchObject, void, undefined>;
  getSettings(): Promise<JsonObject>;
  setSettings(settings: JsonObject): Promise<{ taskID: number }>;
  /** Resolves once the task is published. @throws TASK_PENDING at the deadline; the write stays accepted */
  waitForTask(taskID: number, options?: WaitOptions): Promise<void>;
  /** Removes every record and keeps the settings. */
  clear(): Promise<{ taskID: number }>;
}

export interface SearchGatewayOptions {
  appId: string;
  apiKey: string;
  indexName: string;
  /** Another server that speaks Algolia's API, as `http://host:port`. @default Algolia's own hosts */
  hosts?: readonly string[];
  /**
   * Milliseconds. The client's Node requester stops its `connect` timer only at the first byte of the answer, so `connect`
   * bounds the whole wait. @default connect 10000, read 10000, write 30000
   */
  timeouts?: { connect?: number; read?: number; write?: number };
  /** The most milliseconds of a whole call, with all its tries; then it is UNAVAILABLE. Null: no bound. @default null */
  deadlineMs?: number | null;
  /** Bytes, by Algolia's plan: 10,000 to 100,000. @default 100000 */
  recordLimit?: number;
}

const taskSchema = z.object({ taskID: z.number() });
const hitSchema = z.custom<SearchHit>(
  (value) => isJsonObject(value) && typeof value['objectID'] === 'string',
);
const objectsSchema = z.object({ results: z.array(hitSchema.nullable()) });
const browseSchema = z.object({ hits: z.array(hitSchema), cursor: z.string().optional() });
const taskStatusSchema = z.object({ status: z.enum(['published', 'notPublished']) });
const settingsSchema = z.custom<JsonObject>(isJsonObject);
const pageSchema = z.object({
  hits: z.array(hitSchema),
  nbHits: z.number(),
  // No record of zod: it leaves out the value `__proto__`.
  facets: z.custom<NonNullable<SearchPage['facets']>>(isJsonObject).optional(),
  exhaustive: z.object({ nbHits: z.boolean().optional(), facetsCount: z.boolean().optional() }).optional(),
});

/** Algolia's maximum. */
const BROWSE_PAGE = 1000;

interface Index {
  readonly client: ReturnType<typeof algoliasearch>;
  readonly indexName: string;
}

export function createSearchGateway(options: SearchGatewayOptions): SearchGateway {
  const { indexName, recordLimit = 100_000, deadlineMs = null } = options;
  const client = algoliasearch(options.appId, options.apiKey, {
    ...(options.hosts === undefined ? {} : { hosts: options.hosts.map(toHost) }),
    timeouts: { connect: 10_000, read: 10_000, write: 30_000, ...options.timeouts },
    maxRateLimitRetries: 0,
  });
  if (deadlineMs !== null) boundCalls(client, deadlineMs);
  const index = { client, indexName };

  async function getObjects(objectIDs: readonly string[]): Promise<(SearchObject | null)[]> {
    if (objectIDs.length === 0) return [];
    const requests = objectIDs.map((objectID) => ({ indexName, objectID }));
    const { results } = await ask('getObjects', objectsSchema, () => client.getObjects({ requests })).catch(
      emptyIfMissing({ results: objectIDs.map(() => null) }),
    );
    return results.map((result) => (result === null ? null : toObject(result)));
  }

  return {
    application: options.appId,
    indexName,
    recordLimit,
    waitForTask: (taskID, waiting) => waitForTask(index, taskID, waiting),
    browse: (browsing) => browse(index, browsing),
    getObjects,
    getObject: async (objectID) => (await getObjects([objectID]))[0] ?? null,
    async write(operations, { wait = false, ...waiting } = {}) {
      if (operations.length === 0) return { taskID: null };
      const requests = operations.map(toRequest);
      const { taskID } = await ask('batch', taskSchema, () =>
        client.batch({ indexName, batchWriteParams: { requests } }),
      );
      if (wait) await waitForTask(index, taskID, waiting);
      return { taskID };
    },
    search(query, searchOptions = {}) {
      const searchParams = { attributesToHighlight: [], ...searchOptions, query, attributesToSnippet: [] };
      return ask('searchSingleIndex', pageSchema, () =>
        client.searchSingleIndex({ indexName, searchParams }),
      );
    },
    getSettings: () => ask('getSettings', settingsSchema, () => client.getSettings({ indexName })),
    setSettings: (indexSettings) =>
      ask('setSettings', taskSchema, () => client.setSettings({ indexName, indexSettings })),
    clear: () => ask('clearObjects', taskSchema, () => client.clearObjects({ indexName })),
  };
}

/** An index that does not exist holds nothing. */
function emptyIfMissing<Empty>(empty: Empty): (error: unknown) => Empty {
  return (error) => {
    if (error instanceof SearchError && error.code === 'NOT_FOUND') return empty;
    throw error;
  };
}

async function waitForTask(
  { client, indexName }: Index,
  taskID: number,
  { deadlineMs = 60_000 }: WaitOptions = {},
): Promise<void> {
  const deadline = performance.now() + deadlineMs;
  let pause = 10;
  let lastError: SearchError | undefined;
  for (;;) {
    try {
      const { status } = await ask('getTask', taskStatusSchema, () => client.getTask({ indexName, taskID }));
      if (status === 'published') return;
      lastError = undefined;
    } catch (error) {
      // A failed poll says nothing about the task, unless no later poll can succeed.
      if (!(error instanceof SearchError) || !error.retryable) throw error;
      lastError = error;
    }
    const left = deadline - performance.now();
    if (left <= 0) {
      const message = `Task ${taskID} was not published within ${deadlineMs} ms; it may still be`;
      throw new SearchError('TASK_PENDING', message, { cause: lastError });
    }
    await new Promise((resolve) => setTimeout(resolve, Math.min(pause, left)));
    pause = Math.min(pause * 2, 2_000);
  }
}

async function* browse(
  { client, indexName }: Index,
  options: BrowseOptions = {},
): AsyncGenerator<SearchObject, void, undefined> {
  let cursor: string | undefined;
  do {
    const browseParams = {
      ...options,
      hitsPerPage: BROWSE_PAGE,
      attributesToHighlight: [],
      ...(cursor !== undefined && { cursor }),
    };
    const page: z.infer<typeof browseSchema> = await ask('browse', browseSchema, () =>
      client.browse({ indexName, browseParams }),
    ).catch(emptyIfMissing({ hits: [] }));
    for (const hit of page.hits) yield toObject(hit);
    cursor = page.cursor;
  } while (cursor !== undefined);
}

/**
 * Measures a call of the client, and checks its answer.
 * @param operation the name of the client's method
 * @throws SearchError for every failure
 */
export async function ask<T>(
  operation: string,
  schema: z.ZodType<T>,
  call: () => Promise<unknown>,
): Promise<T> {
  const work = {
    name: 'search.request',
    description: 'Requests to the search index, by operation and outcome.',
    spanName: `search ${operation}`,
    kind: SpanKind.CLIENT,
    attributes: { 'search.operation': operation },
  };
  return measured(work, async () => {
    try {
      return schema.parse(await startingCall(call));
    } catch (error) {
      throw toSearchError(error);
    }
  });
}

function toRequest(operation: WriteOperation): BatchRequest {
  if (operation.type === 'delete') {
    return { action: 'deleteObject', body: { objectID: operation.objectID } };
  }
  const { object } = operation;
  if (!Number.isSafeInteger(object.version) || object.version < 1) {
    // Algolia would ignore it silently.
    throw new SearchError('REJECTED', `Version ${object.version} of ${object.objectID} is not 1 or more`, {
      objectID: object.objectID,
    });
  }
  if (operation.type === 'replace') return { action: 'updateObject', body: object };
  return {
    action: 'partialUpdateObject',
    body: { ...object, version: { _operation: 'IncrementSet', value: object.version } },
  };
}

function toObject(hit: SearchHit): SearchObject {
  const { version } = hit;
  return { ...hit, version: typeof version === 'number' ? version : 0 };
}

export function toHost(address: string) {
  const { protocol, hostname, port, pathname } = new URL(address);
  if ((protocol !== 'http:' && protocol !== 'https:') || pathname !== '/') {
    throw new SearchError('REJECTED', `Search host ${address} is not of the form http(s)://host:port`);
  }
  const scheme: 'http' | 'https' = protocol === 'http:' ? 'http' : 'https';
  return {
    url: hostname,
    accept: 'readWrite' as const,
    protocol: scheme,
    ...(port === '' ? {} : { port: Number(port) }),
  };
}
