// Checks that every caller may do exactly what the table says. Eight callers ask over HTTP for every operation and every field
// of its answer, for a public and a private profile. The access that the schema declares must match the same table.
import { isUnionType, getNamedType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authorizationTable, type AccessRow } from '../../../src/dev/generate/authorization-table.ts';
import { schema } from '../../../src/server/schema.ts';
import { administratorArgs } from '../invalidation/evidence-cases.ts';
import type { Answer, Api, As } from '../../support/api.ts';
import { apiAt, serve, type Served } from '../../support/served.ts';
import { startVitae, type Vitae } from '../../support/vitae.ts';
import { validArguments } from '../../support/valid-arguments.ts';
import {
  asOf,
  BAD_TOKENS,
  CALLERS,
  isStanding,
  STANDINGS,
  type Caller,
  type Standing,
} from './matrix/callers.ts';
import { expectedOf, faultOf, faultOfRefusedToken, type Expected } from './matrix/expected.ts';
import { coordinates, wordOf, type Word } from './matrix/table.ts';
import {
  coordinateOf,
  describeWay,
  documentOf,
  fieldOf,
  operations,
  waysFrom,
  type Operation,
  type Way,
} from './matrix/ways.ts';
import { caseOf, hasCase, makeWorld, MAY_BE_NULL, SECRETS, type World } from './matrix/world.ts';
import { dump, makeFilledProfile, profileMutations } from '../../support/mutations.ts';

let vitae: Vitae;
let served: Served;
let api: Api;
let world: World;

beforeAll(async () => {
  vitae = await startVitae({
    workers: false,
    environment: { LIMIT_SUBSCRIPTIONS: '1000', ANONYMOUS_SEARCH_KEYS: 'on' },
  });
  served = await serve(vitae.appOptions);
  api = apiAt(served.url, vitae);
  world = await makeWorld(vitae);
});
afterAll(async () => {
  await served[Symbol.asyncDispose]();
  await vitae.close();
});

/** Requests that were made, as in `Profile.bio nobody`. */
const asked = new Set<string>();
const CONCURRENCY = 8;

async function each<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const left = [...items];
  const lane = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, lane));
}

async function ask(operation: Operation, ways: readonly Way[], variables: object, as: As): Promise<Answer> {
  const document = documentOf(operation, ways);
  const answer = await (operation.type === 'Subscription'
    ? api.first(document, variables, as)
    : api.send(document, variables, as));
  // On a busy machine the head of a request may arrive too late.
  return answer.status === 408 ? ask(operation, ways, variables, as) : answer;
}

function note(way: Way, caller: Caller): void {
  const end = way.steps.at(-1);
  if (end) asked.add(`${coordinateOf(end)} ${caller}`);
}

describe('the table', () => {
  const declared = new Map(authorizationTable(schema).map((row) => [row.coordinate, row]));

  it('has exactly one entry for each field of the schema, and no others', () => {
    for (const coordinate of declared.keys()) wordOf(coordinate);
    expect(coordinates.filter((coordinate) => !declared.has(coordinate))).toEqual([]);
    expect(coordinates).toHaveLength(declared.size);
  });

  it('equals what the schema declares', () => {
    const wrong = [...declared.values()].flatMap((row) =>
      wordOfRow(row) === wordOf(row.coordinate) ? [] : `${row.coordinate} is declared ${wordOfRow(row)}`,
    );
    expect(wrong).toEqual([]);
  });

  function wordOfRow({ guards, inherits, refusal }: AccessRow): string {
    if (guards.length === 0) return (inherits ? 'inherited' : 'public') satisfies Word;
    return `${guards.join(' and ')}${refusal === 'null' ? 'ElseNull' : ''}`;
  }

  it('has a case for each query and subscription', () => {
    const missing = operations.filter((operation) => operation.type !== 'Mutation' && !hasCase(operation));
    for (const operation of missing) caseOf(operation, world, world.shown);
    expect(missing).toEqual([]);
  });
});

