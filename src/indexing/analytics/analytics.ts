// The analytics port, and its default: a table in Postgres. Events are written in the caller's transaction, so each exists
// exactly once, if its transition was committed.
import { v7 as uuidv7 } from 'uuid';
import type { Transaction } from '../../database/client.ts';

export interface AnalyticsEventInput {
  /** `created`: the profile entered the index; `deleted`: it left. */
  readonly name: 'created' | 'deleted';
  readonly profileId: string;
}

export interface Analytics {
  /** Call it with the search states of the profiles locked, so that a profile's transitions are in order. */
  track(tx: Transaction, events: readonly AnalyticsEventInput[]): Promise<void>;
  /** Starts delivery in a worker process. Absent: events stay in the table. */
  readonly startDelivery?: () => Promise<void>;
}

export function createPostgresAnalytics(): Analytics {
  return {
    async track(tx, events) {
      if (events.length === 0) return;
      // The clock of Postgres may be set back. A profile's events must still be in order of their time.
      await tx.$executeRaw`
        INSERT INTO analytics_event (id, name, profile_id, occurred_at)
        SELECT id, name, event.profile_id, greatest(clock_timestamp(), (
          SELECT max(occurred_at) + interval '1 millisecond' FROM analytics_event AS earlier
          WHERE earlier.profile_id = event.profile_id))
        FROM unnest(
          ${events.map(() => uuidv7())}::uuid[],
          ${events.map(({ name }) => name)}::text[],
          ${events.map(({ profileId }) => profileId)}::uuid[]
        ) AS event (id, name, profile_id)`;
    },
  };
}
