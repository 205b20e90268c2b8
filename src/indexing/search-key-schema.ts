// The query `searchKey`: a key with which a front end queries the search server directly.
import { builder } from '../graphql/builder.ts';
import { NotAllowedError } from '../graphql/errors.ts';
import { VIEWER_KEY_SECONDS, type ViewerKey } from '../search/viewer-keys.ts';

const SearchKeyType = builder.objectRef<ViewerKey>('SearchKey').implement({
  description: 'What an Algolia client in a front end needs to search the public profiles.',
  access: 'inherited',
  fields: (t) => ({
    appId: t.exposeString('appId', { description: 'The Algolia application.' }),
    apiKey: t.exposeString('apiKey', {
      description: 'A secured API key. It can search this index only, and returns no private data.',
    }),
    indexName: t.exposeString('indexName', { description: 'The name of the index.' }),
    hosts: t.field({
      type: ['String'],
      nullable: true,
      description:
        'URLs for the option `hosts` of the client. Null: leave it out, the client uses Algolia’s hosts.',
      resolve: ({ hosts }) => (hosts ? [...hosts] : null),
    }),
    validUntil: t.expose('validUntil', {
      type: 'DateTime',
      description: `When the key expires: ${VIEWER_KEY_SECONDS / 60} minutes after it was issued. Request the next one before that.`,
    }),
  }),
});

builder.queryField('searchKey', (t) =>
  t.field({
    type: SearchKeyType,
    nullable: true,
    description:
      'A key with which the caller queries the search server directly. Needs a token, unless the server gives keys to anyone (`ANONYMOUS_SEARCH_KEYS`): these queries bypass the limits of this API. Else use `searchProfiles`. A profile that has just become private is found until the index is updated. Null if the server has no search key (`ALGOLIA_SEARCH_KEY`).',
    access: 'public',
    resolve: async (_root, _args, { viewer, viewerKeys, callerOf }) => {
      if (viewer.kind !== 'anonymous') {
        return viewerKeys?.issue(viewer.kind === 'person' ? viewer.profileId : viewer.kind) ?? null;
      }
      if (viewerKeys?.forAnyone) return viewerKeys.issue(await callerOf(), true);
      throw new NotAllowedError('searchKey: a token is needed, and none was sent');
    },
  }),
);
