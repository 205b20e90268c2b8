// What administrators did, in the API. recorded-actions-plugin.ts records it.
import type { Prisma } from '../database/client.ts';
import { builder } from '../graphql/builder.ts';
import { connectionById } from '../graphql/keyset.ts';

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
      access: 'administrator',
      resolve: (_root, args, { db }) =>
        connectionById(args, 'id', 'desc', ({ ids, order, limit }) =>
          db.administratorAction.findMany({ where: { id: ids }, orderBy: { id: order }, take: limit }),
        ),
    },
    { name: 'AdministratorActionConnection' },
    { name: 'AdministratorActionEdge' },
  ),
);
