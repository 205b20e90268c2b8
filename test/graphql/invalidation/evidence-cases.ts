// Runs every mutation of the schema as evidence, with arguments made from the schema. A mutation with an argument that has no
// sample fails, and the error names both.
import { graphql, isNonNullType, type GraphQLSchema } from 'graphql';
import { createInvalidations } from '../../../src/database/invalidations.ts';
import type { Context } from '../../../src/graphql/context.ts';
import { openTarget } from '../../../src/indexing/target.ts';
import { schema } from '../../../src/server/schema.ts';
import {
  documentOf,
  makeFilledProfile,
  mutated,
  profileMutations,
  type FilledProfile,
} from '../../support/mutations.ts';
import { validArguments } from '../../support/valid-arguments.ts';
import { insertDeadLetter } from '../../support/pgboss-tables.ts';
import type { Vitae } from '../../support/vitae.ts';
import { declarationOf, declarationsIn, repository, sourcesOf } from './declarations.ts';
import { observe, type Observation, type Writer } from './evidence.ts';

export const mutations: readonly string[] = Object.keys(schema.getMutationType()?.getFields() ?? {});

const NOBODY = '01a00000-0000-7000-8000-000000000000';

const declarations = sourcesOf(repository).flatMap(declarationsIn);

/** Runs that these mutations need, other than a running one. */
const RUN_STATUS: Readonly<Record<string, 'PAUSED' | 'COMPLETED_WITH_FAILURES'>> = {
  resumeReindex: 'PAUSED',
  confirmRemovals: 'PAUSED',
  retryReindexFailures: 'COMPLETED_WITH_FAILURES',
};

/** By the name of an administrator's argument: makes what it refers to, and returns its value. */
const samples: Readonly<Record<string, (vitae: Vitae, mutation: string, run: Run) => Promise<unknown>>> = {
  id: async ({ db }, mutation, run) => {
    await run('startReindex', {}, 'a payload');
    const status = RUN_STATUS[mutation];
    if (status === 'PAUSED') await run('pauseReindex', { id: 'latest' }, 'a payload');
    if (mutation === 'confirmRemovals') await db.reindexRun.updateMany({ data: { heldRemovals: 1 } });
    if (status === 'COMPLETED_WITH_FAILURES') {
      await run('cancelReindex', { id: 'latest' }, 'a payload');
      await db.reindexRun.updateMany({ data: { status } });
    }
    return 'latest';
  },
  profileIds: async (vitae) => {
    const { profile } = await mutated(
      vitae,
      'createProfile',
      { input: { fullName: 'Invalidated' } },
      'admin',
    );
    return [profile?.id];
  },
  queue: () => Promise.resolve('profile-changed'),
  // Its own, so that it may write the index afterwards.
  deployment: async ({ services }) => (await openTarget(services)).incarnation,
  filter: () => Promise.resolve({ queue: 'profile-changed' }),
  ids: async (vitae) => [
    await insertDeadLetter(vitae, 'profile-changed', { payload: { profileId: NOBODY } }),
  ],
};

/**
 * Valid arguments for an administrator's mutation, by the schema. An id without a sample is that of a new profile.
 * @throws where no sample is there for a required argument
 */
export async function administratorArgs(
  vitae: Vitae,
  mutation: string,
  { run = runOf(vitae), of = schema }: { readonly run?: Run; readonly of?: GraphQLSchema } = {},
): Promise<object> {
  const args: Record<string, unknown> = {};
  for (const { name, type } of of.getMutationType()?.getFields()[mutation]?.args ?? []) {
    const sample = samples[name];
    if (sample) args[name] = await sample(vitae, mutation, run);
    else if (String(type) === 'ID!') args[name] = (await newFilledProfile(vitae)).id;
    else if (isNonNullType(type)) {
      throw new Error(
        `Mutation ${mutation} cannot be run, so nothing shows what it writes: add a sample of the argument ${name} to ` +
          'test/graphql/invalidation/evidence-cases.ts',
      );
    }
  }
  return args;
}

