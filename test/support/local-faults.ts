// Sets the faults of a local search server over HTTP, from any process.
import type { FaultPlan } from '../../src/dev/search/faults.ts';

/** Replaces the faults of the server at this URL; an empty list ends them. */
export async function setFaults(
  url: string,
  faults: FaultPlan['faults'],
  seed?: FaultPlan['seed'],
): Promise<void> {
  const response = await fetch(`${url}/_local/faults`, {
    method: 'PUT',
    body: JSON.stringify({ faults, seed } satisfies FaultPlan),
  });
  if (!response.ok) throw new Error(`The faults were not accepted: ${await response.text()}`);
}
