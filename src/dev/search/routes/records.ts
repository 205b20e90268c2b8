// Owns the routes that read and write records by id. A write is answered once it is accepted, before it is applied.
// Source: https://www.algolia.com/doc/rest-api/search (Records)
import { isJsonObject, ownValue } from '../../../search/json.ts';
import type { JsonObject, JsonValue } from '../../../search/json.ts';
import { project } from '../attributes.ts';
import { bodyObject, checkIndexName, existingIndex, readAction } from '../engine.ts';
import type { Call, Engine } from '../engine.ts';
import { badRequest, objectMissing } from '../failure.ts';
import type { Action } from '../mutations.ts';
import { filterOf, readSearchParams } from '../search-params.ts';
import type { Route } from './route.ts';

export const recordRoutes: readonly Route[] = [
  { method: 'POST', path: '/1/indexes/*/batch', answer: multiBatch },
  { method: 'POST', path: '/1/indexes/*/objects', answer: getObjects },
  { method: 'POST', path: '/1/indexes/:index/batch', answer: batch },
  { method: 'POST', path: '/1/indexes/:index/deleteByQuery', answer: deleteBy },
  { method: 'POST', path: '/1/indexes/:index/clear', answer: clear },
  { method: 'POST', path: '/1/indexes/:index/:objectID/partial', answer: partialUpdate },
  { method: 'POST', path: '/1/indexes/:index', answer: addObject },
  { method: 'GET', path: '/1/indexes/:index/:objectID', answer: getObject },
  { method: 'PUT', path: '/1/indexes/:index/:objectID', answer: putObject },
  { method: 'DELETE', path: '/1/indexes/:index/:objectID', answer: deleteObject },
];

function accept(engine: Engine, actions: Action[]): { taskID: number; at: string } {
  const accepted = engine.store.accept({ kind: 'actions', actions });
  engine.meter.records += actions.length;
  return accepted;
}

function requestsOf(call: Call): JsonValue[] {
  const requests = ownValue(bodyObject(call), 'requests');
  if (!Array.isArray(requests)) throw badRequest('"requests" must be a list');
  return requests;
}

function batch(call: Call, engine: Engine): JsonObject {
  const index = call.part('index');
  checkIndexName(index);
  const actions = requestsOf(call).map((raw, at) => readAction(raw, at, index, engine, call.access));
  const { taskID } = accept(engine, actions);
  return { taskID, objectIDs: actions.map(({ objectID }) => objectID) };
}

function multiBatch(call: Call, engine: Engine): JsonObject {
  const actions = requestsOf(call).map((raw, at) => {
    const index = isJsonObject(raw) ? ownValue(raw, 'indexName') : undefined;
    if (typeof index !== 'string') throw badRequest(`Missing indexName at the position ${at}`);
    return readAction(raw, at, index, engine, call.access);
  });
  const { taskID } = accept(engine, actions);
  return {
    taskID: Object.fromEntries(actions.map(({ index }) => [index, taskID])),
    objectIDs: actions.map(({ objectID }) => objectID),
  };
}

function writeOne(call: Call, engine: Engine, action: Action['action'], body: JsonObject) {
  const read = readAction({ action, body }, 0, call.part('index'), engine, call.access);
  return { ...accept(engine, [read]), objectID: read.objectID };
}

function addObject(call: Call, engine: Engine): JsonObject {
  const { taskID, at, objectID } = writeOne(call, engine, 'addObject', bodyObject(call));
  return { objectID, taskID, createdAt: at };
}

function putObject(call: Call, engine: Engine): JsonObject {
  const body = { ...bodyObject(call), objectID: call.part('objectID') };
  const { taskID, at, objectID } = writeOne(call, engine, 'updateObject', body);
  return { objectID, taskID, updatedAt: at };
}

function partialUpdate(call: Call, engine: Engine): JsonObject {
  const create = call.query.get('createIfNotExists') !== 'false';
  const body = { ...bodyObject(call), objectID: call.part('objectID') };
  const action = create ? 'partialUpdateObject' : 'partialUpdateObjectNoCreate';
  const { taskID, at, objectID } = writeOne(call, engine, action, body);
  return { objectID, taskID, updatedAt: at };
}

function deleteObject(call: Call, engine: Engine): JsonObject {
  const { taskID, at } = writeOne(call, engine, 'deleteObject', { objectID: call.part('objectID') });
  return { taskID, deletedAt: at };
}

function clear(call: Call, engine: Engine): JsonObject {
  const { taskID, at } = writeOne(call, engine, 'clear', {});
  return { taskID, updatedAt: at };
}

function deleteBy(call: Call, engine: Engine): JsonObject {
  const index = call.part('index');
  call.access.reach(index);
  call.access.require('deleteIndex');
  const params = bodyObject(call);
  // A mistake that leaves the filter out must not empty the index.
  if (filterOf(readSearchParams(params)).length === 0) {
    throw badRequest('deleteByQuery needs filters, facetFilters or numericFilters');
  }
  const { taskID, at } = engine.store.accept({ kind: 'deleteBy', index, params });
  engine.meter.records += 1;
  return { taskID, updatedAt: at };
}

function getObject(call: Call, engine: Engine): JsonObject {
  call.access.require('search');
  const name = call.part('index');
  call.access.reach(name);
  const wanted = call.query.get('attributesToRetrieve')?.split(',');
  const record = readRecord(call, engine, name, call.part('objectID'), wanted);
  if (record === null) throw objectMissing();
  return record;
}

function getObjects(call: Call, engine: Engine): JsonObject {
  call.access.require('search');
  const missing: string[] = [];
  const results = requestsOf(call).map((request) => {
    const { indexName, objectID, attributesToRetrieve: wanted } = isJsonObject(request) ? request : {};
    if (typeof indexName !== 'string' || typeof objectID !== 'string') {
      throw badRequest('Each request needs indexName and objectID');
    }
    call.access.reach(indexName);
    const names = Array.isArray(wanted) ? wanted.filter((name) => typeof name === 'string') : undefined;
    const record = readRecord(call, engine, indexName, objectID, names);
    if (record === null) missing.push(objectID);
    return record;
  });
  return missing.length === 0
    ? { results }
    : { results, message: `ObjectID ${missing.join(', ')} does not exist` };
}

function readRecord(
  call: Call,
  engine: Engine,
  name: string,
  objectID: string,
  wanted: readonly string[] | undefined,
): JsonObject | null {
  const index = existingIndex(engine, name);
  const record = index.records.get(objectID);
  if (record === undefined) return null;
  return project(record, wanted, call.access.seesUnretrievable ? [] : index.settings.unretrievable);
}
