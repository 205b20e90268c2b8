// The facets of a search, and the filter of a search as the index takes it. A value is a whole item of `facetFilters`, so that
// nothing in it is syntax.
import { z } from 'zod';
import { SectionNameEnum } from '../completion/schema.ts';
import { builder } from '../graphql/builder.ts';
import { validate } from '../graphql/errors.ts';
import { broken } from '../graphql/faults.ts';
import { countryCode, requiredText, sentences } from '../graphql/input-rules.ts';
import type { SearchOptions } from '../search/gateway.ts';
import { shownSpelling } from '../sections/skill-spellings.ts';
import { languageCode } from '../sections/language/section.ts';
import { sections } from '../sections/registry.ts';

/** Where the document has the values of a facet. */
export const facetAttributes = {
  SKILL: 'skills.shownName',
  LANGUAGE: 'languages.tags',
  COUNTRY: 'location.countryCode',
  CITY: 'location.city',
} as const;

export type Facet = keyof typeof facetAttributes;

export const ProfileFacetEnum = builder.enumType('ProfileFacet', {
  description: 'What the profiles of a search are counted by.',
  values: {
    SKILL: { description: 'The name of a skill, in one spelling: `Node.js` counts NodeJS too.' },
    LANGUAGE: {
      description:
        'A BCP 47 language tag. Who speaks en-GB counts for `en` too, since the filter `en` finds them.',
    },
    COUNTRY: { description: 'An ISO 3166-1 alpha-2 country code.' },
    CITY: { description: 'The name of a city.' },
  } satisfies Record<Facet, { description: string }>,
});

/** The most values of a list. */
const MAX_VALUES = 50;

const percentage = z
  .int()
  .nullish()
  .refine(
    (value) => !(Number(value) < 0 || Number(value) > 100),
    broken('OUT_OF_RANGE', 'must be 0 to 100', { min: 0, max: 100 }),
  );

/** Once each and in one order, so that equal filters have equal cursors. */
const oneOf = (value: z.ZodType<string, string>) =>
  z
    .array(value)
    .nullish()
    .transform((values) => [...new Set(values)].sort());

const filterRule = z
  .object({
    skills: oneOf(requiredText(200).transform(shownSpelling)),
    languages: oneOf(languageCode.transform((code) => new Intl.Locale(code).toString())),
    countries: oneOf(countryCode),
    cities: oneOf(requiredText(200).transform((city) => city.normalize('NFC'))),
    minCompletion: percentage,
    filled: oneOf(z.string()),
  })
  .nullish();

export const MIN_COMPLETION = 'Only profiles at least this complete, 0 to 100.';

export const ProfileSearchFilterInput = builder.inputType('ProfileSearchFilter', {
  description:
    'Which profiles a search finds. Of a list one value must match; all lists must match. Case does not matter. A list that is left out, null or empty is no condition.',
  fields: (t) => {
    const texts = (about: string) => ({
      required: false as const,
      maxItems: MAX_VALUES,
      description: sentences(about),
    });
    return {
      skills: t.stringList(texts('Names of skills, in any spelling: `nodejs` finds Node.js')),
      languages: t.stringList(
        texts('BCP 47 language tags. A language includes its varieties: `en` finds en-GB, and `zh` zh-Hant'),
      ),
      countries: t.stringList(texts('ISO 3166-1 alpha-2 country codes')),
      cities: t.stringList(texts('Names of cities')),
      minCompletion: t.int({ required: false, description: MIN_COMPLETION }),
      filled: t.field({
        type: [SectionNameEnum],
        required: false,
        maxItems: sections.length,
        description: 'Sections whose status is FILLED.',
      }),
    };
  },
});

/** @throws InvalidInputError */
export function indexFilterOf(args: {
  readonly filter?: unknown;
  readonly minCompletion?: unknown;
}): Required<Pick<SearchOptions, 'facetFilters' | 'numericFilters'>> {
  const filter = validate('filter', filterRule, args.filter);
  const minCompletion = validate('minCompletion', percentage, args.minCompletion);
  const lists: readonly (readonly [attribute: string, values: readonly string[]])[] = filter
    ? [
        [facetAttributes.SKILL, filter.skills],
        [facetAttributes.LANGUAGE, filter.languages],
        [facetAttributes.COUNTRY, filter.countries],
        [facetAttributes.CITY, filter.cities],
        ['completion.filled', filter.filled],
      ]
    : [];
  const atLeast = Math.max(minCompletion ?? 0, filter?.minCompletion ?? 0);
  return {
    facetFilters: lists.flatMap(([attribute, values]) =>
      values.length > 0 ? [values.map((value) => `${attribute}:${escaped(value)}`)] : [],
    ),
    numericFilters: atLeast > 0 ? [`completion.percentage >= ${atLeast}`] : [],
  };
}

/** A hyphen at the start would negate. See https://www.algolia.com/doc/api-reference/api-parameters/facetFilters */
const escaped = (value: string) => value.replace(/^-/, '\\-');