describe('a read', () => {
  const reads = operations
    .filter(({ type }) => type !== 'Mutation')
    .map((operation) => ({ operation, name: coordinateOf(operation) }));

  it.each(reads)('$name: of a public profile', ({ operation }) => run(operation, 'shown'));

  const ofProfiles = reads.filter(({ operation }) =>
    /^(me|profiles?|profilesByIds|searchProfiles|completionChanged|profileChanged)$/.test(operation.name),
  );

  it.each(ofProfiles)('$name: of a private profile', ({ operation }) => run(operation, 'hidden'));

  it('of a profile is tried with a public and a private one', () => {
    const about = reads.filter(({ operation }) => caseOf(operation, world, world.shown).unseen !== undefined);
    expect(ofProfiles).toEqual(about);
  });

  async function run(operation: Operation, which: 'shown' | 'hidden'): Promise<void> {
    const profile = world[which];
    const {
      variables,
      unseen = 'null',
      standing = (caller: Standing) => caller,
    } = caseOf(operation, world, profile);
    // An operation without a profile behaves as with a public one.
    const situation = { isPublic: which === 'shown', unseen };
    const ways = waysFrom(operation);
    const cells = ways.flatMap((way) => STANDINGS.map((caller) => ({ way, caller })));
    const faults: string[] = [];
    await each(cells, async ({ way, caller }) => {
      const as = await asOf(caller, profile.id, world.other.id);
      const fault = faultOfRead(await ask(operation, [way], variables, as), way, caller);
      if (fault !== null) faults.push(`${describeWay(way)} as ${caller} ${fault}`);
      note(way, caller);
    });
    // A bad token refuses the whole request, so one request asks for all fields.
    await each(BAD_TOKENS, async (caller) => {
      const as = await asOf(caller, profile.id, world.other.id);
      const fault = faultOfRefusedToken(await ask(operation, ways, variables, as));
      if (fault !== null) faults.push(`${operation.name} as ${caller} ${fault}`);
      for (const way of ways) note(way, caller);
    });
    expect(faults.slice(0, 10)).toEqual([]);

    function faultOfRead(answer: Answer, way: Way, caller: Standing): string | null {
      const end = way.steps.at(-1);
      const coordinate = end ? coordinateOf(end) : '';
      const isStranger = caller === 'nobody' || (caller === 'other' && operation.name !== 'me');
      if (isStranger && SECRETS.test(answer.text)) return `shows a secret: ${answer.text}`;
      const own = standing(caller);
      const expected: Expected = own === 'null' ? { kind: 'null', at: 0 } : expectedOf(way, own, situation);
      const mayBeNull =
        MAY_BE_NULL.has(coordinate) || (!situation.isPublic && coordinate.startsWith('PageInfo.'));
      return faultOf(answer, way, expected, mayBeNull);
    }
  }
});

