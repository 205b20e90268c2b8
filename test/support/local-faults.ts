// Owns switching the local search server's faults on and off, over HTTP as any test in any process can.
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
