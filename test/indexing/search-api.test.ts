// What a search page asks of `searchProfiles`: filters, facets and pages.
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { pageInfoRule } from '../support/page-info.ts';
import { mutated } from '../support/mutations.ts';
import { useVitae } from '../support/vitae.ts';

const vitae = useVitae();

const SEARCH = `query ($query: String!, $first: Int, $after: String, $filter: ProfileSearchFilter,
    $facets: [ProfileFacet!], $minCompletion: Int) {
  searchProfiles(query: $query, first: $first, after: $after, filter: $filter, facets: $facets, minCompletion: $minCompletion) {
    totalCount isExhaustive hits { id profile { fullName } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    facets { facet values { value count } }
  }
}`;
const resultRule = z.object({
  totalCount: z.number(),
  isExhaustive: z.boolean(),
  hits: z.array(z.object({ id: z.string(), profile: z.object({ fullName: z.string() }) })),
  pageInfo: pageInfoRule,
  facets: z.array(
    z.object({
      facet: z.string(),
      values: z.array(z.object({ value: z.string(), count: z.number() })),
    }),
  ),
});

async function search(variables: object) {
  const { data, text } = await vitae.send(SEARCH, { query: '', ...variables }, null);
  return resultRule.parse(data?.['searchProfiles'], { error: () => text });
}

async function refusal(variables: object) {
  const { errors, text } = await vitae.send(SEARCH, { query: '', ...variables }, null);
  expect(errors, text).toHaveLength(1);
  const { code, fields } = z
    .object({ code: z.string(), fields: z.array(z.object({ path: z.string(), message: z.string() })) })
    .parse(errors?.[0]?.extensions, { error: () => text });
  return {
    code,
    paths: fields.map(({ path }) => path),
    message: fields.map(({ message }) => message).join(),
  };
}

it.each([
  ['of letters', 'a'],
  ['of two bytes each', 'ü'],
  ['of four bytes each', '😀'],
])('a query %s is bounded by its bytes', async (_what, sign) => {
  const longest = sign.repeat(512 / Buffer.byteLength(sign));
  expect(await search({ query: longest })).toMatchObject({ totalCount: 0 });
  expect(await refusal({ query: `${longest}a` })).toEqual({
    code: 'INVALID_INPUT',
    paths: ['query'],
    message: 'must hold at most 512 bytes in UTF-8',
  });
});

/** The names of those that are found, in their order. */
const found = async (filter: object, others: object = {}) =>
  (await search({ filter, ...others })).hits.map(({ profile }) => profile.fullName).sort();

interface Person {
  readonly skills?: readonly string[];
  readonly languages?: readonly string[];
  readonly city?: string;
  readonly countryCode?: string;
  readonly photo?: boolean;
}

/** Skills that would be syntax in a filter of the index. */
const ODD_SKILLS = [
  '-Java',
  '--',
  'C++',
  'C#',
  '.NET',
  'skills.name:Rust',
  'Rust OR Go',
  '"Rust"',
  "O'Caml",
  'a:b:c',
  'back\\slash',
  '\\',
  '"',
  '🦀 Rust',
  '<script>alert(1)</script>',
  '(Rust)',
  'completion.percentage >= 0',
  '100',
  'constructor',
  '__proto__',
  'İstanbul',
  'a,b',
  '[]',
  '日本語',
];

const PEOPLE: Readonly<Record<string, Person>> = {
  Ann: { skills: ['Go', 'Rust'], languages: ['en-GB', 'de'], city: 'Berlin', countryCode: 'DE', photo: true },
  Bob: { skills: ['Go'], languages: ['en'], city: 'Paris', countryCode: 'FR' },
  Cho: { skills: ['Rust'], languages: ['zh-Hant'], city: 'Berlin', countryCode: 'DE' },
  Dan: { skills: ['Java'], languages: ['zh-Hant-TW', 'en-US'], city: 'São Paulo', countryCode: 'BR' },
  Eve: {},
  Odd: { skills: ODD_SKILLS, city: 'L\'Aquila: "-centro"', countryCode: 'IT', languages: ['eo'] },
  Uma: { city: 'Gene\u0300ve', countryCode: 'UK' },
};

