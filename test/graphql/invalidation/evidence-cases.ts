// Owns what is run as evidence: every mutation of the built schema, with what it needs, and the import. A mutation that
// nobody has told the arguments of fails by its name.
import { graphql, isNonNullType, type GraphQLSchema } from 'graphql';
import { createInvalidations } from '../../../src/database/invalidations.ts';
import type { Context } from '../../../src/graphql/context.ts';
import { schema } from '../../../src/server/schema.ts';
import { documentOf, makeFilledProfile, mutated, profileMutations } from '../../support/mutations.ts';
import { validArguments } from '../../support/valid-arguments.ts';
import type { Vitae } from '../../support/vitae.ts';
import { declarationOf, declarationsIn, repository, sourcesOf } from './declarations.ts';
import { observe, type Observation, type Writer } from './evidence.ts';

const fields = schema.getMutationType()?.getFields() ?? {};
export const mutations: readonly string[] = Object.keys(fields);

const NOBODY = '01a00000-0000-7000-8000-000000000000';

const declarations = sourcesOf(repository).flatMap(declarationsIn);

type Prepare = (vitae: Vitae, run: Run) => Promise<object>;

const latest = async (run: Run, ...before: string[]) => {
  await run('startReindex', {}, 'a payload');
  for (const mutation of before) await run(mutation, { id: 'latest' }, 'a payload');
  return { id: 'latest' };
};
const deadLetter = async ({ sql }: Pick<Vitae, 'sql'>) => {
  const [row] = await sql<{ id: string }>(
    `INSERT INTO pgboss.job (name, data) VALUES ('profile-changed.dead', '{"profileId":"${NOBODY}"}') RETURNING id`,
  );
  return { queue: 'profile-changed', ids: [row?.id] };
};

/** The administrator's mutations, which write no profile: each makes what it needs, and says what it takes. */
const administrators: Readonly<Record<string, Prepare>> = {
  startReindex: () => Promise.resolve({}),
  pauseReindex: (_vitae, run) => latest(run),
  resumeReindex: (_vitae, run) => latest(run, 'pauseReindex'),
  cancelReindex: (_vitae, run) => latest(run),
  async retryReindexFailures({ db }, run) {
    await latest(run, 'cancelReindex');
    await db.reindexRun.updateMany({ data: { status: 'COMPLETED_WITH_FAILURES' } });
    return { id: 'latest' };
  },
  retryDeadLetters: deadLetter,
  discardDeadLetters: deadLetter,
};

/** What the administrator's mutation takes, and makes what it needs. @throws where nobody has said it */
export async function administratorArgs(vitae: Vitae, mutation: string, run = runOf(vitae)): Promise<object> {
  return checkedArgs(mutation, await administrators[mutation]?.(vitae, run));
}

export function mutationWriter(mutation: string, profileId: string | null): Writer {
  const { file, lineNumber } = declarationOf(declarations, mutation);
  return {
    name: `Mutation ${mutation}`,
    where: `${file}:${String(lineNumber)}`,
    profileId,
    mend: mendOfOptions,
  };
}

export function mendOfOptions(id: string): string {
  const taken = id === 'profileId' ? id : `profileId, ${id}`;
  const tags = taken.replace(/\w+/g, 'profileCompletionTag($&)');
  return `Add to its options: invalidates: ({ ${taken} }) => [${tags}],`;
}

export interface Evidence {
  readonly writer: Writer;
  readonly observation: Observation;
}

let people = 0;

/**
 * A mutation on a profile of its own that has every section, and on one that has none; what it does not find there it may
 * say. @param run executes it, as the administrator
 */
export async function evidenceOf(
  vitae: Vitae,
  mutation: string,
  run: Run = runOf(vitae),
): Promise<Evidence[]> {
  if (!profileMutations.includes(mutation)) {
    return [await evidence(null, await administratorArgs(vitae, mutation, run), 'a payload')];
  }
  people += 1;
  const full = await makeFilledProfile(vitae, `Evidence ${String(people)}`);
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

/** @throws where nobody has said what the mutation takes */
export function checkedArgs(mutation: string, args: object | undefined, of = schema): object {
  const field = of.getMutationType()?.getFields()[mutation];
  const missing = field?.args.filter(({ name, type }) => isNonNullType(type) && !(name in (args ?? {})));
  if (args && missing?.length === 0) return args;
  throw new Error(
    `Mutation ${mutation} has no case, so nothing shows what it writes. Add the arguments of a valid call to ` +
      'administrators in test/graphql/invalidation/evidence-cases.ts',
  );
}

/** How a mutation is executed. @throws where it answers with errors, or with a typed one where a payload is wanted */
export type Run = (mutation: string, args: object, wanted: Wanted) => Promise<void>;
type Wanted = 'a payload' | 'any answer';

/** Through the front door. */
function runOf(vitae: Vitae): Run {
  return async (mutation, args, wanted) => {
    const { data, errors, text } = await vitae.send(sourceOf(mutation), args, 'admin');
    check(mutation, wanted, text, errors, data?.[mutation]);
  };
}

/** With another schema than that of the API. @param source of the mutation, where the API does not have it */
export function runWith(vitae: Vitae, doctored: GraphQLSchema, source?: string): Run {
  return async (mutation, args, wanted) => {
    const contextValue: Context = {
      ...vitae.services,
      invalidations: createInvalidations(vitae.services),
      viewer: { kind: 'administrator', expiresAt: new Date(Date.now() + 60_000) },
    };
    const { data, errors } = await graphql({
      schema: doctored,
      source: source ?? sourceOf(mutation),
      variableValues: { ...args },
      contextValue,
    });
    check(mutation, wanted, JSON.stringify({ data, errors }), errors, data?.[mutation]);
  };
}

function sourceOf(mutation: string): string {
  if (profileMutations.includes(mutation)) return documentOf(mutation);
  const given = fields[mutation]?.args ?? [];
  const declared = given.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const passed = given.map(({ name }) => `${name}: $${name}`).join(', ');
  return `mutation (${declared}) { ${mutation}(${passed}) { __typename } }`;
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
    mend: (id) =>
      `Add before it returns: await services.invalidations.carryOut([profileCompletionTag(${id})]);`,
  };
}
