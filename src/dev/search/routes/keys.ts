// Owns the routes of API keys. Only the admin key may change or list them; a key may read itself.
// Source: https://www.algolia.com/doc/rest-api/search (API keys)
import { randomBytes } from 'node:crypto';

import type { JsonObject } from '../../../search/json.ts';
import { bodyObject } from '../engine.ts';
import type { Call, Engine } from '../engine.ts';
import { Failure, badRequest } from '../failure.ts';
import { isExpired, keySchema, permissions } from '../keys.ts';
import type { Route } from './route.ts';

export const keyRoutes: readonly Route[] = [
  { method: 'POST', path: '/1/keys', answer: create },
  { method: 'GET', path: '/1/keys', answer: list },
  { method: 'GET', path: '/1/keys/:key', answer: read },
  { method: 'PUT', path: '/1/keys/:key', answer: update },
  { method: 'DELETE', path: '/1/keys/:key', answer: remove },
];

function readKey(call: Call, createdAt: number): JsonObject {
  const result = keySchema.safeParse({ ...bodyObject(call), createdAt });
  if (result.success) return result.data;
  throw badRequest(`Invalid API key: ${result.error.issues[0]?.path.join('.') ?? ''}`);
}

function create(call: Call, engine: Engine): JsonObject {
  call.access.require('admin');
  const value = randomBytes(16).toString('hex');
  const key = readKey(call, Math.floor(Date.now() / 1000));
  const { at } = engine.store.accept({ kind: 'saveKey', value, key });
  return { key: value, createdAt: at };
}

function list(call: Call, engine: Engine): JsonObject {
  call.access.require('admin');
  const admin = {
    value: engine.adminKey,
    createdAt: 0,
    acl: [...permissions],
    validity: 0,
    description: 'Admin',
  };
  const created = [...engine.store.keys]
    .filter(([, key]) => !isExpired(keySchema.parse(key)))
    .map(([value, key]) => ({ value, ...key }));
  return { keys: [admin, ...created] };
}

function read(call: Call, engine: Engine): JsonObject {
  const value = call.part('key');
  if (value !== call.access.value) call.access.require('admin');
  return { value, ...existingKey(engine, value) };
}

function update(call: Call, engine: Engine): JsonObject {
  call.access.require('admin');
  const value = call.part('key');
  const key = readKey(call, Number(existingKey(engine, value)['createdAt']));
  const { at } = engine.store.accept({ kind: 'saveKey', value, key });
  return { key: value, updatedAt: at };
}

function remove(call: Call, engine: Engine): JsonObject {
  call.access.require('admin');
  const value = call.part('key');
  existingKey(engine, value);
  const { at } = engine.store.accept({ kind: 'deleteKey', value });
  return { deletedAt: at };
}

function existingKey(engine: Engine, value: string): JsonObject {
  const key = engine.store.keys.get(value);
  if (key === undefined) throw new Failure(404, 'Key does not exist');
  return key;
}
