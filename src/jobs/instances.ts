// Owns which processes there are, as pg-boss registers them: each tells every few seconds that it lives and what it uses.
// One that was killed says nothing more and is seen as gone within a quarter of a minute.
import type { PgBoss } from 'pg-boss';

export interface InstanceStatus {
  readonly id: string;
  /** As in its options; null where it has none. */
  readonly name: string | null;
  readonly host: string;
  readonly pid: number;
  readonly startedAt: Date;
  /** When it was heard of last. */
  readonly seenAt: Date;
  readonly state: 'live' | 'silent' | 'stopped';
  /** Of its jobs, at its last sign of life. */
  readonly activeJobs: number;
  /** Resident; null before it was measured. */
  readonly memoryBytes: number | null;
  /** Processor cores in use; null before it was measured. */
  readonly cpuCores: number | null;
}

/** Who stopped or fell silent longer ago is of no interest any more. */
const REMEMBERED_MS = 15 * 60_000;

export async function readInstances(boss: Pick<PgBoss, 'getInstances'>): Promise<InstanceStatus[]> {
  const found = await boss.getInstances();
  return found
    .map((instance) => ({
      id: instance.id,
      name: instance.name,
      host: instance.host,
      pid: instance.pid,
      startedAt: instance.startedOn,
      seenAt: instance.stoppedOn ?? instance.heartbeatOn,
      state: instance.live
        ? ('live' as const)
        : instance.stoppedOn
          ? ('stopped' as const)
          : ('silent' as const),
      activeJobs: instance.workers.reduce((sum, { active }) => sum + active, 0),
      memoryBytes: instance.metrics?.rss ?? null,
      cpuCores: instance.metrics?.cpu ?? null,
    }))
    .filter(({ state, seenAt }) => state === 'live' || Date.now() - seenAt.getTime() < REMEMBERED_MS)
    .sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime());
}
