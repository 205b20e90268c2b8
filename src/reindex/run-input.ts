// The input of `startReindex` and its rules: mode, batch size and filter.
import { z } from 'zod';
import { ReindexMode, Visibility } from '../database/generated/prisma/enums.ts';
import { builder } from '../graphql/builder.ts';
import { validate } from '../graphql/errors.ts';
import { broken } from '../graphql/faults.ts';
import { moment, orNull } from '../graphql/input-rules.ts';
import { isUuid } from '../graphql/uuid.ts';
import { VisibilityEnum } from '../profiles/schema.ts';
import { ReindexModeEnum } from './run-type.ts';
import type { StartOptions } from './runs.ts';

const ReindexFilterInput = builder.inputType('ReindexFilterInput', {
  description:
    'Which profiles a run covers: those that meet every condition, and all profiles without one. With a condition other than ids, the run covers existing profiles only; the documents of deleted profiles are left to other runs.',
  fields: (t) => ({
    visibility: t.field({
      type: VisibilityEnum,
      description:
        'Profiles with this visibility. A run over PRIVATE profiles removes those that are still in the index. Default: profiles that are public or still in the index.',
    }),
    updatedSince: t.field({
      type: 'DateTime',
      description: 'Profiles that were changed, or a section of them, at this time or later.',
    }),
    completionBelow: t.int({ description: 'Profiles that are less complete than this, 1 to 100.' }),
    afterId: t.id({ description: 'Profiles with a higher id than this.' }),
    upToId: t.id({ description: 'Profiles with this id or a lower one.' }),
  }),
});

export const StartReindexInput = builder.inputType('StartReindexInput', {
  description: 'The options of a run.',
  fields: (t) => ({
    mode: t.field({ type: ReindexModeEnum, description: 'Default: CHANGED.' }),
    filter: t.field({ type: ReindexFilterInput, description: 'Default: all profiles.' }),
    batchSize: t.int({ description: 'Profiles per bulk call, 1 to 1000. Default: 500.' }),
  }),
});

const whole = (min: number, max: number) =>
  z
    .int()
    .refine(
      (value) => value >= min && value <= max,
      broken('OUT_OF_RANGE', `must be ${min} to ${max}`, { min, max }),
    );
const id = z
  .string()
  .refine(isUuid, broken('INVALID_ID', 'must be a UUID'))
  .transform((value) => value.toLowerCase());

const filterRule = z
  .object({
    visibility: orNull(z.enum(Visibility)),
    updatedSince: orNull(moment),
    completionBelow: orNull(whole(1, 100)),
    afterId: orNull(id),
    upToId: orNull(id),
  })
  .refine(({ afterId, upToId }) => afterId === null || upToId === null || afterId <= upToId, {
    path: ['upToId'],
    ...broken('WRONG_ORDER', 'must not come before afterId', { other: 'afterId' }),
  });

const inputRule = z
  .object({
    mode: z.enum(ReindexMode).nullish(),
    batchSize: whole(1, 1000).nullish(),
    filter: filterRule.nullish(),
  })
  .transform(({ mode, batchSize, filter }): StartOptions => {
    return { ...(mode && { mode }), ...(batchSize && { batchSize }), ...(filter && { filter }) };
  });

/** @throws InvalidInputError with each field and its rule */
export function readStartInput(input: unknown): StartOptions {
  return validate('input', inputRule, input ?? {});
}
