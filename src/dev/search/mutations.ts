// Owns the writes that the server accepts, as they stand in the journal, and what each does to the indices.
// Applying never fails: everything that can be refused is refused before a write is accepted.
// Source: https://www.algolia.com/doc/rest-api/search/batch and .../operation-index
import { z } from 'zod';

import { isJsonObject } from '../../search/json.ts';
import type { JsonObject } from '../../search/json.ts';
import { IndexState } from './index-state.ts';
import { applyPartialUpdate } from './partial-update.ts';
import { restrict } from './query.ts';
import { readSearchParams } from './search-params.ts';
import { mergeSettings } from './settings.ts';

export const actionNames = [
  'addObject',
  'updateObject',
  'partialUpdateObject',
  'partialUpdateObjectNoCreate',
  'deleteObject',
  'delete',
  'clear',
] as const;

const jsonObject = z.custom<JsonObject>(isJsonObject);
const actionSchema = z.object({
  action: z.enum(actionNames),
  index: z.string(),
  objectID: z.string(),
  body: jsonObject,
});

export const mutationSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('actions'), actions: z.array(actionSchema) }),
  z.object({ kind: z.literal('deleteBy'), index: z.string(), params: jsonObject }),
  z.object({ kind: z.literal('settings'), index: z.string(), settings: jsonObject }),
  z.object({
    kind: z.enum(['copy', 'move']),
    index: z.string(),
    destination: z.string(),
    scope: z.array(z.string()).nullable(),
  }),
  z.object({ kind: z.literal('saveKey'), value: z.string(), key: jsonObject }),
  z.object({ kind: z.literal('deleteKey'), value: z.string() }),
]);

export type Action = z.infer<typeof actionSchema>;
export type Mutation = z.infer<typeof mutationSchema>;

export interface State {
  indices: Map<string, IndexState>;
  /** Keys that were created, as the key routes wrote them. */
  keys: Map<string, JsonObject>;
}

export function applyMutation(state: State, mutation: Mutation, at: string): void {
  switch (mutation.kind) {
    case 'actions':
      for (const action of mutation.actions) applyAction(state, action, at);
      return;
    case 'deleteBy':
      deleteBy(state.indices.get(mutation.index), mutation.params, at);
      return;
    case 'settings': {
      const index = ensureIndex(state, mutation.index, at);
      index.setSettings(mergeSettings(index.ownSettings, mutation.settings));
      index.updatedAt = at;
      return;
    }
    case 'copy':
      copyIndex(state, mutation.index, mutation.destination, mutation.scope, at);
      return;
    case 'move': {
      const source = state.indices.get(mutation.index);
      if (source === undefined || mutation.index === mutation.destination) return;
      state.indices.set(mutation.destination, source);
      state.indices.delete(mutation.index);
      source.updatedAt = at;
      return;
    }
    case 'saveKey':
      state.keys.set(mutation.value, mutation.key);
      return;
    case 'deleteKey':
      state.keys.delete(mutation.value);
  }
}

function ensureIndex(state: State, name: string, at: string): IndexState {
  const existing = state.indices.get(name);
  if (existing !== undefined) return existing;
  const created = new IndexState(at);
  state.indices.set(name, created);
  return created;
}

function applyAction(state: State, { action, index: name, objectID, body }: Action, at: string): void {
  if (action === 'delete') {
    state.indices.delete(name);
    return;
  }
  const index = ensureIndex(state, name, at);
  index.updatedAt = at;
  if (action === 'clear') {
    index.clear();
  } else if (action === 'deleteObject') {
    index.remove(objectID);
  } else if (action === 'addObject' || action === 'updateObject') {
    index.put(objectID, { ...body, objectID });
  } else {
    const create = action === 'partialUpdateObject';
    const record = applyPartialUpdate(index.records.get(objectID), objectID, body, create);
    if (record !== null) index.put(objectID, record);
  }
}

function deleteBy(index: IndexState | undefined, params: JsonObject, at: string): void {
  if (index === undefined) return;
  const predicate = restrict(index, [readSearchParams(params)]);
  const doomed = [...index.records].filter(([, record]) => predicate(record)).map(([objectID]) => objectID);
  for (const objectID of doomed) index.remove(objectID);
  index.updatedAt = at;
}

/** A source that does not exist copies as an empty index. With a scope only the settings are taken over. */
function copyIndex(state: State, from: string, to: string, scope: string[] | null, at: string): void {
  const source = state.indices.get(from) ?? new IndexState(at);
  if (scope === null) {
    state.indices.set(to, new IndexState(at, source));
  } else {
    const destination = ensureIndex(state, to, at);
    if (scope.includes('settings')) destination.setSettings(source.ownSettings);
    destination.updatedAt = at;
  }
}
