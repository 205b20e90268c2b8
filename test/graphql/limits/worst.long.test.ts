// The most expensive requests that the limits of production allow, each against a process with a small heap, on profiles that
// hold as much as one may hold: the process survives, and memory, processor time and answer stay bounded.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { costOf, costOfHeld } from '../../bench/limits/cost.ts';
import { heldByConnections } from '../../bench/limits/held.ts';
import { worstRequests } from '../../bench/limits/requests.ts';
import { serve, type Served } from '../../bench/limits/served.ts';
import { withoutRedis } from '../../support/redis.ts';

const MAX_ANSWER = 10_000_000;
/** Twice and three times what `npm run bench:limits` finds. */
const MAX_MEMORY = 400_000_000;
/** More than twice what `npm run bench:limits` finds. */
const MAX_HELD = 600_000_000;
const MAX_PROCESSOR_MS = 10_000;

const NOBODY = { profileId: '', tokens: { anybody: null, owner: null, administrator: null } };

describe.skipIf(withoutRedis())('a process with a small heap', () => {
  let served: Served;
  beforeAll(async () => {
    served = await serve();
  });
  afterAll(() => served[Symbol.asyncDispose]());

  it.each(worstRequests('').map(({ kind }, index) => [kind, index] as const))(
    'answers %s',
    async (_kind, index) => {
      const [request] = worstRequests(served.profileId).slice(index);
      if (!request) throw new Error('no such request');
      const cost = await costOf(served, request);
      expect(cost.outcome).toMatch(/^(200|400 (responseBytes|cost))/);
      expect(cost.answeredBytes).toBeLessThanOrEqual(MAX_ANSWER);
      expect(cost.peakBytes).toBeLessThan(MAX_MEMORY);
      expect(cost.processorMs).toBeLessThan(MAX_PROCESSOR_MS);
    },
  );

  it.each(heldByConnections(NOBODY).map(({ kind }, index) => [kind, index] as const))(
    'survives %s',
    async (_kind, index) => {
      const [held] = heldByConnections(served).slice(index);
      if (!held) throw new Error('no such work');
      // It asks for /health, and fails where the process has ended.
      const { peakBytes } = await costOfHeld(served, held);
      expect(peakBytes).toBeLessThan(MAX_HELD);
    },
  );
});