export function mutationWriter(mutation: string, profileId: string | null): Writer {
  const { file, lineNumber } = declarationOf(declarations, mutation);
  return {
    name: `Mutation ${mutation}`,
    where: `${file}:${String(lineNumber)}`,
    profileId,
    fix: fixInOptions,
  };
}

export function fixInOptions(id: string): string {
  const fields = id === 'profileId' ? id : `profileId, ${id}`;
  const tags = fields.replace(/\w+/g, 'profileCompletionTag($&)');
  return `Add to its options: invalidates: ({ ${fields} }) => [${tags}],`;
}

export interface Evidence {
  readonly writer: Writer;
  readonly observation: Observation;
}

let people = 0;

/** One that has every section. */
function newFilledProfile(vitae: Vitae): Promise<FilledProfile> {
  people += 1;
  return makeFilledProfile(vitae, `Evidence ${String(people)}`);
}

/**
 * Runs a mutation on a new profile that has every section, and on one that has none, where it may answer NOT_FOUND.
 * @param run executes it, as the administrator
 */
export async function evidenceOf(
  vitae: Vitae,
  mutation: string,
  run: Run = runOf(vitae),
): Promise<Evidence[]> {
  if (!profileMutations.includes(mutation)) {
    return [await evidence(null, await administratorArgs(vitae, mutation, { run }), 'a payload')];
  }
  const full = await newFilledProfile(vitae);
  const args = () => validArguments(mutation, full.items);
  if (mutation === 'createProfile') return [await evidence(null, args(), 'a payload')];
  const { profile } = await mutated(vitae, 'createProfile', { input: { fullName: 'Empty' } }, 'admin');
  const empty = profile?.id ?? '';
  return [
    await evidence(empty, { ...args(), profileId: empty }, 'any answer'),
    await evidence(full.id, { ...args(), profileId: full.id }, 'a payload'),
  ];

  async function evidence(profileId: string | null, given: object, wanted: Wanted): Promise<Evidence> {
    const observation = await observe(vitae, () => run(mutation, given, wanted));
    return { writer: mutationWriter(mutation, profileId), observation };
  }
}

/** Executes a mutation. @throws where it answers with errors, or with a typed one where a payload is wanted */
export type Run = (mutation: string, args: object, wanted: Wanted) => Promise<void>;
type Wanted = 'a payload' | 'any answer';

/** Through the API. */
function runOf(vitae: Vitae): Run {
  return async (mutation, args, wanted) => {
    const { data, errors, text } = await vitae.send(documentOf(mutation), args, 'admin');
    check(mutation, wanted, text, errors, data?.[mutation]);
  };
}

/** With a schema other than the API's. @param source of the mutation, where the API does not have it */
export function runWith(vitae: Vitae, other: GraphQLSchema, source?: string): Run {
  return async (mutation, args, wanted) => {
    const contextValue: Context = {
      ...vitae.services,
      invalidations: createInvalidations(vitae.services),
      viewer: { kind: 'administrator', subject: null, expiresAt: new Date(Date.now() + 60_000) },
      callerOf: () => Promise.resolve('administrator'),
    };
    const { data, errors } = await graphql({
      schema: other,
      source: source ?? documentOf(mutation),
      variableValues: { ...args },
      contextValue,
    });
    check(mutation, wanted, JSON.stringify({ data, errors }), errors, data?.[mutation]);
  };
}

function check(
  mutation: string,
  wanted: Wanted,
  text: string,
  errors: readonly unknown[] | undefined,
  result: unknown,
): void {
  const isPayload = !(typeof result === 'object' && result !== null && 'code' in result);
  if (errors || (wanted === 'a payload' && !isPayload)) throw new Error(`${mutation} answered ${text}`);
}

export function importWriter(profileId: string): Writer {
  return {
    name: 'The import',
    where: 'src/resume/import.ts',
    profileId,
    fix: (id) =>
      `Add before it returns: await services.invalidations.carryOut([profileCompletionTag(${id})]);`,
  };
}
