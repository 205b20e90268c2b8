// The routes that search and browse. The meter counts each query and each page of a browse.
// Source: https://www.algolia.com/doc/rest-api/search (Search)
import { isJsonObject, ownValue } from '../../../search/json.ts';
import type { JsonObject } from '../../../search/json.ts';
import { bodyObject, existingIndex } from '../engine.ts';
import type { Call, Engine } from '../engine.ts';
import { badRequest } from '../failure.ts';
import { runBrowse, runSearch } from '../query.ts';
import { readSearchParams } from '../search-params.ts';
import type { Route } from './route.ts';

export const searchRoutes: readonly Route[] = [
  { method: 'POST', path: '/1/indexes/*/queries', answer: multiQuery },
  { method: 'POST', path: '/1/indexes/:index/query', answer: query },
  { method: 'POST', path: '/1/indexes/:index/browse', answer: browse },
];

async function query(call: Call, engine: Engine): Promise<JsonObject> {
  call.access.require('search');
  return search(call, engine, call.part('index'), call.body === undefined ? {} : bodyObject(call));
}

async function search(call: Call, engine: Engine, name: string, body: JsonObject): Promise<JsonObject> {
  call.access.reach(name);
  const index = existingIndex(engine, name);
  engine.meter.searches += 1;
  return runSearch(index, readSearchParams(body), call.access);
}

async function multiQuery(call: Call, engine: Engine): Promise<JsonObject> {
  call.access.require('search');
  const body = bodyObject(call);
  const requests = ownValue(body, 'requests');
  if (!Array.isArray(requests)) throw badRequest('"requests" must be a list');
  const results: JsonObject[] = [];
  for (const request of requests) {
    const indexName = isJsonObject(request) ? ownValue(request, 'indexName') : undefined;
    if (!isJsonObject(request) || typeof indexName !== 'string') {
      throw badRequest('Each request needs indexName');
    }
    const result = await search(call, engine, indexName, request);
    results.push({ ...result, index: indexName });
  }
  return { results };
}

function browse(call: Call, engine: Engine): JsonObject {
  call.access.require('browse');
  const name = call.part('index');
  call.access.reach(name);
  const index = existingIndex(engine, name);
  engine.meter.searches += 1;
  return runBrowse(index, readSearchParams(call.body === undefined ? {} : bodyObject(call)), call.access);
}
