// The contract of the job that deletes what is no longer needed.
import { z } from 'zod';
import { defineJob } from '../jobs/contract.ts';

export const retentionSweep = defineJob({
  name: 'retention-sweep',
  payload: z.object({}),
  key: () => 'sweep',
});
