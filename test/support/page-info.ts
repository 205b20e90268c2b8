// The rule of a whole `pageInfo`.
import { z } from 'zod';

export const pageInfoRule = z.object({
  hasNextPage: z.boolean(),
  hasPreviousPage: z.boolean(),
  startCursor: z.string().nullable(),
  endCursor: z.string().nullable(),
});
