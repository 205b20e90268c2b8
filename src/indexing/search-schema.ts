// The query `searchProfiles`: ids come from the index, everything else from the database. So a profile that was hidden or
// deleted a moment ago is left out, and no hit shows an old score.
import { queryFromInfo } from '@pothos/plugin-prisma';
import { loadCompletion } from '../completion/cached.ts';
import { ProfileCompletionType } from '../completion/schema.ts';
import type { ProfileRow } from '../database/client.ts';
import { builder } from '../graphql/builder.ts';
import { pageCost } from '../graphql/limits/cost.ts';
import { InvalidInputError } from '../graphql/errors.ts';
import { checkPageSize } from '../graphql/keyset.ts';
import { ProfileType } from '../profiles/schema.ts';
import { visibleTo } from '../profiles/visibility.ts';
import type { SearchHit } from '../search/gateway.ts';

const MAX_QUERY = 512;
/** One search, where a field of a row costs 1. */
const SEARCH_COST = 20;

/** Beside what the query selects of the profile. */
type Hit = Pick<ProfileRow, 'id' | 'visibility'>;

const ProfileHitType = builder.objectRef<Hit>('ProfileHit').implement({
  description: 'One profile of a search result.',
  access: 'inherited',
  fields: (t) => ({
    id: t.exposeID('id', { description: "The profile's id." }),
    completion: t.field({
      type: ProfileCompletionType,
      description: 'How complete the profile is.',
      resolve: ({ id }, _args, ctx) => loadCompletion(ctx, id, null),
    }),
    profile: t.field({
      type: ProfileType,
      description: 'The profile.',
      resolve: (profile) => profile,
    }),
  }),
});

interface SearchResult {
  readonly hits: Hit[];
  readonly totalCount: number;
}

const ProfileSearchResultType = builder.objectRef<SearchResult>('ProfileSearchResult').implement({
  description: 'The result of a search.',
  access: 'inherited',
  fields: (t) => ({
    hits: t.expose('hits', { type: [ProfileHitType], description: 'The best match first.' }),
    totalCount: t.exposeInt('totalCount', { description: 'The number of matching profiles in the index.' }),
  }),
});

builder.queryField('searchProfiles', (t) =>
  t.field({
    type: ProfileSearchResultType,
    description:
      'Finds public profiles by words in their name, bio, experience, education, skills and so on. Fails with the code `UNAVAILABLE` while the search server cannot be reached.',
    access: 'public',
    args: {
      query: t.arg.string({
        required: true,
        description: `At most ${MAX_QUERY} characters; an empty query finds all.`,
      }),
      first: t.arg.int({ required: false, description: '1 to 100; the default is 20.' }),
      minCompletion: t.arg.int({
        required: false,
        description: 'Only profiles at least this complete, 0 to 100.',
      }),
    },
    complexity: (args) => pageCost(args, SEARCH_COST),
    resolve: async (_root, { query, first, minCompletion }, ctx, info) => {
      if (query.length > MAX_QUERY) {
        throw new InvalidInputError([
          { path: 'query', message: `must hold at most ${MAX_QUERY} characters` },
        ]);
      }
      if (typeof minCompletion === 'number' && (minCompletion < 0 || minCompletion > 100)) {
        throw new InvalidInputError([{ path: 'minCompletion', message: 'must be 0 to 100' }]);
      }
      const page = await ctx.search.search(query, {
        hitsPerPage: checkPageSize('first', first),
        attributesToRetrieve: ['objectID'],
        ...(typeof minCompletion === 'number' && {
          numericFilters: [`completion.percentage >= ${minCompletion}`],
        }),
      });
      return { hits: await stillVisible(page.hits), totalCount: page.nbHits };

      async function stillVisible(hits: readonly SearchHit[]): Promise<Hit[]> {
        const ids = hits.map(({ objectID }) => objectID);
        const { select } = queryFromInfo({
          context: ctx,
          info,
          typeName: 'Profile',
          path: ['hits', 'profile'],
          select: { id: true, visibility: true },
        });
        const found = await ctx.db.profile.findMany({
          select,
          where: { id: { in: ids }, ...visibleTo(ctx) },
        });
        const visible = new Map(found.map((profile) => [profile.id, profile]));
        return ids.flatMap((id) => visible.get(id) ?? []);
      }
    },
  }),
);
