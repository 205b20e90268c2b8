// The routes of API keys. Only the admin key creates and lists them; a key may read itself.
// Source: https://www.algolia.com/doc/rest-api/search (API keys)
import { randomBytes } from 'node:crypto';

import type { JsonObject } from '../../../search/json.ts';
import { bodyObject } from '../engine.ts';
import type { Call, Engine } from '../engine.ts';
import { Failure, badRequest } from '../failure.ts';
import { newKeySchema, permissions } from '../keys.ts';
import type { Route } from './route.ts';

export const keyRoutes: readonly Route[] = [
  { method: 'POST', path: '/1/keys', answer: create },
  { method: 'GET', path: '/1/keys', answer: list },
  { method: 'GET', path: '/1/keys/:key', answer: read },
];

function readKey(call: Call): JsonObject {
  const result = newKeySchema.safeParse(bodyObject(call));
  if (result.success) return result.data;
  throw badRequest(`Invalid API key: ${result.error.issues[0]?.message ?? ''}`);
}

function create(call: Call, engine: Engine): JsonObject {
  call.access.require('admin');
  const value = randomBytes(16).toString('hex');
  const key = readKey(call);
  const { at } = engine.store.accept({ kind: 'saveKey', value, key });
  return { key: value, createdAt: at };
}

function list(call: Call, engine: Engine): JsonObject {
  call.access.require('admin');
  const admin = { value: engine.adminKey, acl: [...permissions], description: 'Admin' };
  const created = [...engine.store.keys].map(([value, key]) => ({ value, ...key }));
  return { keys: [admin, ...created] };
}

function read(call: Call, engine: Engine): JsonObject {
  const value = call.part('key');
  if (value !== call.access.value) call.access.require('admin');
  return { value, ...existingKey(engine, value) };
}

function existingKey(engine: Engine, value: string): JsonObject {
  const key = engine.store.keys.get(value);
  if (key === undefined) throw new Failure(404, 'Key does not exist');
  return key;
}
