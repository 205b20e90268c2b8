// Owns the analytics port and its default: a table in Postgres, written in the caller's transaction, so that an event
// exists exactly once if and only if the transition it tells of was committed.
import type { Transaction } from '../database/client.ts';

export interface AnalyticsEventInput {
  /** `created`: the profile entered the index; `deleted`: it left. */
  readonly name: 'created' | 'deleted';
  readonly profileId: string;
}

export interface Analytics {
  track(tx: Transaction, events: readonly AnalyticsEventInput[]): Promise<void>;
}

export function createPostgresAnalytics(): Analytics {
  return {
    async track(tx, events) {
      if (events.length > 0) await tx.analyticsEvent.createMany({ data: [...events] });
    },
  };
}
