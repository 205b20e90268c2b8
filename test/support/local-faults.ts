// Calls the local routes of a search server with SEARCH_KEYS, from any process: its faults and its meter.
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

/** @returns the parsed answer @throws where the server refuses */
export async function askLocal(
  url: string,
  route: 'faults' | 'meter',
  init: RequestInit = {},
): Promise<unknown> {
  const headers = {
    'x-algolia-application-id': SEARCH_KEYS.appId,
    'x-algolia-api-key': SEARCH_KEYS.adminKey,
  };
  const response = await fetch(`${url}/_local/${route}`, { ...init, headers });
  if (!response.ok) throw new Error(`/_local/${route} answered: ${await response.text()}`);
  return response.json();
}
