// Calls a search server with SEARCH_KEYS, from any process: its faults, its meter, and what Vitae itself never asks for.
import type { FaultPlan } from '../../src/dev/search/faults.ts';
import { SEARCH_KEYS } from './fleet.ts';

/** Replaces the faults of the server at this URL; an empty list ends them. */
export async function setFaults(
  url: string,
  faults: FaultPlan['faults'],
  seed?: FaultPlan['seed'],
): Promise<void> {
  await askLocal(url, 'faults', {
    method: 'PUT',
    body: JSON.stringify({ faults, seed } satisfies FaultPlan),
  });
}

/** Deletes an index with its settings, as an operator may at Algolia. */
export async function deleteIndex(url: string, indexName: string): Promise<void> {
  await ask(`${url}/1/indexes/${indexName}`, { method: 'DELETE' });
}

/** @returns the parsed answer @throws where the server refuses */
export function askLocal(url: string, route: 'faults' | 'meter', init: RequestInit = {}): Promise<unknown> {
  return ask(`${url}/_local/${route}`, init);
}

async function ask(url: string, init: RequestInit): Promise<unknown> {
  const headers = {
    'x-algolia-application-id': SEARCH_KEYS.appId,
    'x-algolia-api-key': SEARCH_KEYS.adminKey,
  };
  const response = await fetch(url, { ...init, headers });
  if (!response.ok) throw new Error(`${url} answered: ${await response.text()}`);
  return response.json();
}
