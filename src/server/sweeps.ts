// Starts the sweeps of a process: what it sees in Postgres by itself, each second. The first of each has ended, so the process serves
// no cached value from before a restore or a recorded write.
import { startRestoredSweep } from '../completion/restored.ts';
import { startInvalidationSweep } from '../database/invalidations.ts';
import type { Sweep } from '../database/sweep.ts';
import type { Services } from '../graphql/context.ts';
import { startUndeclaredSweep } from '../profiles/undeclared-writes.ts';

const stop = (sweep: Sweep) => sweep.stop();

/** @param servesApi without it the process serves no completions, and only follows up undeclared writes */
export async function startSweeps(services: Services, servesApi: boolean): Promise<AsyncDisposable> {
  await using starting = new AsyncDisposableStack();
  if (servesApi) {
    await starting.adopt(startRestoredSweep(services), stop).first;
    starting.defer(await startInvalidationSweep(services));
  }
  starting.adopt(startUndeclaredSweep(services), stop);
  return starting.move();
}