const ids: Record<string, string> = {};
beforeAll(async () => {
  for (const [fullName, { skills, languages, city, countryCode, photo }] of Object.entries(PEOPLE)) {
    const { profile } = await mutated(vitae, 'createProfile', { input: { fullName } }, 'admin');
    const id = profile?.id ?? '';
    ids[fullName] = id;
    if (skills) await mutated(vitae, 'saveSkills', { skills: skills.map((name) => ({ name })) }, id);
    if (languages) {
      const spoken = languages.map((code) => ({ language: code, code }));
      await mutated(vitae, 'saveLanguages', { languages: spoken }, id);
    }
    if (city) await mutated(vitae, 'saveLocation', { input: { city, countryCode } }, id);
    if (photo) await mutated(vitae, 'savePhoto', { input: { url: 'https://example.com/a.jpg' } }, id);
  }
  await vitae.idle();
});

describe('a filter', () => {
  it.each<[string, object, string[]]>([
    ['one value', { skills: ['Go'] }, ['Ann', 'Bob']],
    ['one of several values', { skills: ['Java', 'Rust'] }, ['Ann', 'Cho', 'Dan']],
    ['all lists at once', { skills: ['Go', 'Rust'], countries: ['DE'], languages: ['en'] }, ['Ann']],
    ['a city', { cities: ['Berlin'] }, ['Ann', 'Cho']],
    ['another case', { cities: ['berlin'], skills: ['RUST'], countries: ['de'] }, ['Ann', 'Cho']],
    ['composed letters for decomposed ones', { cities: ['Gen\u00e8ve'] }, ['Uma']],
    ['decomposed letters', { cities: ['Gene\u0300ve'] }, ['Uma']],
    ['the code that people use for a country', { countries: ['UK'] }, ['Uma']],
    ['the code that ISO 3166 has for it', { countries: ['gb'] }, ['Uma']],
    ['a country that ISO 3166 has not, where nobody is', { countries: ['XK'] }, []],
    ['spaces around', { skills: ['  Java '] }, ['Dan']],
    ['the same value twice', { skills: ['Java', 'Java'] }, ['Dan']],
    ['what nobody has', { skills: ['Cobol'] }, []],
    ['a filled section', { filled: ['photo'] }, ['Ann']],
    ['one of several filled sections', { filled: ['photo', 'skill'] }, ['Ann', 'Bob', 'Cho', 'Dan', 'Odd']],
    ['everything', { skills: [], languages: null }, Object.keys(PEOPLE)],
    ['no condition', {}, Object.keys(PEOPLE)],
  ])('finds profiles with %s', async (_what, filter, names) => {
    expect(await found(filter)).toEqual(names);
  });

  it('by a language finds its varieties, and not the other way round', async () => {
    expect(await found({ languages: ['en'] })).toEqual(['Ann', 'Bob', 'Dan']);
    expect(await found({ languages: ['en-GB'] })).toEqual(['Ann']);
    expect(await found({ languages: ['EN-us'] })).toEqual(['Dan']);
    expect(await found({ languages: ['zh'] })).toEqual(['Cho', 'Dan']);
    expect(await found({ languages: ['zh-Hant'] })).toEqual(['Cho', 'Dan']);
    expect(await found({ languages: ['zh-Hant-TW', 'de'] })).toEqual(['Ann', 'Dan']);
    expect(await found({ languages: ['cmn'] })).toEqual(['Cho', 'Dan']);
  });

  it('by completion takes the higher of both numbers', async () => {
    expect(await found({ minCompletion: 30 })).toEqual(['Ann', 'Bob', 'Cho', 'Dan', 'Odd']);
    expect(await found({ minCompletion: 30 }, { minCompletion: 40 })).toEqual(['Ann']);
    expect(await found({ minCompletion: 40 }, { minCompletion: 30 })).toEqual(['Ann']);
    expect(await found({ minCompletion: null }, { minCompletion: 40 })).toEqual(['Ann']);
    expect(await found({ minCompletion: 0 }, { minCompletion: 0 })).toEqual(Object.keys(PEOPLE));
  });

  it.each(ODD_SKILLS)('takes the value %s as it is', async (skill) => {
    expect(await found({ skills: [skill] })).toEqual(['Odd']);
    expect(await found({ skills: [skill], filled: ['photo'] })).toEqual([]);
    expect(await found({ skills: [skill], countries: ['DE'] })).toEqual([]);
  });

  it.each<[string, object, string]>([
    ['an empty text', { skills: ['Go', ' '] }, 'filter.skills.1'],
    ['a control character', { cities: ['a\u0000'] }, 'filter.cities.0'],
    ['half a character', { cities: ['\ud800'] }, 'filter.cities.0'],
    ['a long text', { skills: ['x'.repeat(201)] }, 'filter.skills.0'],
    ['a language that is none', { languages: ['en', 'English'] }, 'filter.languages.1'],
    ['a tag of another form', { languages: ['en_GB'] }, 'filter.languages.0'],
    ['a country that is none', { countries: ['Germany'] }, 'filter.countries.0'],
    ['a country code that is none', { countries: ['ZZ'] }, 'filter.countries.0'],
    ['a union, which has a code and nobody', { countries: ['EU'] }, 'filter.countries.0'],
    ['a union, which has a code and nobody', { countries: ['UN'] }, 'filter.countries.0'],
    ['too many values', { skills: Array<string>(51).fill('Go') }, 'filter.skills'],
    ['too many sections', { filled: Array<string>(20).fill('photo') }, 'filter.filled'],
    ['a completion below 0', { minCompletion: -1 }, 'filter.minCompletion'],
    ['a completion above 100', { minCompletion: 101 }, 'filter.minCompletion'],
  ])('with %s is refused with its path', async (_what, filter, path) => {
    const { code, paths, message } = await refusal({ filter });
    expect([code, paths]).toEqual(['INVALID_INPUT', [path]]);
    expect(message).toMatch(/^must /);
  });

  it.each<[string, object]>([
    ['a null in a list', { skills: [null] }],
    ['a section that is none', { filled: ['shoeSize'] }],
    ['a field that is none', { visibility: 'PRIVATE' }],
    ['a number', { skills: [1] }],
  ])('with %s does not fit the schema', async (_what, filter) => {
    const { errors } = await vitae.send(SEARCH, { query: '', filter }, null);
    expect(errors?.[0]?.extensions?.code).toBe('BAD_REQUEST');
  });
});

