// Owns the contracts of the jobs that a run is made of. A flood of one kind never holds up another: each has its queue.
import { z } from 'zod';
import { defineJob } from '../jobs/contract.ts';

/** Cuts a run into batches. */
export const reindexDispatch = defineJob({
  name: 'reindex-dispatch',
  payload: z.object({ runId: z.uuid() }),
  key: ({ runId }) => runId,
});

/** Brings one batch's range into line. */
export const reindexBatch = defineJob({
  name: 'reindex-batch',
  payload: z.object({ batchId: z.uuid() }),
  key: ({ batchId }) => batchId,
  concurrency: 2,
});

/** Finds the profiles whose document changes today with no write at all. */
export const stalenessSweep = defineJob({
  name: 'staleness-sweep',
  payload: z.object({}),
  key: () => 'sweep',
});

/** Starts a VERIFY over all at the times that the configuration names. */
export const verifySchedule = defineJob({
  name: 'verify-schedule',
  payload: z.object({}),
  key: () => 'verify',
});
