// Owns what the dashboard asks of the API beyond what every administrator has: the state of the whole system, live, and
// the three pictures of one profile. For the administrator alone.
import { ProfileCompletionType } from '../completion/schema.ts';
import { builder } from '../graphql/builder.ts';
import type { Context } from '../graphql/context.ts';
import { isUuid } from '../graphql/uuid.ts';
import { ReindexRunType } from '../reindex/run-type.ts';
import type { InstanceStatus } from '../jobs/instances.ts';
import { QueueType } from './queues.ts';
import { handleRule } from '../profiles/handle.ts';
import { inspect, type Inspection } from './inspection.ts';
import { systemWatch, type SearchState, type System } from './system.ts';

const InstanceStateEnum = builder.enumType('InstanceState', {
  description: 'Whether a process is there.',
  values: {
    LIVE: { value: 'live', description: 'It told so within a quarter of a minute.' },
    SILENT: { value: 'silent', description: 'Nothing was heard of it: killed, cut off or stuck.' },
    STOPPED: { value: 'stopped', description: 'It was told to stop, and did.' },
  } satisfies Record<string, { value: InstanceStatus['state']; description: string }>,
});

const InstanceType = builder.objectRef<InstanceStatus>('Instance').implement({
  description: 'A process of Vitae: there now, or a quarter of an hour ago.',
  access: 'administrator',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'New at each start.' }),
    role: t.exposeString('name', { nullable: true, description: 'Its ROLE: api, worker or all.' }),
    host: t.exposeString('host', { description: 'The name of its machine.' }),
    pid: t.exposeInt('pid', { description: 'Its process id there.' }),
    state: t.expose('state', { type: InstanceStateEnum, description: 'Whether it is there.' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When it started.' }),
    seenAt: t.expose('seenAt', { type: 'DateTime', description: 'When it was heard of last.' }),
    activeJobs: t.exposeInt('activeJobs', { description: 'Jobs that it was working on then.' }),
    memoryBytes: t.exposeFloat('memoryBytes', {
      nullable: true,
      description: 'Resident memory; null before it was measured.',
    }),
    cpuCores: t.exposeFloat('cpuCores', {
      nullable: true,
      description: 'Processor cores in use; null before it was measured.',
    }),
  }),
});

const CacheFiguresType = builder.objectRef<System['cache']>('CacheFigures').implement({
  description: 'The cache as the process that answers has used it since it started.',
  access: 'administrator',
  fields: (t) => ({
    hits: t.exposeInt('hits', { description: 'Reads answered from the store.' }),
    misses: t.int({
      description: 'Reads that were not, for whatever reason.',
      resolve: ({ misses }) => missesOf(misses),
    }),
    hitRate: t.float({
      nullable: true,
      description: '0 to 1; null before the first read.',
      resolve: ({ hits, misses }) => {
        const reads = hits + missesOf(misses);
        return reads === 0 ? null : hits / reads;
      },
    }),
    invalidations: t.exposeInt('invalidations', { description: 'Tags that were invalidated.' }),
    errors: t.exposeInt('errors', { description: 'Calls to the store that failed or were too slow.' }),
  }),
});

const SearchFiguresType = builder.objectRef<SearchState>('SearchFigures').implement({
  description: 'The index, looked at every few seconds.',
  access: 'administrator',
  fields: (t) => ({
    reachable: t.exposeBoolean('reachable', { description: 'Whether it answered the last look.' }),
    documents: t.exposeInt('documents', {
      nullable: true,
      description: 'How many it held when it last answered; null before.',
    }),
    publicProfiles: t.exposeInt('publicProfiles', {
      description:
        'How many profiles belong into it. The two differ for a moment after each edit of a visibility.',
    }),
  }),
});

const SystemType = builder.objectRef<System>('System').implement({
  description: 'The whole system at one moment.',
  access: 'administrator',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'The moment.' }),
    instances: t.field({
      type: [InstanceType],
      description: 'Its processes, the oldest first.',
      resolve: ({ instances }) => [...instances],
    }),
    queues: t.field({
      type: [QueueType],
      description: 'Its queues.',
      resolve: ({ queues }) => [...queues],
    }),
    runs: t.field({
      type: [ReindexRunType],
      description: 'The last eight reindex runs, the newest first.',
      resolve: ({ runs }) => [...runs],
    }),
    cache: t.field({ type: CacheFiguresType, description: 'The cache.', resolve: ({ cache }) => cache }),
    search: t.field({ type: SearchFiguresType, description: 'The index.', resolve: ({ search }) => search }),
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
        db.profile.findUniqueOrThrow({ ...query, where: { id: profileId } }),
    }),
    completion: t.field({
      type: ProfileCompletionType,
      description: 'Computed now.',
      resolve: ({ completion }) => completion,
    }),
    cachedCompletion: t.field({
      type: ProfileCompletionType,
      nullable: true,
      description: 'As it lies in the cache; null where nothing current is there.',
      resolve: ({ cached }) => cached,
    }),
    cacheAgrees: t.exposeBoolean('cacheAgrees', {
      description: 'Whether what the cache would answer is what is computed now.',
    }),
    expectedDocument: t.field({
      type: 'JSON',
      nullable: true,
      description: 'What the index should hold; null for a private profile.',
      resolve: ({ expected }) => expected,
    }),
    indexedDocument: t.field({
      type: 'JSON',
      nullable: true,
      description: 'What the index holds; null for nothing.',
      resolve: ({ indexed }) => indexed,
    }),
    indexAgrees: t.exposeBoolean('indexAgrees', {
      description: 'Whether these two are equal. Just after an edit they may differ for a moment.',
    }),
  }),
});

builder.queryField('system', (t) =>
  t.field({
    type: SystemType,
    description: 'The state of the whole system.',
    access: 'administrator',
    resolve: (_root, _args, ctx) => systemWatch(ctx).look(),
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
    description: 'The three pictures of a profile; null where there is no such profile.',
    args: { id: t.arg.string({ required: true, description: 'Its id or its handle.' }) },
    access: 'administrator',
    resolve: async (_root, { id }, ctx) => {
      const profileId = await idOf(ctx, id);
      return profileId === null ? null : inspect(ctx, profileId);
    },
  }),
);

async function idOf({ db }: Context, idOrHandle: string): Promise<string | null> {
  if (isUuid(idOrHandle)) return idOrHandle.toLowerCase();
  const handle = handleRule.safeParse(idOrHandle);
  if (!handle.success) return null;
  const found = await db.profile.findUnique({ where: { handle: handle.data }, select: { id: true } });
  return found?.id ?? null;
}

function missesOf(misses: System['cache']['misses']): number {
  return Object.values(misses).reduce((sum, count) => sum + count, 0);
}
