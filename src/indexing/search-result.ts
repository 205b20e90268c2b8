// The types of the answer of `searchProfiles`.
import { loadCompletion } from '../completion/cached.ts';
import { ProfileCompletionType } from '../completion/schema.ts';
import type { ProfileRow } from '../database/client.ts';
import { builder } from '../graphql/builder.ts';
import { ProfileType } from '../profiles/schema.ts';
import { MAX_HIGHLIGHTS, type Highlight } from './highlights.ts';
import { MAX_HITS } from './search-cursor.ts';
import { ProfileFacetEnum, type Facet } from './search-filter.ts';

const HighlightType = builder.objectRef<Highlight>('ProfileHighlight').implement({
  description: 'A text of a profile in which words of the query were found.',
  access: 'inherited',
  fields: (t) => ({
    attribute: t.exposeString('attribute', {
      description: 'What the text is, such as `fullName`, `summary`, `skills.name` or `experience.position`.',
    }),
    value: t.exposeString('value', {
      description:
        'The text as HTML: the words are in `<em>`, everything else is escaped. It can be shown as it is.',
    }),
  }),
});

export interface Hit {
  /** With what the query selects of it. */
  readonly profile: Pick<ProfileRow, 'id' | 'visibility'>;
  readonly highlights: readonly Highlight[];
}

const ProfileHitType = builder.objectRef<Hit>('ProfileHit').implement({
  description: 'One profile of a search result.',
  access: 'inherited',
  fields: (t) => ({
    id: t.id({ description: "The profile's id.", resolve: ({ profile }) => profile.id }),
    completion: t.field({
      type: ProfileCompletionType,
      description: 'How complete the profile is.',
      resolve: ({ profile }, _args, ctx) => loadCompletion(ctx, profile.id, null),
    }),
    profile: t.field({
      type: ProfileType,
      description: 'The profile.',
      resolve: ({ profile }) => profile,
    }),
    highlights: t.field({
      type: [HighlightType],
      description: `Where the words of the query were found, the most relevant first, at most ${MAX_HIGHLIGHTS}. Empty for an empty query.`,
      resolve: ({ highlights }) => [...highlights],
    }),
  }),
});

export interface FacetCount {
  readonly value: string;
  readonly count: number;
}

const FacetCountType = builder.objectRef<FacetCount>('ProfileFacetValue').implement({
  description: 'A value of a facet.',
  access: 'inherited',
  fields: (t) => ({
    value: t.exposeString('value', { description: 'As profiles have it. It can be used in the filter.' }),
    count: t.exposeInt('count', { description: 'The number of hits that have it.' }),
  }),
});

export interface FacetCounts {
  readonly facet: Facet;
  readonly values: readonly FacetCount[];
}

/** Of a page, as `hits` is: the cost of the search includes them. */
const counted = { field: 1, multiplier: 1 };

const FacetCountsType = builder.objectRef<FacetCounts>('ProfileFacetCounts').implement({
  description: 'The values of one facet among all hits of a search.',
  access: 'inherited',
  fields: (t) => ({
    facet: t.expose('facet', { type: ProfileFacetEnum, description: 'The facet.' }),
    values: t.field({
      type: [FacetCountType],
      complexity: counted,
      description: 'The 100 most frequent values, the most frequent first. Empty where no hit has one.',
      resolve: ({ values }) => [...values],
    }),
  }),
});

interface SearchResult {
  readonly hits: Hit[];
  readonly totalCount: number;
  readonly isExhaustive: boolean;
  readonly facets: FacetCounts[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

export const ProfileSearchResultType = builder.objectRef<SearchResult>('ProfileSearchResult').implement({
  description: 'The result of a search.',
  access: 'inherited',
  fields: (t) => ({
    hits: t.expose('hits', { type: [ProfileHitType], description: 'The best match first.' }),
    totalCount: t.exposeInt('totalCount', {
      description: `The number of matching profiles in the index. Pages reach the first ${MAX_HITS.toLocaleString('en')} of them.`,
    }),
    isExhaustive: t.exposeBoolean('isExhaustive', {
      description:
        'Whether `totalCount` and the counts of `facets` are exact. An index may estimate large ones.',
    }),
    pageInfo: t.field({
      type: builder.pageInfoRef(),
      description: 'Whether there are more hits, and the cursors of this page.',
      resolve: ({ pageInfo }) => pageInfo,
    }),
    facets: t.expose('facets', {
      type: [FacetCountsType],
      complexity: counted,
      description:
        'Those that were asked for, in that order. They count what the whole filter finds: for the counts of a list whose own values are not to narrow it, ask a second time without that list.',
    }),
  }),
});
