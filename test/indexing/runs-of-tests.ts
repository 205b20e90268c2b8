// Owns how the tests of the indexing start a run and read it: through the API, as the administrator does.
import { expect, vi } from 'vitest';
import { z } from 'zod';
import type { Vitae } from '../support/vitae.ts';

const FIELDS = `id mode status total processed upserted skipped removed failed error finishedAt
  failures { profileId code reason }`;
const runRule = z.object({
  id: z.string(),
  mode: z.enum(['CHANGED', 'FULL', 'VERIFY', 'DRY_RUN']),
  status: z.string(),
  total: z.number(),
  processed: z.number(),
  upserted: z.number(),
  skipped: z.number(),
  removed: z.number(),
  failed: z.number(),
  error: z.string().nullable(),
  finishedAt: z.string().nullable(),
  failures: z.array(z.object({ profileId: z.string(), code: z.string(), reason: z.string() })),
});
export type Run = z.infer<typeof runRule>;

interface Start {
  readonly mode?: Run['mode'];
  readonly batchSize?: number;
  readonly filter?: { readonly afterId?: string; readonly upToId?: string };
}

async function ask(vitae: Vitae, document: string, variables: object, field: string): Promise<Run> {
  const { data, errors, text } = await vitae.send(document, variables, 'admin');
  if (errors) throw new Error(text);
  return runRule.parse(data?.[field]);
}

export function startRun(vitae: Vitae, input: Start = {}): Promise<Run> {
  const document = `mutation ($input: StartReindexInput) { startReindex(input: $input) { ${FIELDS} } }`;
  return ask(vitae, document, { input }, 'startReindex');
}

export function readRun(vitae: Vitae, id: string): Promise<Run> {
  return ask(vitae, `query ($id: ID!) { reindexRun(id: $id) { ${FIELDS} } }`, { id }, 'reindexRun');
}

export function steer(vitae: Vitae, what: 'pause' | 'resume' | 'cancel', id: string): Promise<Run> {
  return ask(
    vitae,
    `mutation ($id: ID!) { ${what}Reindex(id: $id) { ${FIELDS} } }`,
    { id },
    `${what}Reindex`,
  );
}

/** Until it has ended; and then its counts must add up. */
export async function ended(vitae: Vitae, id: string): Promise<Run> {
  const run = await vi.waitFor(
    async () => {
      const read = await readRun(vitae, id);
      expect(read.finishedAt, JSON.stringify(read)).not.toBeNull();
      return read;
    },
    { timeout: 40_000, interval: 20 },
  );
  await vitae.idle();
  const last = await readRun(vitae, id);
  expect(last.upserted + last.skipped + last.removed + last.failed).toBe(last.processed);
  if (run.status.startsWith('COMPLETED')) expect(last.processed).toBe(last.total);
  return last;
}

export async function runToEnd(vitae: Vitae, input: Start = {}): Promise<Run> {
  return ended(vitae, (await startRun(vitae, input)).id);
}
