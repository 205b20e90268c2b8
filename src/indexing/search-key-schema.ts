// Owns searchKey: with it a front end asks the search server itself, without the way through this API.
import { builder } from '../graphql/builder.ts';
import { VIEWER_KEY_SECONDS, type ViewerKey } from '../search/viewer-keys.ts';

const SearchKeyType = builder.objectRef<ViewerKey>('SearchKey').implement({
  description: 'What the Algolia client of a front end needs to search the public profiles.',
  access: 'inherited',
  fields: (t) => ({
    appId: t.exposeString('appId', { description: 'The Algolia application.' }),
    apiKey: t.exposeString('apiKey', {
      description:
        'A secured API key: it searches this index and nothing else, and reads nothing that is private.',
    }),
    indexName: t.exposeString('indexName', { description: 'The index.' }),
    hosts: t.field({
      type: ['String'],
      nullable: true,
      description: 'For the option `hosts` of the client, as URLs. Null: Algolia’s own, leave it out.',
      resolve: ({ hosts }) => (hosts ? [...hosts] : null),
    }),
    validUntil: t.field({
      type: 'DateTime',
      description: `When the key ends, ${VIEWER_KEY_SECONDS / 60} minutes after it was asked for. Ask for the next one before.`,
      resolve: ({ validUntil }) => validUntil,
    }),
  }),
});

builder.queryField('searchKey', (t) =>
  t.field({
    type: SearchKeyType,
    nullable: true,
    description:
      'A key of the caller’s own for asking the search server directly. A token is needed: what is asked with the key does not pass this API and its limits; without one there is `searchProfiles`. A profile that has just become private is found until the index has followed. Null where the server has no search key to make it from.',
    access: 'signedIn',
    resolve: (_root, _args, { viewer, viewerKeys }) =>
      viewerKeys?.issue(viewer.kind === 'person' ? viewer.profileId : viewer.kind) ?? null,
  }),
);
