// Who did what: each call of a mutation that only administrators may call is recorded, whatever came of it.
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sweepRetention } from '../../src/retention/sweep.ts';
import { createPostgresAnalytics } from '../../src/indexing/analytics/analytics.ts';
import { mutated } from '../support/mutations.ts';
import { useVitae } from '../support/vitae.ts';

const vitae = useVitae();

const answerRule = z.object({
  administratorActions: z.object({
    edges: z.array(
      z.object({
        node: z.object({
          at: z.string(),
          subject: z.string().nullable(),
          action: z.string(),
          arguments: z.unknown(),
        }),
      }),
    ),
  }),
});

async function actions() {
  const document = '{ administratorActions { edges { node { at subject action arguments } } } }';
  const { data } = await vitae.send(document, {}, 'admin');
  return answerRule.parse(data).administratorActions.edges.map(({ node }) => node);
}

describe('a call that only an administrator may make', () => {
  it('is recorded with its arguments, the newest first, also where it failed', async () => {
    await vitae.send('mutation { startReindex(input: { mode: DRY_RUN, batchSize: 7 }) { id } }', {}, 'admin');
    await vitae.send(
      'mutation { pauseReindex(id: "01a00000-0000-7000-8000-000000000000") { id } }',
      {},
      'admin',
    );
    expect(await actions()).toMatchObject([
      { action: 'pauseReindex', arguments: { id: '01a00000-0000-7000-8000-000000000000' } },
      { action: 'startReindex', arguments: { input: { mode: 'DRY_RUN', batchSize: 7 } } },
    ]);
  });

  it('is not recorded where somebody else makes it, and neither is what anybody may do', async () => {
    const before = await actions();
    await vitae.send('mutation { startReindex { id } }', {}, null);
    await mutated(vitae, 'createProfile', { input: { fullName: 'One' } }, 'admin');
    expect(await actions()).toEqual(before);
  });

  it('is forgotten after the retention of runs', async () => {
    await vitae.sql(
      `UPDATE administrator_action SET at = now() - interval '31 days' WHERE action = 'pauseReindex'`,
    );
    await sweepRetention(
      { ...vitae.services, analytics: createPostgresAnalytics() },
      { events: 30, runs: 30 },
    );
    expect((await actions()).map(({ action }) => action)).toEqual(['startReindex']);
  });
});
