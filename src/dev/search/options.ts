// The options that both a search and the settings of an index may have: their types, and Algolia's defaults.
// Source: https://www.algolia.com/doc/api-reference/search-api-parameters
import { z } from 'zod';

const texts = z.array(z.string());
const textOrList = z.union([texts, z.string().transform((text) => [text])]);
const flag = (value: boolean) => z.literal(value);

/** Null in the settings means the default. */
export const optionRules = {
  attributesToRetrieve: texts.default(['*']),
  attributesToHighlight: texts.nullable().default(null),
  attributesToSnippet: texts.nullable().default(null),
  highlightPreTag: z.string().default('<em>'),
  highlightPostTag: z.string().default('</em>'),
  snippetEllipsisText: z.string().default('…'),
  restrictHighlightAndSnippetArrays: z.boolean().default(false),
  hitsPerPage: z.int().min(0).max(1000).default(20),
  maxValuesPerFacet: z.int().min(0).max(1000).default(100),
  sortFacetValuesBy: z.enum(['count', 'alpha']).default('count'),
  minWordSizefor1Typo: z.int().min(0).default(4),
  minWordSizefor2Typos: z.int().min(0).default(8),
  typoTolerance: z
    .union([z.boolean(), z.enum(['true', 'false', 'min', 'strict'])])
    .transform((value) => (value === 'true' ? true : value === 'false' ? false : value))
    .default(true),
  allowTyposOnNumericTokens: z.boolean().default(true),
  queryType: z.enum(['prefixLast', 'prefixAll', 'prefixNone']).default('prefixLast'),
  optionalWords: textOrList.default([]),
  removeWordsIfNoResults: z.enum(['none', 'lastWords', 'firstWords', 'allOptional']).default('none'),
  exactOnSingleWordQuery: z.enum(['attribute', 'none', 'word']).default('attribute'),
  responseFields: texts.default(['*']),
  // What follows works with these values only: the others are refused.
  advancedSyntax: flag(false).default(false),
  distinct: z.union([flag(false), z.literal(0)]).default(false),
  ignorePlurals: flag(false).default(false),
  removeStopWords: flag(false).default(false),
  alternativesAsExact: texts.default(['ignorePlurals', 'singleWordSynonym']),
};