describe('facets', () => {
  const countsOf = async (variables: object) =>
    Object.fromEntries(
      (await search({ facets: ['SKILL', 'LANGUAGE', 'COUNTRY', 'CITY'], ...variables })).facets.map(
        ({ facet, values }) => [facet, Object.fromEntries(values.map(({ value, count }) => [value, count]))],
      ),
    );

  it('count all hits, also those that are not on the page', async () => {
    const filter = { countries: ['DE', 'FR', 'BR'] };
    const counts = await countsOf({ filter, first: 1 });
    expect(counts).toEqual({
      SKILL: { Go: 2, Rust: 2, Java: 1 },
      LANGUAGE: { en: 3, 'en-GB': 1, 'en-US': 1, de: 1, zh: 2, 'zh-Hant': 2, 'zh-Hant-TW': 1 },
      COUNTRY: { DE: 2, BR: 1, FR: 1 },
      CITY: { Berlin: 2, Paris: 1, 'São Paulo': 1 },
    });
  });

  it('are those that were asked for, once each and in that order, the most frequent value first', async () => {
    const { facets } = await search({
      facets: ['CITY', 'SKILL', 'CITY'],
      filter: { countries: ['DE', 'FR'] },
    });
    expect(facets).toEqual([
      {
        facet: 'CITY',
        values: [
          { value: 'Berlin', count: 2 },
          { value: 'Paris', count: 1 },
        ],
      },
      {
        facet: 'SKILL',
        values: [
          { value: 'Go', count: 2 },
          { value: 'Rust', count: 2 },
        ],
      },
    ]);
  });

  it('have no values where no hit has one, and are left out where none are asked for', async () => {
    const { facets } = await search({ facets: ['CITY'], filter: { skills: ['Cobol'] } });
    expect(facets).toEqual([{ facet: 'CITY', values: [] }]);
    for (const none of [{}, { facets: null }, { facets: [] }]) {
      expect((await search(none)).facets).toEqual([]);
    }
  });

  it('have values that find as many profiles as they count', async () => {
    const lists = { SKILL: 'skills', LANGUAGE: 'languages', COUNTRY: 'countries', CITY: 'cities' };
    const counts = await countsOf({});
    expect(Object.keys(counts['SKILL'] ?? {})).toEqual(expect.arrayContaining(ODD_SKILLS));
    for (const [facet, list] of Object.entries(lists)) {
      const values = Object.entries(counts[facet] ?? {});
      expect(values.length, facet).toBeGreaterThan(3);
      for (const [value, count] of values) {
        expect((await search({ filter: { [list]: [value] } })).totalCount, value).toBe(count);
      }
    }
  });

  it('of too many names are refused', async () => {
    const facets = ['SKILL', 'CITY', 'COUNTRY', 'LANGUAGE', 'SKILL'];
    expect(await refusal({ facets })).toMatchObject({ code: 'INVALID_INPUT', paths: ['facets'] });
  });
});

