// What administrators did, in the API. recorded-actions-plugin.ts records it.
import { MAX, NIL } from 'uuid';
import { Prisma, type DatabaseLike } from '../database/client.ts';
import { builder } from '../graphql/builder.ts';
import { checkIds } from '../graphql/checked-args.ts';
import { connectionById, type IdPage } from '../graphql/keyset.ts';

const AdministratorActionType = builder
  .objectRef<Prisma.AdministratorActionModel>('AdministratorAction')
  .implement({
    description: 'A call of a mutation that only administrators may call, also where it failed.',
    access: 'administrator',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'A UUID.' }),
      at: t.expose('at', { type: 'DateTime', description: 'When it was called.' }),
      subject: t.exposeString('subject', {
        nullable: true,
        description: 'Who called it: the subject of the token. Null: the token had none.',
      }),
      action: t.exposeString('action', { description: 'The name of the mutation.' }),
      arguments: t.expose('arguments', { type: 'JSON', description: 'The arguments, as they were given.' }),
    }),
  });

builder.queryField('administratorActions', (t) =>
  t.connection(
    {
      type: AdministratorActionType,
      description: 'What administrators did, the newest first. Pages of 1 to 100, by default 20.',
      args: {
        about: t.arg.id({
          required: false,
          description:
            'Only actions whose arguments name this id, such as that of a profile, a run or a job. A UUID.',
        }),
      },
      access: 'administrator',
      resolve: (_root, { about, ...args }, { db }) => {
        if (typeof about === 'string') checkIds('about', [about]);
        return connectionById(args, 'id', 'desc', async ({ ids, order, limit }) => {
          const page = { where: { id: ids }, orderBy: { id: order }, take: limit };
          if (typeof about !== 'string') return db.administratorAction.findMany(page);
          const found = await findAbout(db, about, { ids, order, limit });
          return db.administratorAction.findMany({ ...page, where: { id: { in: found } } });
        });
      },
    },
    { name: 'AdministratorActionConnection' },
    { name: 'AdministratorActionEdge' },
  ),
);

/** @param about a UUID, which holds no letter that LIKE knows */
async function findAbout(db: DatabaseLike, about: string, { ids, order, limit }: IdPage): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM administrator_action
    WHERE arguments::text ILIKE ${`%${about}%`}
      AND id < ${ids.lt ?? MAX}::uuid AND id > ${ids.gt ?? NIL}::uuid
    ORDER BY id ${order === 'asc' ? Prisma.sql`ASC` : Prisma.sql`DESC`} LIMIT ${limit}`;
  return rows.map(({ id }) => id);
}
