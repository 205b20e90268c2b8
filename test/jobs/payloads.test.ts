// Owns that a job which was enqueued by a version before is understood: payloads as they lay in the queues once, frozen.
// Whoever changes a payload adds the new shape to the list and leaves the old ones in it.
import { describe, expect, it } from 'vitest';
import { indexingJobs } from '../../src/indexing/workers.ts';

const ID = '01a20d53-9972-7372-91cc-d91b131d29e6';
const frozen: Readonly<Record<string, readonly object[]>> = {
  'profile-changed': [{ profileId: ID }],
  'reindex-dispatch': [{ runId: ID }],
  'reindex-batch': [{ batchId: ID }],
  'staleness-sweep': [{}],
  'verify-schedule': [{}],
  'analytics-delivery': [{}],
};

describe('payloads of every version', () => {
  it.each(Object.entries(frozen))('%s: each is understood', (name, payloads) => {
    const job = indexingJobs.find((known) => known.name === name);
    for (const payload of payloads) expect(job?.payload.safeParse(payload).error).toBeUndefined();
    expect(job).toBeDefined();
  });

  it('every queue has one', () => {
    expect(Object.keys(frozen).sort()).toEqual(indexingJobs.map(({ name }) => name).sort());
  });
});
