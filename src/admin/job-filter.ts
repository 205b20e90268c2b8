// The filter of jobs in the API, and its rules.
import { z } from 'zod';
import { builder } from '../graphql/builder.ts';
import { checkIds } from '../graphql/checked-args.ts';
import type { Context } from '../graphql/context.ts';
import { InvalidInputError, validate } from '../graphql/errors.ts';
import { broken } from '../graphql/faults.ts';
import { requiredText } from '../graphql/input-rules.ts';
import { isUuid } from '../graphql/uuid.ts';
import type { JobFilter, JobState } from '../jobs/stored-jobs.ts';
import { jobOf, MAX_IDS, QUEUE } from './queues.ts';

const MAX_REASON = 200;

export const JobStateEnum = builder.enumType('JobState', {
  description: 'What has become of a job.',
  values: {
    CREATED: { value: 'created', description: 'It waits for its first try.' },
    RETRY: {
      value: 'retry',
      description: 'It waits for its next try, after one that failed or was interrupted.',
    },
    ACTIVE: { value: 'active', description: 'It runs now.' },
    COMPLETED: {
      value: 'completed',
      description:
        'It is done. Kept for RETENTION_JOBS_DAYS, by default 7 days; in profile-changed for an hour.',
    },
    CANCELLED: {
      value: 'cancelled',
      description: 'An administrator cancelled it. Kept as long as COMPLETED.',
    },
    FAILED: {
      value: 'failed',
      description:
        'It used up its tries. It is history only, kept as COMPLETED: what is left to do is its dead letter.',
    },
    DEAD: {
      value: 'dead',
      description:
        'It is a dead letter: it waits for an administrator to retry or discard it, RETENTION_DEAD_LETTERS_DAYS at most.',
    },
  } satisfies Record<string, { value: JobState; description: string }>,
});

export const JobFilterInput = builder.inputType('JobFilter', {
  description: 'Which jobs: those that meet every condition.',
  fields: (t) => ({
    queue: t.string({ description: QUEUE }),
    states: t.field({
      type: [JobStateEnum],
      maxItems: 7,
      description: 'Jobs in one of these states. An empty list finds none.',
    }),
    profileId: t.id({ description: 'Jobs whose payload names this profile.' }),
    reason: t.string({
      description: `Jobs whose reason contains this text, in any case. At most ${MAX_REASON} characters.`,
    }),
    ids: t.idList({ maxItems: MAX_IDS, description: 'Only these jobs.' }),
  }),
});

const textRule = requiredText(MAX_REASON).nullish();
const idRule = z.string().refine(isUuid, broken('INVALID_ID', 'must be a UUID')).toLowerCase().nullish();

/** @throws InvalidInputError that names the field, NotFoundError where there is no such queue */
export function readFilter(
  ctx: Context,
  given: typeof JobFilterInput.$inferInput | null | undefined,
): JobFilter {
  const { queue, states, profileId, reason, ids } = given ?? {};
  if (typeof queue === 'string') jobOf(ctx, queue, 'filter.queue');
  const profile = validate('filter.profileId', idRule, profileId);
  return {
    queue,
    states,
    payload: profile ? { profileId: profile } : null,
    reason: validate('filter.reason', textRule, reason),
    ids: ids && checkIds('filter.ids', ids),
  };
}

/** @throws also InvalidInputError where the filter has no condition */
export function readCondition(ctx: Context, given: typeof JobFilterInput.$inferInput): JobFilter {
  const filter = readFilter(ctx, given);
  if (Object.values(filter).some((condition) => condition !== null && condition !== undefined)) return filter;
  throw new InvalidInputError([
    { path: 'filter', message: 'must hold at least one condition', code: 'REQUIRED' },
  ]);
}
