// The data that the matrix reads, with a value in every field, and a case for each query and subscription: its arguments
// and its profile. A query without a case fails.
import { randomUUID } from 'node:crypto';
import { encodeCursor } from '../../../../src/graphql/keyset.ts';
import { stalenessSweep } from '../../../../src/reindex/contracts.ts';
import { insertDeadLetter, insertJob } from '../../../support/pgboss-tables.ts';
import type { Vitae } from '../../../support/vitae.ts';
import {
  makeFilledProfile,
  mutated,
  profileMutations,
  type FilledProfile,
} from '../../../support/mutations.ts';
import { validArguments } from '../../../support/valid-arguments.ts';
import type { Standing } from './callers.ts';
import type { Unseen } from './expected.ts';
import { coordinateOf, type Operation } from './ways.ts';

export interface World {
  readonly shown: FilledProfile;
  readonly hidden: FilledProfile;
  readonly other: FilledProfile;
  readonly runId: string;
  readonly letterId: string;
  readonly jobId: string;
}

export const QUEUE = 'profile-changed';
const HOUR_MS = 3_600_000;

/** Text in private fields of the public profile, and anywhere in the private one. */
export const SECRETS = /secret@|Secret Street|7700 ?900555|Hidden Hopper/;

/** @param vitae without workers, so that nothing changes */
export async function makeWorld(vitae: Vitae): Promise<World> {
  const other = await makeProfile(vitae, 'Charles Babbage');
  const shown = await makeProfile(vitae, 'Ada Lovelace');
  const hidden = await makeProfile(vitae, 'Hidden Hopper');
  await mutated(vitae, 'updateProfile', { input: { visibility: 'PRIVATE' } }, hidden.id);
  // The index is late and still holds the private profile.
  await vitae.search.write(
    [shown, hidden].map(({ id, fullName }) => ({
      type: 'upsert',
      object: {
        objectID: id,
        version: 1,
        fullName,
        skills: [{ name: 'Mathematics', shownName: 'Mathematics' }],
        completion: { percentage: 100 },
      },
    })),
    { wait: true },
  );
  await makeFindings(vitae, hidden);
  const action = { subject: 'somebody', action: 'startReindex', arguments: {} };
  await vitae.db.administratorAction.create({ data: action });
  const { jobs, search } = vitae.services;
  await jobs.schedule(stalenessSweep, '* * * * *', {});
  const { taskID } = await search.setSettings({ separatorsToIndex: '+' });
  await search.waitForTask(taskID);
  return {
    other,
    shown,
    hidden,
    runId: await makeRun(vitae, hidden),
    letterId: await makeDeadLetter(vitae, hidden),
    jobId: await makeJob(vitae, hidden),
  };
}

/** Every field of every section has a value, which follows from the schema: a new field needs no entry here. */
async function makeProfile(vitae: Vitae, fullName: string): Promise<FilledProfile & { fullName: string }> {
  const profile = await makeFilledProfile(vitae, fullName);
  const save = (mutation: string, args: object) => mutated(vitae, mutation, args, profile.id);
  const valid = (mutation: string) => validArguments(mutation, profile.items);
  const saveWith = (mutation: string, { input, ...args }: { input: object; id?: string | undefined }) =>
    save(mutation, { ...args, input: Object.assign({}, valid(mutation)['input'], input) });
  for (const mutation of profileMutations.filter((name) => /^(save|edit)/.test(name)))
    await save(mutation, valid(mutation));
  await save('updateProfile', { input: { email: 'secret@lovelace.org', url: 'https://lovelace.org' } });
  await saveWith('saveBio', { input: { summary: `The summary of ${fullName}.` } });
  await saveWith('saveLocation', { input: { address: '7 Secret Street', countryCode: 'GB' } });
  await saveWith('savePhoneNumber', { input: { number: '07700 900555', countryCode: 'GB' } });
  await saveWith('saveSocialLink', { id: profile.items['SocialLink'], input: {} });
  return { ...profile, fullName };
}

async function makeRun({ db }: Vitae, { id }: FilledProfile): Promise<string> {
  const at = new Date();
  const run = await db.reindexRun.create({
    data: {
      mode: 'DRY_RUN',
      status: 'FAILED',
      startedBy: 'somebody',
      error: 'It could not go on.',
      notice: 'It read the index.',
      batchSize: 500,
      total: 2,
      failed: 1,
      visibility: 'PUBLIC',
      updatedSince: at,
      completionBelow: 50,
      afterId: '01a00000-0000-7000-8000-000000000000',
      upToId: 'ffffffff-0000-7000-8000-000000000000',
      startedAt: at,
      finishedAt: at,
      failures: {
        create: { profileId: id, code: 'RECORD_TOO_LARGE', reason: 'Too large', size: 2, limit: 1 },
      },
      differences: { create: { objectId: id, kind: 'ORPHAN' } },
    },
  });
  return run.id;
}

/** What the audit has found, and an index that no run has filled. */
async function makeFindings({ db }: Vitae, { id }: FilledProfile): Promise<void> {
  const at = new Date();
  const [firstSeenAt, lookedAt, confirmedAt, endedAt] = [at, at, at, at];
  await db.auditTally.create({ data: { hour: at, comparisons: 1000, after5s: 2, after60s: 1 } });
  await db.auditDifference.create({
    data: {
      kind: 'DOCUMENT_MISSING',
      objectId: id,
      revision: 1,
      failure: 'The index is away.',
      firstSeenAt,
      lookedAt,
      confirmedAt,
      endedAt,
    },
  });
  await db.searchTarget.create({
    data: { id: 1000, application: 'another', indexName: 'another', incarnation: randomUUID() },
  });
}

