// Repeats a small delete until nothing is left, so that no transaction is long and no lock is held for long.

/** Rows per transaction. */
export const BATCH = 1000;
/** A sweep ends after so many batches of a kind. The next one goes on. */
const MAX_BATCHES = 500;

/** @param deleteBatch deletes at most BATCH rows, and says how many @returns how many rows were deleted */
export async function inBatches(deleteBatch: () => Promise<number>): Promise<number> {
  let total = 0;
  for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
    const count = await deleteBatch();
    total += count;
    if (count < BATCH) break;
  }
  return total;
}