describe('a page', () => {
  const SOME = { skills: ['Go', 'Rust', 'Java'] };

  it('after each other page has the other hits, and says whether more follow', async () => {
    const names: string[] = [];
    let after: string | null = null;
    for (const [position, first] of [1, 2, 5].entries()) {
      const { hits, pageInfo, totalCount } = await search({ filter: SOME, first, after });
      expect(totalCount).toBe(4);
      expect(pageInfo.hasNextPage).toBe(position < 2);
      expect(pageInfo.hasPreviousPage).toBe(position > 0);
      names.push(...hits.map(({ profile }) => profile.fullName));
      after = pageInfo.endCursor;
    }
    expect(names.toSorted()).toEqual(['Ann', 'Bob', 'Cho', 'Dan']);
    const again = await search({ filter: SOME, after });
    expect(again).toMatchObject({
      hits: [],
      pageInfo: { hasNextPage: false, startCursor: null, endCursor: null },
    });
  });

  it('goes on after its first hit too', async () => {
    const { hits, pageInfo } = await search({ filter: SOME });
    const rest = await search({ filter: SOME, after: pageInfo.startCursor });
    expect(rest.hits).toEqual(hits.slice(1));
  });

  it('goes on where the same search is written in another way', async () => {
    const { pageInfo } = await search({ filter: { ...SOME, minCompletion: 5 }, first: 3 });
    const filter = { skills: ['Java', ' Rust', 'Go', 'Go'], cities: null, filled: [] };
    const { hits } = await search({ filter, minCompletion: 5, after: pageInfo.endCursor, facets: ['CITY'] });
    expect(hits).toHaveLength(1);
  });

  it('refuses a cursor of another search', async () => {
    const after = (await search({ filter: SOME, first: 1 })).pageInfo.endCursor;
    for (const other of [
      {},
      { query: 'Ann', filter: SOME },
      { filter: { skills: ['Go', 'Rust'] } },
      { filter: { ...SOME, countries: ['DE'] } },
      { filter: { cities: SOME.skills } },
      { filter: SOME, minCompletion: 10 },
    ]) {
      const { code, paths, message } = await refusal({ after, ...other });
      expect([code, paths]).toEqual(['INVALID_INPUT', ['after']]);
      expect(message).toContain('same query');
    }
  });

  it.each([
    ['an empty one', ''],
    ['any text', 'abc'],
    ['an id', Buffer.from('id:01a00000-0000-7000-8000-000000000000').toString('base64url')],
    ['a position', Buffer.from('hit:5').toString('base64url')],
    ['a long one', 'x'.repeat(10_000)],
    ['characters beyond ASCII', '日本🦀\ud800'],
  ])('refuses a broken cursor: %s', async (_what, after) => {
    expect(await refusal({ after })).toMatchObject({ code: 'INVALID_INPUT', paths: ['after'] });
  });

  it.each([0, -1, 101])('of %i hits is refused', async (first) => {
    expect(await refusal({ first })).toMatchObject({ code: 'INVALID_INPUT', paths: ['first'] });
  });

  it('takes null as left out', async () => {
    const nulls = { first: null, after: null, filter: null, facets: null, minCompletion: null };
    expect(await search(nulls)).toEqual(await search({}));
  });
});
