// The variables that say for how many days Vitae keeps what it no longer needs.
import { whole, type Environment, type Variables } from './variable.ts';

const days = (fallback: number) => whole(1, 3650).default(fallback);

export const retentionVariables = {
  RETENTION_EVENTS_DAYS: {
    rule: days(90),
    meaning:
      'days until an analytics event is deleted: after its delivery to Segment, or without Segment after it happened',
  },
  RETENTION_RUNS_DAYS: {
    rule: days(90),
    meaning:
      'days until an ended reindex run is deleted, with its batches, failures and differences; also until what the audit found is deleted',
  },
  RETENTION_JOBS_DAYS: {
    rule: days(7),
    meaning: 'days until a finished job is deleted; that of a write to a profile goes after an hour',
  },
  RETENTION_DEAD_LETTERS_DAYS: {
    rule: days(365),
    meaning: 'days until a job is deleted that waits, or is a dead letter that nobody retried or discarded',
  },
} satisfies Variables;

export type Retention = Readonly<ReturnType<typeof retentionConfig>>;

/** Days. */
export function retentionConfig(env: Environment<typeof retentionVariables>) {
  return {
    events: env.RETENTION_EVENTS_DAYS,
    runs: env.RETENTION_RUNS_DAYS,
    jobs: env.RETENTION_JOBS_DAYS,
    deadLetters: env.RETENTION_DEAD_LETTERS_DAYS,
  };
}
