// The contract of the job that delivers analytics events to their target.
import { z } from 'zod';
import { defineJob } from '../../jobs/contract.ts';

/** Delivers the oldest events first. One job runs at a time, so the target gets them in order. */
export const analyticsDelivery = defineJob({
  name: 'analytics-delivery',
  payload: z.object({}),
  key: () => 'delivery',
});
