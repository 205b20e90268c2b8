// Owns the routes of whole indices: settings, tasks, listing, copying, moving, deleting.
// Source: https://www.algolia.com/doc/rest-api/search (Indices)
import { isJsonObject, ownValue } from '../../../search/json.ts';
import type { JsonObject } from '../../../search/json.ts';
import { bodyObject, checkIndexName, existingIndex, readAction } from '../engine.ts';
import type { Call, Engine } from '../engine.ts';
import { Failure, badRequest } from '../failure.ts';
import { checkSettings, defaultSettings } from '../settings.ts';
import type { Route } from './route.ts';

export const indexRoutes: readonly Route[] = [
  { method: 'GET', path: '/1/indexes', answer: list },
  { method: 'DELETE', path: '/1/indexes/:index', answer: remove },
  { method: 'GET', path: '/1/indexes/:index/settings', answer: getSettings },
  { method: 'PUT', path: '/1/indexes/:index/settings', answer: setSettings },
  { method: 'GET', path: '/1/indexes/:index/task/:task', answer: task },
  { method: 'POST', path: '/1/indexes/:index/operation', answer: operation },
];

function list(call: Call, engine: Engine): JsonObject {
  call.access.require('listIndexes');
  const items = [...engine.store.indices].map(([name, index]): JsonObject => {
    const dataSize = [...index.records.values()].reduce(
      (sum, record) => sum + JSON.stringify(record).length,
      0,
    );
    return {
      name,
      createdAt: index.createdAt,
      updatedAt: index.updatedAt,
      entries: index.records.size,
      dataSize,
      fileSize: dataSize,
      lastBuildTimeS: 0,
      numberOfPendingTasks: engine.store.pendingTasks,
      pendingTask: engine.store.pendingTasks > 0,
    };
  });
  return { items, nbPages: 1 };
}

function remove(call: Call, engine: Engine): JsonObject {
  const action = readAction({ action: 'delete' }, 0, call.part('index'), engine, call.access);
  const { taskID, at } = engine.store.accept({ kind: 'actions', actions: [action] });
  engine.meter.records += 1;
  return { taskID, deletedAt: at };
}

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

function task(call: Call, engine: Engine): JsonObject {
  call.access.require('addObject');
  call.access.reach(call.part('index'));
  const status = engine.store.taskStatus(Number(call.part('task')));
  if (status === null) throw new Failure(404, `Task ${call.part('task')} does not exist`);
  return { status, pendingTask: status === 'notPublished' };
}

function operation(call: Call, engine: Engine): JsonObject {
  call.access.require('addObject');
  const body = bodyObject(call);
  const index = call.part('index');
  const { operation: kind, destination } = body;
  if (kind !== 'copy' && kind !== 'move') throw badRequest('"operation" must be copy or move');
  if (typeof destination !== 'string') throw badRequest('"destination" is missing');
  checkIndexName(destination);
  if (destination === index) throw badRequest('Source and destination are the same index');
  call.access.reach(index);
  call.access.reach(destination);
  const scope = isJsonObject(body) ? ownValue(body, 'scope') : undefined;
  const { taskID, at } = engine.store.accept({
    kind,
    index,
    destination,
    scope: Array.isArray(scope) ? scope.filter((item) => typeof item === 'string') : null,
  });
  engine.meter.records += 1;
  return { taskID, updatedAt: at };
}
