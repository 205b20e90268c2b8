// The dashboard's part of the API: the state of the whole system, live, and one profile in Postgres, cache and index. For
// administrators only.
import { completionOfProfile } from '../completion/cached.ts';
import { ProfileCompletionType } from '../completion/schema.ts';
import { builder } from '../graphql/builder.ts';
import type { Context } from '../graphql/context.ts';
import { isUuid } from '../graphql/uuid.ts';
import { ReindexRunType } from '../reindex/run-type.ts';
import type { InstanceStatus } from '../jobs/instances.ts';
import { QueueType } from './queues.ts';
import { findProfileByHandle } from '../profiles/find.ts';
import { handleRule } from '../profiles/handle.ts';
import { AuditFiguresType } from './audit.ts';
import { inspect, type Inspection } from './inspection.ts';
import { troublesOf } from './troubles.ts';
import { TroubleType } from './troubles-schema.ts';
import { systemWatch, type SearchState, type System } from './system.ts';

const InstanceStateEnum = builder.enumType('InstanceState', {
  description: 'Whether a process runs.',
  values: {
    LIVE: { value: 'live', description: 'It sent a heartbeat within the last 15 seconds.' },
    SILENT: { value: 'silent', description: 'It sends no heartbeat: it was killed, is cut off or hangs.' },
    STOPPED: { value: 'stopped', description: 'It stopped in order.' },
  } satisfies Record<string, { value: InstanceStatus['state']; description: string }>,
});

const InstanceType = builder.objectRef<InstanceStatus>('Instance').implement({
  description: 'A process of Vitae that runs, or ran within the last 15 minutes.',
  access: 'administrator',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'A new id at each start.' }),
    role: t.exposeString('name', { nullable: true, description: 'Its ROLE: api, worker or all.' }),
    host: t.exposeString('host', { description: 'The name of its machine.' }),
    pid: t.exposeInt('pid', { description: 'Its process id on that machine.' }),
    state: t.expose('state', { type: InstanceStateEnum, description: 'Whether it runs.' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When it started.' }),
    seenAt: t.expose('seenAt', {
      type: 'DateTime',
      description: 'When it sent its last heartbeat, or stopped.',
    }),
    activeJobs: t.exposeInt('activeJobs', { description: 'Jobs that ran at its last heartbeat.' }),
    memoryBytes: t.exposeFloat('memoryBytes', {
      nullable: true,
      description: 'Resident memory; null before the first measurement.',
    }),
    cpuCores: t.exposeFloat('cpuCores', {
      nullable: true,
      description: 'Processor cores in use; null before the first measurement.',
    }),
  }),
});

const CacheFiguresType = builder.objectRef<System['cache']>('CacheFigures').implement({
  description: 'The cache, as counted by the process that serves the request, since its start.',
  access: 'administrator',
  fields: (t) => ({
    hits: t.exposeInt('hits', { description: 'Reads answered from the store.' }),
    misses: t.int({
      description: 'Reads not answered from the store, for any reason.',
      resolve: ({ misses }) => countMisses(misses),
    }),
    hitRate: t.float({
      nullable: true,
      description: 'From 0 to 1; null before the first read.',
      resolve: ({ hits, misses }) => {
        const reads = hits + countMisses(misses);
        return reads === 0 ? null : hits / reads;
      },
    }),
    invalidations: t.exposeInt('invalidations', { description: 'Tags that were invalidated.' }),
    errors: t.exposeInt('errors', { description: 'Calls to the store that failed or were too slow.' }),
    unreachableSince: t.expose('unreachableSince', {
      type: 'DateTime',
      nullable: true,
      description:
        'When the calls of the process that serves the request began to fail. Null: the last one succeeded.',
    }),
  }),
});

const SearchFiguresType = builder.objectRef<SearchState>('SearchFigures').implement({
  description: 'The index, read every few seconds.',
  access: 'administrator',
  fields: (t) => ({
    reachable: t.exposeBoolean('reachable', { description: 'Whether the last read succeeded.' }),
    documents: t.exposeInt('documents', {
      nullable: true,
      description: 'Documents at the last successful read; null before the first.',
    }),
    publicProfiles: t.exposeInt('publicProfiles', {
      description:
        'Profiles that should have a document. The two numbers differ for a moment after a visibility changes.',
    }),
    unreachableSince: t.expose('unreachableSince', {
      type: 'DateTime',
      nullable: true,
      description:
        'When the process that serves the request failed to read it first. Null: the last read succeeded.',
    }),
    notice: t.exposeString('notice', {
      nullable: true,
      description:
        'Why a CHANGED run is needed to fill the index, such as another ALGOLIA_INDEX. Null: it is not.',
    }),
  }),
});