async function makeDeadLetter(vitae: Vitae, { id }: FilledProfile): Promise<string> {
  const since = new Date();
  const until = new Date(since.getTime() + HOUR_MS);
  await vitae.db.queuePause.create({
    data: { queue: QUEUE, reason: 'It is full.', streak: 1, since, until },
  });
  const output = { reason: 'Hidden Hopper could not be sent' };
  return insertDeadLetter(vitae, QUEUE, { payload: { profileId: id }, output });
}

/** Failed, so that each of its fields has a value but the time of its next try. */
function makeJob(vitae: Vitae, { id }: FilledProfile): Promise<string> {
  const at = new Date().toISOString();
  const reason = 'Hidden Hopper was refused';
  const output = { reason, tries: 1, history: [{ startedAt: at, endedAt: at, reason, traceId: 'a' }] };
  return insertJob(vitae, QUEUE, { payload: { profileId: id }, state: 'failed', output });
}

export interface Case {
  readonly variables: object;
  /** For an operation of a profile: the answer to callers who may not see it. */
  readonly unseen?: Unseen;
  /** The caller's role for this operation. @default the role for the profile */
  readonly standing?: (caller: Standing) => Standing | 'null';
}

type CaseOf = (world: World, profile: FilledProfile) => Case;

/** By coordinate, as in `Query.profile`. */
const CASES: Readonly<Record<string, CaseOf>> = {
  // Every person owns their own profile; anonymous callers and the administrator have none.
  'Query.me': () => ({
    variables: {},
    unseen: 'null',
    standing: (caller) => (caller === 'owner' || caller === 'other' ? 'owner' : 'null'),
  }),
  'Query.profile': (_world, { id }) => ({ variables: { id }, unseen: 'null' }),
  'Query.profiles': (_world, { id }) => ({
    variables: { after: cursorBeside(id, -1n), before: cursorBeside(id, 1n), first: 1 },
    unseen: 'left out',
  }),
  'Query.profilesByIds': (_world, { id }) => ({ variables: { ids: [id] }, unseen: 'null' }),
  'Query.searchProfiles': (_world, { handle }) => ({
    variables: {
      query: handle.replace('-of-the-tests', '').replace('-', ' '),
      first: 1,
      facets: ['SKILL'],
    },
    unseen: 'left out',
  }),
  'Query.searchKey': () => ({ variables: {} }),
  'Query.administratorActions': () => ({ variables: {} }),
  'Query.deadLetter': ({ letterId: id }) => ({ variables: { queue: QUEUE, id } }),
  'Query.deadLetters': () => ({ variables: { queue: QUEUE } }),
  'Query.job': ({ jobId: id }) => ({ variables: { queue: QUEUE, id } }),
  'Query.jobs': ({ jobId }) => ({ variables: { filter: { ids: [jobId] } } }),
  'Query.profileInspection': ({ shown: { id } }) => ({ variables: { id } }),
  'Query.queues': () => ({ variables: {} }),
  'Query.reindexRun': ({ runId: id }) => ({ variables: { id } }),
  'Query.reindexRuns': () => ({ variables: {} }),
  'Query.schedules': () => ({ variables: {} }),
  'Query.indexSettings': () => ({ variables: {} }),
  'Query.system': () => ({ variables: {} }),
  'Query.systemFigures': () => ({ variables: { period: 'HOUR' } }),
  'Subscription.completionChanged': (_world, { id }) => ({
    variables: { profileId: id },
    unseen: 'NOT_FOUND',
  }),
  'Subscription.profileChanged': (_world, { id }) => ({
    variables: { profileId: id },
    unseen: 'NOT_FOUND',
  }),
  'Subscription.reindexProgress': ({ runId }) => ({ variables: { runId } }),
  'Subscription.systemChanged': () => ({ variables: {} }),
};

/** Measured values, which may be null for every caller. */
export const MAY_BE_NULL: ReadonlySet<string> = new Set([
  'Job.nextTryAt',
  'CacheFigures.unreachableSince',
  'SearchFigures.unreachableSince',
  'IndexSettings.owner',
  'IndexSettings.deployment',
  'Trouble.since',
  'Trouble.queue',
  'Trouble.runId',
  'SystemFigure.searchableP50',
  'SystemFigure.searchableP99',
  'SystemFigure.depth',
  'SystemFigure.deadLetters',
  'Queue.nextTryAt',
  'ReindexRun.ratePerSecond',
  'ReindexRun.etaSeconds',
  'Instance.role',
  'Instance.memoryBytes',
  'Instance.cpuCores',
]);

export const hasCase = (operation: Operation): boolean => coordinateOf(operation) in CASES;

/** @throws if there is no case */
export function caseOf(operation: Operation, world: World, profile: FilledProfile): Case {
  const found = CASES[coordinateOf(operation)];
  if (found) return found(world, profile);
  throw new Error(
    `${coordinateOf(operation)} has no case in test/graphql/auth/matrix/world.ts: add its arguments`,
  );
}

/** A cursor next to this id. The page between two of them holds this profile or nothing. */
function cursorBeside(id: string, step: bigint): string {
  const hex = (BigInt(`0x${id.replaceAll('-', '')}`) + step).toString(16).padStart(32, '0');
  return encodeCursor(hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'));
}
