// The writes that the server accepts, as the journal stores them, and what each does to the indices.
// Applying never fails: what can be refused is refused before a write is accepted.
// Source: https://www.algolia.com/doc/rest-api/search/batch
import { z } from 'zod';

import { isJsonObject } from '../../search/json.ts';
import type { JsonObject } from '../../search/json.ts';
import { IndexState } from './index-state.ts';
import { applyPartialUpdate } from './partial-update.ts';
import { mergeSettings } from './settings.ts';

export const actionNames = [
  'addObject',
  'updateObject',
  'partialUpdateObject',
  'partialUpdateObjectNoCreate',
  'deleteObject',
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
  z.object({ kind: z.literal('settings'), index: z.string(), settings: jsonObject }),
  z.object({ kind: z.literal('deleteIndex'), index: z.string() }),
  z.object({ kind: z.literal('saveKey'), value: z.string(), key: jsonObject }),
]);

export type Action = z.infer<typeof actionSchema>;
export type Mutation = z.infer<typeof mutationSchema>;

export interface State {
  indices: Map<string, IndexState>;
  /** Created keys, as the key routes stored them. */
  keys: Map<string, JsonObject>;
}

export function applyMutation(state: State, mutation: Mutation, at: string): void {
  switch (mutation.kind) {
    case 'actions':
      for (const action of mutation.actions) applyAction(state, action, at);
      return;
    case 'settings': {
      const index = ensureIndex(state, mutation.index, at);
      index.setSettings(mergeSettings(index.ownSettings, mutation.settings));
      index.updatedAt = at;
      return;
    }
    case 'deleteIndex':
      state.indices.delete(mutation.index);
      return;
    case 'saveKey':
      state.keys.set(mutation.value, mutation.key);
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
