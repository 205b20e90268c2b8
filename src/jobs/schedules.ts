// Reads when the jobs that run by cron are enqueued.
import type { PgBoss } from 'pg-boss';

export interface Schedule {
  readonly queue: string;
  /** Five fields, UTC. */
  readonly cron: string;
  /** The next times. */
  readonly next: readonly Date[];
}

const TIMES = 3;

/** @returns in the order of the names */
export async function readSchedules(boss: PgBoss, names: readonly string[]): Promise<Schedule[]> {
  const schedules = await boss.getSchedules();
  return names.flatMap((queue) =>
    schedules
      .filter(({ name }) => name === queue)
      .map(({ cron, timezone: tz }) => ({
        ...{ queue, cron },
        next: boss.previewSchedule(cron, { tz, count: TIMES }),
      })),
  );
}
