// Reads the processes that pg-boss has registered. Each sends a heartbeat with its memory and processor use every few
// seconds. A killed process counts as silent within 15 seconds.
import type { PgBoss } from 'pg-boss';

export interface InstanceStatus {
  readonly id: string;
  /** `instanceName` of its options; null where it has none. */
  readonly name: string | null;
  readonly host: string;
  readonly pid: number;
  readonly startedAt: Date;
  /** Its last heartbeat, or when it stopped. */
  readonly seenAt: Date;
  readonly state: 'live' | 'silent' | 'stopped';
  /** At its last heartbeat. */
  readonly activeJobs: number;
  /** Resident; null before the first measurement. */
  readonly memoryBytes: number | null;
  /** Processor cores in use; null before the first measurement. */
  readonly cpuCores: number | null;
}

/** How long a stopped or silent process is listed. */
const LISTED_MS = 15 * 60_000;

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
    .filter(({ state, seenAt }) => state === 'live' || Date.now() - seenAt.getTime() < LISTED_MS)
    .sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime());
}
