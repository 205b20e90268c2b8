// The jobs of a reindex. Each has a queue of its own, so that many jobs of one kind never delay another kind.
import { z } from 'zod';
import { defineJob } from '../jobs/contract.ts';

/** Splits a run into batches. */
export const reindexDispatch = defineJob({
  name: 'reindex-dispatch',
  payload: z.object({ runId: z.uuid() }),
  key: ({ runId }) => runId,
  isAwaited: true,
});

/** Indexes one batch of a run. */
export const reindexBatch = defineJob({
  name: 'reindex-batch',
  payload: z.object({ batchId: z.uuid() }),
  key: ({ batchId }) => batchId,
  concurrency: 2,
  isAwaited: true,
});

/** Enqueues the profiles whose document changes without a write. */
export const stalenessSweep = defineJob({
  name: 'staleness-sweep',
  payload: z.object({}),
  key: () => 'sweep',
});

/** Starts a VERIFY of all profiles at the times in VERIFY_SCHEDULE. */
export const verifySchedule = defineJob({
  name: 'verify-schedule',
  payload: z.object({}),
  key: () => 'verify',
});
