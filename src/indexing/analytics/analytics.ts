// Owns the analytics port and its default: a table in Postgres, written in the caller's transaction, so that an event
// exists exactly once if and only if the transition it tells of was committed.
import { v7 as uuidv7 } from 'uuid';
import type { Transaction } from '../../database/client.ts';

export interface AnalyticsEventInput {
  /** `created`: the profile entered the index; `deleted`: it left. */
  readonly name: 'created' | 'deleted';
  readonly profileId: string;
}

export interface Analytics {
  /** To be called with the profiles' search states locked: so the transitions of a profile come one after the other. */
  track(tx: Transaction, events: readonly AnalyticsEventInput[]): Promise<void>;
  /** Starts, in a worker process, to hand on what was tracked. Absent: the table is all there is. */
  readonly startDelivery?: () => Promise<void>;
}

export function createPostgresAnalytics(): Analytics {
  return {
    async track(tx, events) {
      if (events.length === 0) return;
      // Workers' clocks differ, and Postgres' own may be set back: who orders a profile's events by their time must
      // find them in the order in which they happened.
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
