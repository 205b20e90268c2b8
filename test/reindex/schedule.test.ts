// Owns the VERIFY by schedule: asked for by the configuration alone, gone with it, and never two of them at once.
import { describe, expect, it } from 'vitest';
import { verifySchedule } from '../../src/reindex/contracts.ts';
import { startWorkers } from '../../src/server/workers.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';

const schedules = (vitae: Vitae) =>
  vitae.sql(`SELECT cron, timezone FROM pgboss.schedule WHERE name = $1`, [verifySchedule.name]);
const verifies = (vitae: Vitae) => vitae.db.reindexRun.findMany({ where: { mode: 'VERIFY' } });

describe('a VERIFY by schedule', () => {
  it('is off where nobody asks for it', async () => {
    await using vitae = await startVitae();
    expect(await schedules(vitae)).toEqual([]);
  });

  it('is kept in UTC, started by its job, and taken away with the configuration', async () => {
    await using vitae = await startVitae({ verifySchedule: '0 3 * * *' });
    expect(await schedules(vitae)).toEqual([{ cron: '0 3 * * *', timezone: 'UTC' }]);
    await vitae.services.jobs.enqueue(verifySchedule, {});
    await vitae.idle();
    expect(await verifies(vitae)).toMatchObject([{ status: 'COMPLETED', afterId: null, upToId: null }]);
    await startWorkers(vitae.services);
    expect(await schedules(vitae)).toEqual([]);
  });

  it('starts none while the one before has not ended; one that was filtered does not count', async () => {
    await using vitae = await startVitae();
    const old = { mode: 'VERIFY' as const, batchSize: 500, total: 0 };
    await vitae.db.reindexRun.create({ data: { ...old, status: 'PAUSED', visibility: 'PUBLIC' } });
    const paused = await vitae.db.reindexRun.create({ data: { ...old, status: 'PAUSED' } });
    await vitae.services.jobs.enqueue(verifySchedule, {});
    await vitae.idle();
    expect(await verifies(vitae)).toHaveLength(2);
    await vitae.db.reindexRun.update({ where: { id: paused.id }, data: { status: 'CANCELLED' } });
    await vitae.services.jobs.enqueue(verifySchedule, {});
    await vitae.idle();
    expect(await verifies(vitae)).toHaveLength(3);
  });
});
