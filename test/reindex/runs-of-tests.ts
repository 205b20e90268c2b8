// Starts, reads and controls runs in tests, through the API as the administrator.
import { print } from 'graphql';
import { expect } from 'vitest';
import {
  RunFieldsFragmentDoc,
  type RunFieldsFragment,
  type StartReindexInput,
} from '../../src/client/generated/graphql.ts';
import type { Prisma } from '../../src/database/client.ts';
import { eventually } from '../support/eventually.ts';
import type { Vitae } from '../support/vitae.ts';

const FIELDS = `...RunFields
  failures(first: 100) { edges { node { profileId code reason size limit } } }
  differences(first: 100) { edges { node { objectId kind } } }`;
const FRAGMENT = print(RunFieldsFragmentDoc);

export interface Run extends RunFieldsFragment {
  readonly failures: Pick<Prisma.ReindexFailureModel, 'profileId' | 'code' | 'reason' | 'size' | 'limit'>[];
  readonly differences: Pick<Prisma.ReindexDifferenceModel, 'objectId' | 'kind'>[];
}

interface Connection<Node> {
  readonly edges: readonly { readonly node: Node }[];
}

interface Answer extends RunFieldsFragment {
  readonly failures: Connection<Run['failures'][number]>;
  readonly differences: Connection<Run['differences'][number]>;
}

export type Start = StartReindexInput;

type Asked = Pick<Vitae, 'send'>;

async function ask(vitae: Asked, document: string, variables: object, field: string): Promise<Run> {
  const { data, errors, text } = await vitae.send(document + FRAGMENT, variables, 'admin');
  if (errors) throw new Error(text);
  const { failures, differences, ...fields } = data?.[field] as Answer;
  return {
    ...fields,
    failures: failures.edges.map(({ node }) => node),
    differences: differences.edges.map(({ node }) => node),
  };
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
  confirm: 'confirmRemovals',
  cancel: 'cancelReindex',
  retry: 'retryReindexFailures',
} as const;

export function steer(vitae: Asked, what: keyof typeof STEERING, id: string): Promise<Run> {
  const field = STEERING[what];
  return ask(vitae, `mutation ($id: ID!) { ${field}(id: $id) { ${FIELDS} } }`, { id }, field);
}

/** Waits until the run has ended, and checks its counts. Gives up only if the run makes no progress. */
export async function ended(vitae: Vitae, id: string): Promise<Run> {
  let run = await readRun(vitae, id);
  while (run.finishedAt === null) {
    const { processed } = run;
    run = await eventually(async () => {
      const now = await readRun(vitae, id);
      expect(now.finishedAt !== null || now.processed > processed, JSON.stringify(now)).toBe(true);
      return now;
    });
  }
  await vitae.idle();
  const last = await readRun(vitae, id);
  expect(last.upserted + last.skipped + last.removed + last.failed).toBe(last.processed);
  if (run.status.startsWith('COMPLETED')) expect(last.processed).toBe(last.total);
  return last;
}

export async function runToEnd(vitae: Vitae, input: Start = {}): Promise<Run> {
  return ended(vitae, (await startRun(vitae, input)).id);
}
