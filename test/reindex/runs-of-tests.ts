// Owns how the tests of the indexing start a run and read it: through the API, as the administrator does.
import { expect } from 'vitest';
import { z } from 'zod';
import type { Vitae } from '../support/vitae.ts';
import { eventually } from '../support/eventually.ts';

const FIELDS = `id mode status total processed upserted skipped removed failed percentage error startedAt finishedAt
  failures(first: 100) { edges { node { profileId code reason size limit } } }
  differences(first: 100) { edges { node { objectId kind } } }`;
const listOf = <Node>(node: z.ZodType<Node>) =>
  z
    .object({ edges: z.array(z.record(z.literal('node'), node)) })
    .transform(({ edges }) => edges.map((edge) => edge.node));
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
  percentage: z.number(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  failures: listOf(
    z.object({
      profileId: z.string(),
      code: z.string(),
      reason: z.string(),
      size: z.number().nullable(),
      limit: z.number().nullable(),
    }),
  ),
  differences: listOf(z.object({ objectId: z.string(), kind: z.string() })),
});
export type Run = z.infer<typeof runRule>;

export interface Start {
  readonly mode?: Run['mode'];
  readonly batchSize?: number;
  readonly filter?: {
    readonly visibility?: 'PUBLIC' | 'PRIVATE';
    readonly updatedSince?: string;
    readonly completionBelow?: number;
    readonly afterId?: string;
    readonly upToId?: string;
  };
}

type Asked = Pick<Vitae, 'send'>;

async function ask(vitae: Asked, document: string, variables: object, field: string): Promise<Run> {
  const { data, errors, text } = await vitae.send(document, variables, 'admin');
  if (errors) throw new Error(text);
  return runRule.parse(data?.[field]);
}

export function startRun(vitae: Asked, input: Start = {}): Promise<Run> {
  const document = `mutation ($input: StartReindexInput) { startReindex(input: $input) { ${FIELDS} } }`;
  return ask(vitae, document, { input }, 'startReindex');
}

export function readRun(vitae: Vitae, id: string): Promise<Run> {
  return ask(vitae, `query ($id: ID!) { reindexRun(id: $id) { ${FIELDS} } }`, { id }, 'reindexRun');
}

export const STEERING = {
  pause: 'pauseReindex',
  resume: 'resumeReindex',
  cancel: 'cancelReindex',
  retry: 'retryReindexFailures',
} as const;

export function steer(vitae: Asked, what: keyof typeof STEERING, id: string): Promise<Run> {
  const field = STEERING[what];
  return ask(vitae, `mutation ($id: ID!) { ${field}(id: $id) { ${FIELDS} } }`, { id }, field);
}

/** Until it has ended; and then its counts must add up. */
export async function ended(vitae: Vitae, id: string): Promise<Run> {
  const run = await eventually(async () => {
    const read = await readRun(vitae, id);
    expect(read.finishedAt, JSON.stringify(read)).not.toBeNull();
    return read;
  });
  await vitae.idle();
  const last = await readRun(vitae, id);
  expect(last.upserted + last.skipped + last.removed + last.failed).toBe(last.processed);
  if (run.status.startsWith('COMPLETED')) expect(last.processed).toBe(last.total);
  return last;
}

export async function runToEnd(vitae: Vitae, input: Start = {}): Promise<Run> {
  return ended(vitae, (await startRun(vitae, input)).id);
}
