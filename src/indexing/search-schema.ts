// Owns searchProfiles: the hits come from the index, what is shown of them from the database. So a hit whose profile has
// become private or is gone a moment ago is left out, and no hit shows an old score.
import { loadCompletion } from '../completion/cached.ts';
import { ProfileCompletionType } from '../completion/schema.ts';
import type { Prisma } from '../database/client.ts';
import { builder } from '../graphql/builder.ts';
import { pageCost } from '../graphql/limits/cost.ts';
import { InvalidInputError } from '../graphql/errors.ts';
import { checkPageSize } from '../graphql/keyset.ts';
import { ProfileType } from '../profiles/schema.ts';
import { visibleTo } from '../profiles/visibility.ts';
import type { SearchHit } from '../search/gateway.ts';

const MAX_QUERY = 512;
/** A search, to a field that is read from a row. */
const SEARCH_COST = 20;

type Hit = Prisma.ProfileModel;

const ProfileHitType = builder.objectRef<Hit>('ProfileHit').implement({
  description: 'A profile that was found.',
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
      // As it was read to see whether it is still there: a hit never loses its profile on the way.
      resolve: (profile) => profile,
    }),
  }),
});

interface SearchResult {
  readonly hits: readonly Hit[];
  readonly totalCount: number;
}

const ProfileSearchResultType = builder.objectRef<SearchResult>('ProfileSearchResult').implement({
  description: 'What a search found.',
  access: 'inherited',
  fields: (t) => ({
    hits: t.field({
      type: [ProfileHitType],
      description: 'The best first.',
      resolve: ({ hits }) => [...hits],
    }),
    totalCount: t.exposeInt('totalCount', { description: 'How many profiles the index holds that match.' }),
  }),
});

builder.queryField('searchProfiles', (t) =>
  t.field({
    type: ProfileSearchResultType,
    description:
      'Finds public profiles by words in their name, bio, experience, education, skills and so on. While the index is away it fails with the code `UNAVAILABLE`.',
    access: 'public',
    args: {
      query: t.arg.string({ required: true, description: 'At most 512 characters; an empty one finds all.' }),
      first: t.arg.int({ required: false, description: '1 to 100; 20 where left out.' }),
      minCompletion: t.arg.int({
        required: false,
        description: 'Only profiles at least this complete, 0 to 100.',
      }),
    },
    complexity: (args) => pageCost(args, SEARCH_COST),
    resolve: async (_root, { query, first, minCompletion }, ctx) => {
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
        const found = await ctx.db.profile.findMany({ where: { id: { in: ids }, ...visibleTo(ctx) } });
        const visible = new Map(found.map((profile) => [profile.id, profile]));
        return ids.flatMap((id) => visible.get(id) ?? []);
      }
    },
  }),
);
