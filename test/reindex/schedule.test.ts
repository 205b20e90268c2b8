// The scheduled VERIFY starts only if it is configured, and never while an earlier one has not ended.
import { describe, expect, it } from 'vitest';
import { verifySchedule } from '../../src/reindex/contracts.ts';
import { startWorkers } from '../../src/server/jobs.ts';
import { readSchedules } from '../support/pgboss-tables.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';

const schedules = (vitae: Vitae) => readSchedules(vitae, verifySchedule.name);
const verifies = (vitae: Vitae) => vitae.db.reindexRun.findMany({ where: { mode: 'VERIFY' } });

describe('a scheduled VERIFY', () => {
  it('is off by default', async () => {
    await using vitae = await startVitae();
    expect(await schedules(vitae)).toEqual([]);
  });

  it('is scheduled in UTC, started by its job, and removed with the configuration', async () => {
    await using vitae = await startVitae({ verifySchedule: '0 3 * * *' });
    expect(await schedules(vitae)).toEqual([{ cron: '0 3 * * *', timezone: 'UTC' }]);
    await vitae.services.jobs.enqueue(verifySchedule, {});
    await vitae.idle();
    expect(await verifies(vitae)).toMatchObject([{ status: 'COMPLETED', afterId: null, upToId: null }]);
    await startWorkers(vitae.services);
    expect(await schedules(vitae)).toEqual([]);
  });

  it('does not start while an earlier VERIFY of all profiles has not ended', async () => {
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
