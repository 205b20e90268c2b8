// The queries that list profiles: pages of all that the caller may see, and those of some ids.
import { queryFromInfo } from '@pothos/plugin-prisma';
import type { GraphQLResolveInfo } from 'graphql';
import type { Prisma } from '../database/client.ts';
import { builder } from '../graphql/builder.ts';
import type { Context } from '../graphql/context.ts';
import { validate } from '../graphql/errors.ts';
import { connectionById, type PageArgs } from '../graphql/keyset.ts';
import { isUuid } from '../graphql/uuid.ts';
import { findProfile } from './find.ts';
import { conditionOf, pageOfIds, profileFilterRule, type ProfileFilter, type ProfileOrder } from './pages.ts';
import { ProfileType, VisibilityEnum } from './schema.ts';
import { visibleInSql, visibleTo } from './visibility.ts';

const MAX_IDS = 100;

const ProfileFilterInput = builder.inputType('ProfileFilter', {
  description:
    'Which profiles: those that meet every condition. One that is left out, null or empty is none.',
  fields: (t) => ({
    visibility: t.field({
      type: VisibilityEnum,
      description: 'Of the profiles that the caller may see, those with this visibility.',
    }),
    handlePrefix: t.string({ description: 'How the handle begins.' }),
    namePrefix: t.string({ description: 'How the full name begins, whatever the case and the accents.' }),
    updatedSince: t.field({
      type: 'DateTime',
      description: 'Profiles that were changed, or a section of them, at this time or later.',
    }),
  }),
});

const ProfileOrderField = builder.enumType('ProfileOrderField', {
  description: 'What profiles are ordered by. Equal ones are ordered by their ids.',
  values: {
    CREATED_AT: { description: 'When they were created.' },
    UPDATED_AT: { description: 'When they or a section of them were written last.' },
    HANDLE: { description: 'The handle.' },
    FULL_NAME: { description: 'The full name, in the order of Unicode for all languages.' },
  } as const,
});

const OrderDirection = builder.enumType('OrderDirection', {
  description: 'The direction of an order.',
  values: {
    ASC: { description: 'The lowest first.' },
    DESC: { description: 'The highest first.' },
  } as const,
});

const ProfileOrderInput = builder.inputType('ProfileOrder', {
  description: 'The order of a list.',
  fields: (t) => ({
    field: t.field({ type: ProfileOrderField, required: true, description: 'What it is ordered by.' }),
    direction: t.field({
      type: OrderDirection,
      required: true,
      defaultValue: 'ASC',
      description: 'The direction of the order.',
    }),
  }),
});

interface ListArgs extends PageArgs {
  readonly filter?: unknown;
  readonly orderBy?: ProfileOrder | null | undefined;
}

builder.queryField('profiles', (t) =>
  t.connection(
    {
      type: ProfileType,
      description:
        'The profiles that the caller may see, by default in the order of their ids. Pages of 1 to 100, by default 20.',
      access: 'public',
      args: {
        filter: t.arg({ type: ProfileFilterInput, required: false, description: 'Default: all profiles.' }),
        orderBy: t.arg({
          type: ProfileOrderInput,
          required: false,
          description: 'Default: by id. A cursor belongs to the field that its page is ordered by.',
        }),
      },
      resolve: async (_root, args, ctx, info) => {
        const filter = validate('filter', profileFilterRule, args.filter ?? {});
        return { ...(await pageOf(args, filter, ctx, info)), countAll: () => count(ctx, filter) };
      },
    },
    {
      name: 'ProfileConnection',
      fields: (fields) => ({
        totalCount: fields.int({
          nullable: true,
          access: 'administrator',
          description: 'How many profiles there are on all pages; null for others than the administrator.',
          resolve: ({ countAll }) => countAll(),
        }),
      }),
    },
    { name: 'ProfileEdge' },
  ),
);

async function count(ctx: Context, filter: ProfileFilter): Promise<number> {
  const [{ found }] = await ctx.db.$queryRaw<[{ found: number }]>`
    SELECT count(*)::int AS found FROM profile WHERE ${conditionOf(visibleInSql(ctx), filter)}`;
  return found;
}

/** Without a filter and an order one statement reads the profiles. Else the first one reads their ids. */
function pageOf(args: ListArgs, filter: ProfileFilter, ctx: Context, info: GraphQLResolveInfo) {
  const read = (page: Pick<Prisma.ProfileFindManyArgs, 'where' | 'orderBy' | 'take'>) => {
    const { select } = queryFromInfo({
      context: ctx,
      info,
      typeName: 'Profile',
      path: ['edges', 'node'],
      select: { id: true, visibility: true },
    });
    return ctx.db.profile.findMany({ ...page, where: { AND: [visibleTo(ctx), page.where ?? {}] }, select });
  };
  const isPlain = !args.orderBy && Object.values(filter).every((condition) => condition === null);
  return isPlain
    ? connectionById(args, 'id', 'asc', ({ ids, order, limit }) =>
        read({ where: { id: ids }, orderBy: { id: order }, take: limit }),
      )
    : filteredPage(args, filter, ctx, (ids) => read({ where: { id: { in: ids } } }));
}

/** What is gone before its profile is read is left out. */
async function filteredPage<Row extends { readonly id: string }>(
  args: ListArgs,
  filter: ProfileFilter,
  ctx: Context,
  read: (ids: string[]) => Promise<Row[]>,
) {
  const order = args.orderBy ?? { field: 'ID', direction: 'ASC' };
  const { edges: places, pageInfo } = await pageOfIds(
    ctx.db,
    args,
    order,
    conditionOf(visibleInSql(ctx), filter),
  );
  const rows = places.length === 0 ? [] : await read(places.map(({ node }) => node.id));
  const byId = new Map(rows.map((row) => [row.id, row]));
  return {
    pageInfo,
    edges: places.flatMap(({ cursor, node }) => {
      const row = byId.get(node.id);
      return row ? [{ cursor, node: row }] : [];
    }),
  };
}

builder.queryField('profilesByIds', (t) =>
  t.prismaField({
    type: ['Profile'],
    nullable: { list: false, items: true },
    description:
      'The profiles with these ids, in their order. Null where there is none that the caller may see.',
    access: 'public',
    complexity: ({ ids }) => ({ field: 1, multiplier: Math.min(Math.max(ids.length, 1), MAX_IDS) }),
    args: { ids: t.arg.idList({ required: true, maxItems: MAX_IDS, description: 'Each a UUID.' }) },
    resolve: ({ ...query }, _root, { ids }, ctx) =>
      Promise.all(ids.map((id) => findProfile(ctx, isUuid(id) ? id.toLowerCase() : null, query))),
  }),
);
