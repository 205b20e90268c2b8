// The routes of an index's settings, of its tasks, and of its deletion.
// Source: https://www.algolia.com/doc/rest-api/search (Indices)
import type { JsonObject } from '../../../search/json.ts';
import { bodyObject, checkIndexName, existingIndex } from '../engine.ts';
import type { Call, Engine } from '../engine.ts';
import { Failure } from '../failure.ts';
import { checkSettings, defaultSettings } from '../settings.ts';
import type { Route } from './route.ts';

export const indexRoutes: readonly Route[] = [
  { method: 'GET', path: '/1/indexes/:index/settings', answer: getSettings },
  { method: 'PUT', path: '/1/indexes/:index/settings', answer: setSettings },
  { method: 'GET', path: '/1/indexes/:index/task/:task', answer: task },
  { method: 'DELETE', path: '/1/indexes/:index', answer: deleteIndex },
];

function getSettings(call: Call, engine: Engine): JsonObject {
  call.access.require('settings');
  call.access.reach(call.part('index'));
  return { ...defaultSettings, ...existingIndex(engine, call.part('index')).ownSettings };
}

function setSettings(call: Call, engine: Engine): JsonObject {
  call.access.require('editSettings');
  const index = call.part('index');
  checkIndexName(index);
  call.access.reach(index);
  const settings = bodyObject(call);
  checkSettings(settings);
  const { taskID, at } = engine.store.accept({ kind: 'settings', index, settings });
  return { taskID, updatedAt: at };
}

function deleteIndex(call: Call, engine: Engine): JsonObject {
  call.access.require('deleteIndex');
  const index = call.part('index');
  checkIndexName(index);
  call.access.reach(index);
  const { taskID, at } = engine.store.accept({ kind: 'deleteIndex', index });
  return { taskID, deletedAt: at };
}

function task(call: Call, engine: Engine): JsonObject {
  call.access.require('addObject');
  call.access.reach(call.part('index'));
  const status = engine.store.taskStatus(Number(call.part('task')));
  if (status === null) throw new Failure(404, `Task ${call.part('task')} does not exist`);
  return { status, pendingTask: status === 'notPublished' };
}
