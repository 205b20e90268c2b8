// What the routes share: the store, the limits, the meter, and the checks before a write is accepted.
// One record over the limit refuses the whole batch with Algolia's 400.
import { randomUUID } from 'node:crypto';

import { isJsonObject } from '../../search/json.ts';
import type { JsonObject, JsonValue } from '../../search/json.ts';
import { Failure, badRequest, indexMissing } from './failure.ts';
import type { Faults } from './faults.ts';
import type { IndexState } from './index-state.ts';
import type { Access, Rates } from './keys.ts';
import { actionNames } from './mutations.ts';
import type { Action } from './mutations.ts';
import { checkPartialUpdate } from './partial-update.ts';
import type { Store } from './store.ts';

export interface Meter {
  /** Record operations: one for each record of a write, also if the write was ignored. */
  records: number;
  /** Queries (each one of a multi-query) and browse pages. */
  searches: number;
  /** HTTP requests to the API, also refused ones. */
  requests: number;
}

export interface Engine {
  store: Store;
  meter: Meter;
  /** Of keys that have a limit. */
  rates: Rates;
  faults: Faults;
  /** Whether faults can be switched on over HTTP. */
  faultsAllowed: boolean;
  appId: string;
  adminKey: string;
  maxRecordBytes: number;
  maxRequestBytes: number;
}

/** One authorized request. */
export interface Call {
  /** A part of the path by its name in the route, decoded. */
  part: (name: string) => string;
  query: URLSearchParams;
  body: JsonValue | undefined;
  access: Access;
}

export function bodyObject(call: Call): JsonObject {
  if (!isJsonObject(call.body)) throw badRequest('Request body must be a JSON object');
  return call.body;
}

/** @throws Failure 404 */
export function existingIndex(engine: Engine, name: string): IndexState {
  const index = engine.store.indices.get(name);
  if (index === undefined) throw indexMissing(name);
  return index;
}

/** @throws Failure 400 or 403 when the action is malformed, too large or not allowed to this key. */
export function readAction(
  raw: JsonValue,
  position: number,
  index: string,
  engine: Engine,
  access: Access,
): Action {
  if (!isJsonObject(raw)) throw badRequest(`Request at the position ${position} is not an object`);
  const action = actionNames.find((name) => name === raw['action']);
  if (action === undefined) throw badRequest(`Invalid action at the position ${position}`);
  checkIndexName(index);
  access.reach(index);
  if (action === 'clear') {
    access.require('deleteIndex');
    return { action, index, objectID: '', body: {} };
  }
  access.require(action === 'deleteObject' ? 'deleteObject' : 'addObject');
  const { body } = raw;
  if (!isJsonObject(body)) throw badRequest(`Body at the position ${position} is not an object`);
  const objectID = readObjectID(body, action === 'addObject', position);
  if (action === 'deleteObject') return { action, index, objectID, body: {} };
  checkRecordSize(body, objectID, position, engine.maxRecordBytes);
  if (action !== 'addObject' && action !== 'updateObject') checkPartialUpdate(body);
  return { action, index, objectID, body };
}

export function checkIndexName(name: string): void {
  if (name === '' || name === '*' || Buffer.byteLength(name) > 256)
    throw badRequest('indexName is not valid');
}

function readObjectID(body: JsonObject, mayBeMissing: boolean, position: number): string {
  const given = Object.hasOwn(body, 'objectID') ? body['objectID'] : undefined;
  if (typeof given === 'string' && given !== '') return given;
  if (typeof given === 'number') return String(given);
  if (given === undefined && mayBeMissing) return randomUUID();
  throw badRequest(`Missing mandatory objectID attribute at the position ${position}`);
}

function checkRecordSize(body: JsonObject, objectID: string, position: number, limit: number): void {
  const size = Buffer.byteLength(JSON.stringify(body));
  if (size <= limit) return;
  const message = `Record at the position ${position} objectID=${objectID} is too big size=${size}/${limit} bytes`;
  throw new Failure(400, `${message}. Please have a look at the record size limits`, { position, objectID });
}
