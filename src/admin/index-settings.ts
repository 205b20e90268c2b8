// The settings of the index in the API: compared with the code, applied, and whose the index is. For administrators only.
import { builder } from '../graphql/builder.ts';
import type { Context } from '../graphql/context.ts';
import { ConflictError, InvalidInputError } from '../graphql/errors.ts';
import { nothing } from '../graphql/invalidation-plugin.ts';
import { isUuid } from '../graphql/uuid.ts';
import { applyIndexSettings, compareIndexSettings, type SettingDifference } from '../indexing/settings.ts';
import { deploymentOf, foreignOwnerOf, handOver, NoIndexError, ownerOf } from '../indexing/target.ts';

interface IndexSettings {
  readonly indexName: string;
  readonly owner: string | null;
  readonly deployment: string | null;
  readonly isForeign: boolean;
  readonly differences: readonly SettingDifference[];
}

const IndexSettingType = builder.objectRef<SettingDifference>('IndexSetting').implement({
  description: 'A setting in which the index differs from the code.',
  access: 'administrator',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'As Algolia names it.' }),
    inCode: t.stringList({
      description: 'Its entries in the code. Empty: it is not set.',
      resolve: ({ inCode }) => [...inCode],
    }),
    inIndex: t.stringList({
      description: 'Its entries in the index. Empty: it is not set.',
      resolve: ({ inIndex }) => [...inIndex],
    }),
  }),
});

const IndexSettingsType = builder.objectRef<IndexSettings>('IndexSettings').implement({
  description:
    'The settings of the index, compared with the code. Other settings are left to the operator of the index.',
  access: 'administrator',
  fields: (t) => ({
    indexName: t.exposeString('indexName', { description: 'The name of the index.' }),
    owner: t.exposeID('owner', {
      nullable: true,
      description: 'The deployment that the index belongs to. Null: none yet, or there is no index.',
    }),
    deployment: t.exposeID('deployment', {
      nullable: true,
      description: 'This deployment. Null: it has used no index yet.',
    }),
    isForeign: t.exposeBoolean('isForeign', {
      description: 'Whether it belongs to another deployment, so that this one does not write it.',
    }),
    differences: t.field({
      type: [IndexSettingType],
      description: 'The settings that differ. Empty: none.',
      resolve: ({ differences }) => [...differences],
    }),
  }),
});

async function readSettings({ db, search }: Context): Promise<IndexSettings> {
  const [differences, owner, deployment] = await Promise.all([
    compareIndexSettings(search),
    ownerOf(search),
    deploymentOf(db),
  ]);
  return {
    ...{ indexName: search.indexName, owner: owner?.deployment ?? null, deployment, differences },
    isForeign: foreignOwnerOf(owner, deployment) !== null,
  };
}

builder.queryField('indexSettings', (t) =>
  t.field({
    type: IndexSettingsType,
    description: 'The settings of the index, as they are now.',
    access: 'administrator',
    resolve: (_root, _args, ctx) => readSettings(ctx),
  }),
);

builder.mutationField('applyIndexSettings', (t) =>
  t.field({
    type: IndexSettingsType,
    description:
      'Applies the settings of the code to the index, and waits until they are in effect. Records stay. Makes an index that ' +
      'does not exist.',
    access: 'administrator',
    invalidates: nothing,
    resolve: async (_root, _args, ctx) => {
      await applyIndexSettings(ctx.search);
      return readSettings(ctx);
    },
  }),
);

builder.mutationField('takeOverIndex', (t) =>
  t.field({
    type: IndexSettingsType,
    description:
      'Hands the index to a deployment, which goes on by itself. The deployment before stops to write it, and says why.',
    args: {
      deployment: t.arg.id({
        required: true,
        description: 'Its id, a UUID, as the reason of a paused queue names it.',
      }),
    },
    access: 'administrator',
    invalidates: nothing,
    resolve: async (_root, { deployment }, ctx) => {
      if (!isUuid(deployment))
        throw new InvalidInputError([{ path: 'deployment', message: 'must be a UUID', code: 'INVALID_ID' }]);
      try {
        await handOver(ctx.search, deployment.toLowerCase());
      } catch (error) {
        if (error instanceof NoIndexError) throw new ConflictError('deployment', error.message);
        throw error;
      }
      return readSettings(ctx);
    },
  }),
);
