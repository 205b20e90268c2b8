// The contract of the job that corrects the document of one profile, for an administrator who found it different.
import { z } from 'zod';
import { defineJob } from '../jobs/contract.ts';

export const profileRepair = defineJob({
  name: 'profile-repair',
  payload: z.object({ profileId: z.guid() }),
  key: ({ profileId }) => profileId,
});
