// The contract of the job that every write to a profile enqueues in its own transaction.
import { z } from 'zod';
import { defineJob } from '../jobs/contract.ts';

export const profileChanged = defineJob({
  name: 'profile-changed',
  payload: z.object({ profileId: z.guid() }),
  key: ({ profileId }) => profileId,
  concurrency: 4,
  // One person may enqueue some 280 a minute.
  keepEndedSeconds: 3600,
});
