// The routes that read and write records by id. A write is answered when it is accepted, before it is applied.
// Source: https://www.algolia.com/doc/rest-api/search (Records)
import { isJsonObject, ownValue } from '../../../search/json.ts';
import type { JsonObject, JsonValue } from '../../../search/json.ts';
import { project } from '../attributes.ts';
import { bodyObject, checkIndexName, existingIndex, readAction } from '../engine.ts';
import type { Call, Engine } from '../engine.ts';
import { badRequest, objectMissing } from '../failure.ts';
import type { Action } from '../mutations.ts';
import type { Route } from './route.ts';

export const recordRoutes: readonly Route[] = [
  { method: 'POST', path: '/1/indexes/*/objects', answer: getObjects },
  { method: 'POST', path: '/1/indexes/:index/batch', answer: batch },
  { method: 'POST', path: '/1/indexes/:index/clear', answer: clear },
  { method: 'POST', path: '/1/indexes/:index', answer: addObject },
  { method: 'GET', path: '/1/indexes/:index/:objectID', answer: getObject },
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

function writeOne(call: Call, engine: Engine, action: Action['action'], body: JsonObject) {
  const read = readAction({ action, body }, 0, call.part('index'), engine, call.access);
  return { ...accept(engine, [read]), objectID: read.objectID };
}

function addObject(call: Call, engine: Engine): JsonObject {
  const { taskID, at, objectID } = writeOne(call, engine, 'addObject', bodyObject(call));
  return { objectID, taskID, createdAt: at };
}

function clear(call: Call, engine: Engine): JsonObject {
  const { taskID, at } = writeOne(call, engine, 'clear', {});
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
