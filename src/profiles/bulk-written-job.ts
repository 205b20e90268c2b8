// The contract of the job that follows up a bulk of writes past the write path: one run instead of a job for each profile.
import { z } from 'zod';
import { defineJob } from '../jobs/contract.ts';

export const bulkWritten = defineJob({
  name: 'bulk-written',
  payload: z.object({}),
  key: () => 'bulk',
});