const SystemType = builder.objectRef<System>('System').implement({
  description: 'The state of the whole system at one moment.',
  access: 'administrator',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'When the state was read.' }),
    instances: t.expose('instances', {
      type: [InstanceType],
      description: 'The processes, the oldest first.',
    }),
    queues: t.expose('queues', { type: [QueueType], description: 'The queues.' }),
    runs: t.expose('runs', {
      type: [ReindexRunType],
      description: 'The last eight reindex runs, the newest first.',
    }),
    cache: t.expose('cache', { type: CacheFiguresType, description: 'The cache.' }),
    search: t.expose('search', { type: SearchFiguresType, description: 'The index.' }),
    troubles: t.field({
      type: [TroubleType],
      description: 'What is wrong, the most serious first. Empty: nothing.',
      resolve: (system) => troublesOf(system),
    }),
    audit: t.expose('audit', { type: AuditFiguresType, description: 'What the audit found.' }),
  }),
});

const ProfileInspectionType = builder.objectRef<Inspection>('ProfileInspection').implement({
  description: 'One profile in Postgres, in the cache and in the index, and whether they agree.',
  access: 'administrator',
  fields: (t) => ({
    profile: t.prismaField({
      type: 'Profile',
      description: 'The profile.',
      resolve: (query, { profileId }, _args, { db }) =>
        db.profile.findFirstOrThrow({ ...query, where: { id: profileId } }),
    }),
    completion: t.field({
      type: ProfileCompletionType,
      description: 'Computed now.',
      resolve: ({ completion, profileId }) => completionOfProfile(completion, profileId),
    }),
    cachedCompletion: t.field({
      type: ProfileCompletionType,
      nullable: true,
      description: 'The cached value, with an id of its own; null: the cache has no current value.',
      resolve: ({ cached, profileId }) =>
        cached && { ...completionOfProfile(cached, profileId), id: `${profileId}:cached` },
    }),
    cacheAgrees: t.exposeBoolean('cacheAgrees', {
      description: 'Whether the cached value equals the computed one.',
    }),
    expectedDocument: t.expose('expected', {
      type: 'JSON',
      nullable: true,
      description: 'The document that the index should have; null for a private profile.',
    }),
    indexedDocument: t.expose('indexed', {
      type: 'JSON',
      nullable: true,
      description: 'The document in the index; null: there is none, or the index did not answer.',
    }),
    indexReachable: t.exposeBoolean('indexReachable', { description: 'Whether the index answered.' }),
    indexAgrees: t.exposeBoolean('documentAgrees', {
      description:
        'Whether the index answered and the two documents are equal. They may differ for a moment after an edit.',
    }),
  }),
});

builder.queryField('system', (t) =>
  t.field({
    type: SystemType,
    description: 'The state of the whole system.',
    access: 'administrator',
    resolve: (_root, _args, ctx) => systemWatch(ctx).read(),
  }),
);

builder.subscriptionField('systemChanged', (t) =>
  t.field({
    type: SystemType,
    description: 'The state of the whole system now, then once a second.',
    access: 'administrator',
    subscribe: (_root, _args, ctx) => systemWatch(ctx).watch(),
    resolve: (system) => system,
  }),
);

builder.queryField('profileInspection', (t) =>
  t.field({
    type: ProfileInspectionType,
    nullable: true,
    description: 'One profile in Postgres, cache and index; null: there is no such profile.',
    args: { id: t.arg.string({ required: true, description: 'Its id or its handle.' }) },
    access: 'administrator',
    resolve: async (_root, { id }, ctx) => {
      const profileId = await findProfileId(ctx, id);
      return profileId === null ? null : inspect(ctx, profileId);
    },
  }),
);

async function findProfileId(ctx: Context, idOrHandle: string): Promise<string | null> {
  if (isUuid(idOrHandle)) return idOrHandle.toLowerCase();
  const handle = handleRule.safeParse(idOrHandle).data ?? null;
  return (await findProfileByHandle(ctx, handle, {}))?.id ?? null;
}

function countMisses(misses: System['cache']['misses']): number {
  return Object.values(misses).reduce((sum, count) => sum + count, 0);
}
