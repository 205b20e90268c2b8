// Reads the processes that pg-boss has registered. Each sends a heartbeat with its memory and processor use every few
// seconds. A killed process counts as silent within 15 seconds.
import { readInstanceRows, type Sql } from './pgboss-tables.ts';

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
const LISTED_SECONDS = 15 * 60;

/** The oldest first. */
export async function readInstances(db: Sql): Promise<InstanceStatus[]> {
  const rows = await readInstanceRows(db, LISTED_SECONDS);
  return rows.map(({ workers, metrics, ...instance }) => ({
    ...instance,
    activeJobs: workers.reduce((sum, { active }) => sum + active, 0),
    memoryBytes: metrics?.rss ?? null,
    cpuCores: metrics?.cpu ?? null,
  }));
}
