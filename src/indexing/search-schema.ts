// The query `searchProfiles`: ids, numbers and highlights come from the index, everything else from the database. So a profile
// that was hidden or deleted a moment ago is left out, and no hit shows an old score.
import { queryFromInfo } from '@pothos/plugin-prisma';
import type { GraphQLResolveInfo } from 'graphql';
import type { ProfileRow } from '../database/client.ts';
import { builder } from '../graphql/builder.ts';
import type { Context } from '../graphql/context.ts';
import { InvalidInputError } from '../graphql/errors.ts';
import { checkPageSize } from '../graphql/keyset.ts';
import { pageCost } from '../graphql/limits/cost.ts';
import { isSelected } from '../graphql/selection.ts';
import { visibleTo } from '../profiles/visibility.ts';
import type { SearchHit, SearchPage } from '../search/gateway.ts';
import { createMarks, highlighting, highlightsOf } from './highlights.ts';
import { MAX_HITS, searchCursors } from './search-cursor.ts';
import {
  facetAttributes,
  indexFilterOf,
  MIN_COMPLETION,
  ProfileFacetEnum,
  ProfileSearchFilterInput,
  type Facet,
} from './search-filter.ts';
import { ProfileSearchResultType, type FacetCount, type FacetCounts, type Hit } from './search-result.ts';

/** Source: https://www.algolia.com/doc/api-reference/api-parameters/query */
const MAX_QUERY_BYTES = 512;
/** One search, where a field of a row costs 1: it takes as long as a mutation, and the index has a price for each. */
const SEARCH_COST = 250;
/** The index counts the values of all hits. */
const FACET_COST = 20;
const FACETS = Object.keys(facetAttributes).length;

builder.queryField('searchProfiles', (t) =>
  t.field({
    type: ProfileSearchResultType,
    description:
      'Finds public profiles by words in their name, bio, experience, education, skills and so on. Fails with the code `UNAVAILABLE` while the search server cannot be reached. The index follows a write within moments: a profile that changes while a client pages may come twice or not at all, and one that is no longer visible leaves a page shorter.',
    access: 'public',
    args: {
      query: t.arg.string({
        required: true,
        description: `At most ${MAX_QUERY_BYTES} bytes in UTF-8; an empty query finds all.`,
      }),
      first: t.arg.int({ required: false, description: '1 to 100; the default is 20.' }),
      after: t.arg.string({
        required: false,
        description: `Only hits after this cursor, from a page of the same query, filter and minCompletion. Pages end at hit ${MAX_HITS.toLocaleString('en')}.`,
      }),
      filter: t.arg({
        type: ProfileSearchFilterInput,
        required: false,
        description: 'Which profiles the search finds.',
      }),
      facets: t.arg({
        type: [ProfileFacetEnum],
        required: false,
        maxItems: FACETS,
        description: 'What to count all hits by, not only those of the page.',
      }),
      minCompletion: t.arg.int({
        required: false,
        description: `${MIN_COMPLETION} The same as in \`filter\`; of two numbers the higher counts.`,
      }),
    },
    complexity: (args) =>
      pageCost(args, SEARCH_COST + FACET_COST * Math.min(args.facets?.length ?? 0, FACETS)),
    resolve: async (_root, { query, first, after, facets, ...args }, ctx, info) => {
      checkQuery(query);
      const size = checkPageSize('first', first);
      const filter = indexFilterOf(args);
      const cursors = searchCursors({ query, ...filter });
      const offset = cursors.decode(after);
      const length = Math.min(size, MAX_HITS - offset);
      const counted = [...new Set(facets)];
      const marks = query.trim() !== '' && isSelected(info, ['hits', 'highlights']) ? createMarks() : null;
      const page = await ctx.search.search(query, {
        ...filter,
        offset,
        length,
        attributesToRetrieve: ['objectID'],
        ...(counted.length > 0 && { facets: counted.map((facet) => facetAttributes[facet]) }),
        ...(marks && highlighting(marks)),
      });
      const position = offset + page.hits.length;
      return {
        hits: await stillVisible(page.hits, ctx, info, (hit) => (marks ? highlightsOf(hit, marks) : [])),
        totalCount: page.nbHits,
        isExhaustive: page.exhaustive?.nbHits !== false && page.exhaustive?.facetsCount !== false,
        facets: counted.map((facet) => countsOf(facet, page)),
        pageInfo: {
          hasPreviousPage: offset > 0,
          hasNextPage: page.hits.length === length && position < Math.min(page.nbHits, MAX_HITS),
          startCursor: page.hits.length > 0 ? cursors.encode(offset + 1) : null,
          endCursor: page.hits.length > 0 ? cursors.encode(position) : null,
        },
      };
    },
  }),
);

/** @throws InvalidInputError where the index would refuse it */
function checkQuery(query: string): void {
  if (Buffer.byteLength(query) <= MAX_QUERY_BYTES) return;
  const message = `must hold at most ${MAX_QUERY_BYTES} bytes in UTF-8`;
  throw new InvalidInputError([
    { path: 'query', message, code: 'TOO_LONG', params: { max: MAX_QUERY_BYTES } },
  ]);
}

/** The most frequent value first. Values that differ by case only are one, as in the filter, in the most used spelling. */
function countsOf(facet: Facet, { facets }: SearchPage): FacetCounts {
  const byCount = (one: FacetCount, other: FacetCount) =>
    other.count - one.count || (one.value < other.value ? -1 : 1);
  const counts = Object.entries(facets?.[facetAttributes[facet]] ?? {})
    .map(([value, count]) => ({ value, count }))
    .sort(byCount);
  const values = [...Map.groupBy(counts, ({ value }) => value.toLowerCase()).values()]
    .map((same) => ({ value: same[0]?.value ?? '', count: same.reduce((sum, { count }) => sum + count, 0) }))
    .sort(byCount);
  return { facet, values };
}

/** Those of the hits that the viewer may see, in one query. */
async function stillVisible(
  hits: readonly SearchHit[],
  ctx: Context,
  info: GraphQLResolveInfo,
  highlightsIn: (hit: SearchHit) => Hit['highlights'],
): Promise<Hit[]> {
  if (hits.length === 0 || !isSelected(info, ['hits'])) return [];
  const { select } = queryFromInfo({
    context: ctx,
    info,
    typeName: 'Profile',
    path: ['hits', 'profile'],
    select: { id: true, visibility: true },
  });
  const ids = hits.map(({ objectID }) => objectID);
  const found: Pick<ProfileRow, 'id' | 'visibility'>[] = await ctx.db.profile.findMany({
    select,
    where: { id: { in: ids }, ...visibleTo(ctx) },
  });
  const visible = new Map(found.map((profile) => [profile.id, profile]));
  return hits.flatMap((hit) => {
    const profile = visible.get(hit.objectID);
    return profile ? [{ profile, highlights: highlightsIn(hit) }] : [];
  });
}
