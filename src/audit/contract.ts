// The contract of the job that compares profiles drawn at random.
import { z } from 'zod';
import { defineJob } from '../jobs/contract.ts';

export const auditRound = defineJob({
  name: 'audit',
  payload: z.object({}),
  key: () => 'audit',
});