describe('a mutation', () => {
  const mutations = operations.filter(({ type }) => type === 'Mutation');
  const isOfProfile = ({ name }: Operation) => profileMutations.includes(name);
  const named = (all: readonly Operation[]) => all.map((operation) => ({ operation, name: operation.name }));
  const refusedCallers = CALLERS.filter((caller) => caller !== 'owner' && caller !== 'administrator');

  /** Asks for every field of every possible answer, in one request. */
  async function call(
    operation: Operation,
    variables: object,
    caller: Caller,
    owner: string,
  ): Promise<Answer> {
    const ways = waysFrom(operation);
    const as = await asOf(caller, owner, world.other.id);
    const answer = await ask(operation, ways, variables, as);
    for (const way of ways) note(way, caller);
    return answer;
  }

  function expectRefused(operation: Operation, answer: Answer, caller: Caller): void {
    const what = `${operation.name} as ${caller}`;
    if (!isStanding(caller)) {
      expect(faultOfRefusedToken(answer), what).toBeNull();
      return;
    }
    if (!isUnionType(getNamedType(fieldOf(operation).type))) {
      expect(
        answer.errors?.map(({ extensions }) => extensions?.code),
        what,
      ).toEqual(['NOT_ALLOWED']);
      expect(answer.data ?? null, what).toBeNull();
      return;
    }
    expect(answer.errors, what).toBeUndefined();
    expect(answer.data?.[operation.name], what).toEqual({
      __typename: 'NotAllowedError',
      code: 'NOT_ALLOWED',
      message: expect.any(String) as string,
      fields: [],
    });
  }

  function expectDone({ name }: Operation, { errors, data, text }: Answer): unknown {
    expect(errors, text).toBeUndefined();
    const result = data?.[name];
    expect(result, text).not.toHaveProperty('code');
    expect(result, text).toBeTruthy();
    return result;
  }

  it.each(named(mutations.filter(isOfProfile)))('$name: only by its owner', async ({ operation }) => {
    const before = await dump(vitae);
    for (const { id, items } of [world.shown, world.hidden]) {
      for (const caller of refusedCallers) {
        for (const profileId of caller === 'nobody' ? [id, id.toUpperCase(), null] : [id, id.toUpperCase()]) {
          const args = { ...validArguments(operation.name, items), profileId };
          expectRefused(operation, await call(operation, args, caller, id), caller);
        }
      }
    }
    expect(await dump(vitae)).toEqual(before);
  });

  const isDelete = ({ name }: Operation) => name.startsWith('delete');
  const isLast = ({ name }: Operation) => name === 'deleteProfile';
  const inOrder = mutations
    .filter(isOfProfile)
    .sort((a, b) => Number(isDelete(a)) - Number(isDelete(b)) || Number(isLast(a)) - Number(isLast(b)));

  it.each(['owner', 'administrator'] as const)('every mutation of a profile: by the %s', async (caller) => {
    const target = await makeFilledProfile(vitae, `Target of the ${caller}`);
    const unborn = { ...target, id: crypto.randomUUID() };
    for (const operation of inOrder) {
      const { id, items } = operation.name === 'createProfile' ? unborn : target;
      const own = caller === 'owner' ? {} : { profileId: id };
      const args = { ...validArguments(operation.name, items), ...own };
      const result = expectDone(operation, await call(operation, args, caller, id));
      expect(result).toMatchObject(isLast(operation) ? { id } : { profile: { id } });
    }
  });

  it.each(named(mutations.filter((operation) => !isOfProfile(operation))))(
    '$name: only by the administrator',
    async ({ operation }) => {
      const args = await administratorArgs(vitae, operation.name);
      const before = await dump(vitae);
      for (const caller of [...refusedCallers, 'owner'] as const) {
        expectRefused(operation, await call(operation, args, caller, world.shown.id), caller);
      }
      expect(await dump(vitae)).toEqual(before);
      expectDone(operation, await call(operation, args, 'administrator', world.shown.id));
    },
  );

  const NOBODY_ID = '01a00000-0000-7000-8000-000000000000';
  const typedErrors: readonly (readonly [string, string, object])[] = [
    ['InvalidInputError', 'saveBio', { input: { summary: '\u0007' } }],
    ['NotFoundError', 'editExperience', { id: NOBODY_ID, input: { name: 'A' } }],
    ['ConflictError', 'createProfile', { input: { fullName: 'A' } }],
  ];

  it.each(typedErrors)('answers %s of %s only to callers who may call it', async (type, name, args) => {
    const operation = mutations.find((one) => one.name === name);
    if (!operation) throw new Error(`there is no mutation ${name}`);
    const { id } = world.shown;
    for (const caller of STANDINGS) {
      const answer = await call(operation, { ...args, profileId: id }, caller, id);
      if (caller === 'nobody' || caller === 'other') expectRefused(operation, answer, caller);
      else expect(answer.data?.[name], answer.text).toMatchObject({ __typename: type, fields: [{}] });
    }
  });
});

describe('the whole', () => {
  it('matrix covered every field of the schema for each caller', () => {
    const cells = coordinates.flatMap((coordinate) => CALLERS.map((caller) => `${coordinate} ${caller}`));
    expect(cells.filter((cell) => !asked.has(cell)).slice(0, 20)).toEqual([]);
  });
});
