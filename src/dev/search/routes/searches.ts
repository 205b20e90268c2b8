// The routes that search and browse. The meter counts each query and each page of a browse.
// Source: https://www.algolia.com/doc/rest-api/search (Search)
import { z } from 'zod';

import { isJsonObject, ownValue } from '../../../search/json.ts';
import type { JsonObject } from '../../../search/json.ts';
import { bodyObject, existingIndex } from '../engine.ts';
import type { Call, Engine } from '../engine.ts';
import { badRequest } from '../failure.ts';
import type { IndexState } from '../index-state.ts';
import type { Access } from '../keys.ts';
import { runBrowse, runSearch, searchFacet } from '../query.ts';
import { decodeParams, readSearchParams } from '../search-params.ts';
import type { SearchParams } from '../search-params.ts';
import type { Route } from './route.ts';

export const searchRoutes: readonly Route[] = [
  { method: 'POST', path: '/1/indexes/*/queries', answer: multiQuery },
  { method: 'POST', path: '/1/indexes/:index/query', answer: query },
  { method: 'POST', path: '/1/indexes/:index/browse', answer: browse },
  { method: 'POST', path: '/1/indexes/:index/facets/:facet/query', answer: facetQuery },
];

async function query(call: Call, engine: Engine): Promise<JsonObject> {
  call.access.require('search');
  return search(call, engine, call.part('index'), call.body === undefined ? {} : bodyObject(call));
}

async function search(call: Call, engine: Engine, name: string, body: JsonObject): Promise<JsonObject> {
  const index = reach(call, engine, name);
  return runSearch(index, withMostHits(readSearchParams(body), index, call.access), call.access);
}

function reach(call: Call, engine: Engine, name: string) {
  call.access.reach(name);
  const index = existingIndex(engine, name);
  engine.meter.searches += 1;
  return index;
}

function withMostHits(
  params: SearchParams,
  { settings }: IndexState,
  { maxHitsPerQuery }: Access,
): SearchParams {
  if (maxHitsPerQuery === 0) return params;
  const { hitsPerPage = settings.options.hitsPerPage, length } = params;
  return {
    ...params,
    hitsPerPage: Math.min(hitsPerPage, maxHitsPerQuery),
    ...(length !== undefined && { length: Math.min(length, maxHitsPerQuery) }),
  };
}

/** A request of type `facet` searches in the values of a facet. */
async function multiQuery(call: Call, engine: Engine): Promise<JsonObject> {
  call.access.require('search');
  const body = bodyObject(call);
  const requests = ownValue(body, 'requests');
  if (!Array.isArray(requests)) throw badRequest('"requests" must be a list');
  if ((ownValue(body, 'strategy') ?? 'none') !== 'none') {
    throw badRequest('The local search server knows the "strategy" none only');
  }
  const results: JsonObject[] = [];
  for (const request of requests) {
    const indexName = isJsonObject(request) ? ownValue(request, 'indexName') : undefined;
    if (!isJsonObject(request) || typeof indexName !== 'string') {
      throw badRequest('Each request needs indexName');
    }
    const { type = 'default' } = request;
    const rest = without(request, ['indexName', 'type']);
    if (type !== 'default' && type !== 'facet') throw badRequest('"type" must be default or facet');
    const answer =
      type === 'facet' ? inFacet(call, engine, indexName, rest) : search(call, engine, indexName, rest);
    results.push({ ...(await answer), index: indexName });
  }
  return { results };
}

const facetRule = z.object({
  facet: z.string(),
  facetQuery: z.string().default(''),
  maxFacetHits: z.int().min(1).max(100).default(10),
});

async function facetQuery(call: Call, engine: Engine): Promise<JsonObject> {
  call.access.require('search');
  const body = call.body === undefined ? {} : bodyObject(call);
  return inFacet(call, engine, call.part('index'), { ...body, facet: call.part('facet') });
}

async function inFacet(call: Call, engine: Engine, name: string, body: JsonObject): Promise<JsonObject> {
  const { params, ...given } = body;
  const all: JsonObject = { ...(typeof params === 'string' && decodeParams(params)), ...given };
  const asked = facetRule.safeParse({
    ...all,
    maxFacetHits: all['maxFacetHits'] && Number(all['maxFacetHits']),
  });
  if (!asked.success)
    throw badRequest(`Invalid value for "${String(asked.error.issues[0]?.path[0])}" parameter`);
  const rest = without(all, Object.keys(facetRule.shape));
  return searchFacet(reach(call, engine, name), asked.data, readSearchParams(rest), call.access);
}

function without(body: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));
}

function browse(call: Call, engine: Engine): JsonObject {
  call.access.require('browse');
  const index = reach(call, engine, call.part('index'));
  return runBrowse(index, readSearchParams(call.body === undefined ? {} : bodyObject(call)), call.access);
}
