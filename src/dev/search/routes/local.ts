// The routes that Algolia does not have, for tests: the meter, and the faults where they are allowed.
// They need the admin key, and cannot read or change an index.
import type { JsonValue } from '../../../search/json.ts';
import type { Engine, Meter } from '../engine.ts';
import { Failure } from '../failure.ts';

/**
 * `/_local/meter`: GET reads the counters, POST resets them.
 * `/_local/faults`: GET reads the plan and how often each fault has struck, PUT replaces it.
 * @throws Failure 404 for anything else
 */
export function answerLocal(
  method: string | undefined,
  path: string,
  body: JsonValue | undefined,
  { meter, faults, faultsAllowed }: Engine,
): unknown {
  if (path === '/_local/meter') {
    if (method === 'POST') Object.assign(meter, emptyMeter());
    return meter;
  }
  if (path !== '/_local/faults' || !faultsAllowed) throw new Failure(404, 'Path not found');
  if (method === 'PUT') faults.set(body);
  else if (method !== 'GET') throw new Failure(405, 'Only GET and PUT');
  return faults.describe();
}

export function emptyMeter(): Meter {
  return { records: 0, searches: 0, requests: 0 };
}
