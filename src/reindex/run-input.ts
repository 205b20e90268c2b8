// Owns how a run is asked for: its mode, its batches and which profiles it looks at, checked.
import { z } from 'zod';
import { builder } from '../graphql/builder.ts';
import { validate } from '../graphql/errors.ts';
import { isUuid } from '../graphql/uuid.ts';
import { VisibilityEnum } from '../profiles/schema.ts';
import { ReindexModeEnum } from './run-type.ts';
import type { StartOptions } from './runs.ts';

const ReindexFilterInput = builder.inputType('ReindexFilterInput', {
  description:
    'Which profiles a run looks at: those that meet all that is given; all where nothing is. Given anything but ids, a run looks only at profiles that are there, so documents whose profile is gone are left to a run without.',
  fields: (t) => ({
    visibility: t.field({
      type: VisibilityEnum,
      description:
        'Those of this visibility: a run over the PRIVATE ones takes out of the index what should not be in it. Where left out, those that are public or still in the index.',
    }),
    updatedSince: t.field({
      type: 'DateTime',
      description: 'Those that were written, they or one of their sections, at this moment or later.',
    }),
    completionBelow: t.int({ description: 'Those less complete than this, 1 to 100.' }),
    afterId: t.id({ description: 'Those with an id after this one.' }),
    upToId: t.id({ description: 'Those with an id up to and including this one.' }),
  }),
});

export const StartReindexInput = builder.inputType('StartReindexInput', {
  description: 'How to run.',
  fields: (t) => ({
    mode: t.field({ type: ReindexModeEnum, description: 'CHANGED where left out.' }),
    filter: t.field({ type: ReindexFilterInput, description: 'All profiles where left out.' }),
    batchSize: t.int({ description: 'Profiles to one bulk call, 1 to 1000; 500 where left out.' }),
  }),
});

/** What Postgres can compare with. */
const [EARLIEST, LATEST] = [new Date('1970-01-01T00:00:00Z'), new Date('9999-12-31T23:59:59Z')];

const or = <Value>(rule: z.ZodType<Value>) => rule.nullish().transform((value) => value ?? null);
const whole = (least: number, most: number) =>
  z.int().refine((value) => value >= least && value <= most, `must be ${least} to ${most}`);
const id = z
  .string()
  .refine(isUuid, 'must be a UUID')
  .transform((value) => value.toLowerCase());

const filterRule = z
  .object({
    visibility: or(z.enum(['PUBLIC', 'PRIVATE'])),
    updatedSince: or(
      z.date().refine((date) => date >= EARLIEST && date <= LATEST, 'must lie in the years 1970 to 9999'),
    ),
    completionBelow: or(whole(1, 100)),
    afterId: or(id),
    upToId: or(id),
  })
  .refine(({ afterId, upToId }) => afterId === null || upToId === null || afterId <= upToId, {
    path: ['upToId'],
    message: 'must not come before afterId',
  });

const inputRule = z
  .object({
    mode: z.enum(['CHANGED', 'FULL', 'VERIFY', 'DRY_RUN']).nullish(),
    batchSize: whole(1, 1000).nullish(),
    filter: filterRule.nullish(),
  })
  .transform(({ mode, batchSize, filter }): StartOptions => {
    return { ...(mode && { mode }), ...(batchSize && { batchSize }), ...(filter && { filter }) };
  });

/** @throws InvalidInputError that names each field and its rule */
export function readStartInput(input: unknown): StartOptions {
  return validate('input', inputRule, input ?? {});
}
