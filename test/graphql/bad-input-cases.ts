// Owns the table of bad input: for every mutation of a profile, what is wrong, and which path the error must name.
// Rules that many fields share are spelled out once and applied to each of those fields.
import { fullEducation, fullExperience, type FilledProfile } from '../support/mutations.ts';

export interface BadInput {
  readonly mutation: string;
  readonly what: string;
  readonly args: object;
  /** Of the fault, as the error names it. */
  readonly path: string;
  /** @default INVALID_INPUT */
  readonly code?: 'INVALID_INPUT' | 'NOT_FOUND' | 'CONFLICT';
  /** @default the owner of the profile */
  readonly as?: 'admin';
}

type Args = (value: unknown) => object;

interface TextField {
  readonly mutation: string;
  readonly path: string;
  readonly max: number;
  readonly args: Args;
  readonly required?: true;
}

/** @param base what makes the rest of the input valid */
function inputFields(
  mutation: string,
  base: object,
  limits: Readonly<Record<string, number>>,
  also: object = {},
) {
  return Object.entries(limits).map(([field, max]): TextField => ({
    mutation,
    path: `input.${field}`,
    max,
    args: (value) => ({ ...also, input: { ...base, [field]: value } }),
  }));
}

const EXPERIENCE = { name: 200, position: 200, location: 200, description: 2000, summary: 5000 };
const EDUCATION = { institution: 200, area: 200, studyType: 200, score: 500 };

function textFields({ experienceId, educationId, socialLinkId }: FilledProfile): TextField[] {
  const item = (mutation: string, base: object, list: string, max: number, also: object = {}): TextField => ({
    mutation,
    path: `input.${list}.1`,
    max,
    args: (value) => ({ ...also, input: { ...base, [list]: ['good', value] } }),
    required: true,
  });
  const named = (mutation: string): TextField => ({
    mutation,
    path: 'input.fullName',
    max: 200,
    args: (value) => ({ input: { fullName: value } }),
    required: true,
  });
  return [
    named('createProfile'),
    named('updateProfile'),
    ...inputFields('saveBio', {}, { label: 200, summary: 5000 }),
    ...inputFields('saveLocation', {}, { address: 500, postalCode: 20, city: 200, region: 200 }),
    ...inputFields('createExperience', fullExperience, EXPERIENCE),
    ...inputFields('editExperience', fullExperience, EXPERIENCE, { id: experienceId }),
    item('createExperience', fullExperience, 'highlights', 1000),
    item('editExperience', fullExperience, 'highlights', 1000, { id: experienceId }),
    ...inputFields('createEducation', fullEducation, EDUCATION),
    ...inputFields('editEducation', fullEducation, EDUCATION, { id: educationId }),
    item('createEducation', fullEducation, 'courses', 500),
    item('editEducation', fullEducation, 'courses', 500, { id: educationId }),
    ...inputFields('saveSocialLink', { network: 'GitHub' }, { network: 100, username: 200 }),
    ...inputFields(
      'saveSocialLink',
      { network: 'GitHub' },
      { network: 100, username: 200 },
      { id: socialLinkId },
    ),
    ...inputFields('savePhoneNumber', {}, { number: 50 }).map((field) => ({
      ...field,
      required: true as const,
    })),
    {
      mutation: 'saveSkills',
      path: 'skills.1.name',
      max: 200,
      args: (name) => ({ skills: [{ name: 'good' }, { name }] }),
      required: true,
    },
    {
      mutation: 'saveSkills',
      path: 'skills.0.level',
      max: 100,
      args: (level) => ({ skills: [{ name: 'x', level }] }),
    },
    {
      mutation: 'saveSkills',
      path: 'skills.0.keywords.0',
      max: 100,
      args: (keyword) => ({ skills: [{ name: 'x', keywords: [keyword] }] }),
      required: true,
    },
    {
      mutation: 'saveLanguages',
      path: 'languages.0.language',
      max: 100,
      args: (language) => ({ languages: [{ language }] }),
      required: true,
    },
    {
      mutation: 'saveLanguages',
      path: 'languages.0.fluency',
      max: 100,
      args: (fluency) => ({ languages: [{ language: 'English', fluency }] }),
    },
  ];
}

function badTexts(field: TextField): BadInput[] {
  const { mutation, path, max, args, required } = field;
  const bad = (what: string, value: string): BadInput => ({ mutation, what, path, args: args(value) });
  return [
    bad('too long', 'x'.repeat(max + 1)),
    bad('a null character', 'a\u0000b'),
    bad('a control character', 'a\u0007b'),
    bad('half a character', 'a\ud83db'),
    ...(required ? [bad('empty', ''), bad('only white space', ' \n\t ')] : []),
  ];
}

const BAD_URLS = [
  'not a URL',
  'example.com',
  'ftp://example.com/a',
  'javascript:alert(1)',
  'data:text/html,a',
  'http://',
  `https://example.com/${'a'.repeat(2048)}`,
];
const BAD_DATES = [
  '2014-13',
  '2014-00',
  '2023-02-30',
  '2023-02-29',
  '2014-06-31',
  '2014-6',
  '14',
  'June 2014',
];
const MORE_BAD_DATES = ['2014-06-29T10:00:00Z', '+2014', '0999', '2014-06-00'];
const BAD_COUNTRIES = ['XX', 'ZZ', 'Germany', 'D', '🇩🇪', '12'];
const BAD_LANGUAGES = ['qx', 'not a tag', 'english', 'en_', 'x'.repeat(36), 'e\u0000n'];
const BAD_HANDLES = [
  'ab',
  '',
  'has space',
  '-ada',
  'ada-',
  'a--b',
  'ümlaut',
  'a_b',
  'a'.repeat(61),
  'a\u0000bc',
];
const BAD_NUMBERS = ['+1', '+999 123 456', 'call me', '123', '+44 7700 900123 ext'];

/** One value after the other, in one field. */
function each(mutation: string, path: string, values: readonly string[], args: Args): BadInput[] {
  return values.map((value) => ({
    mutation,
    path,
    what: JSON.stringify(value.slice(0, 40)),
    args: args(value),
  }));
}

function itemMutations({ experienceId, educationId, socialLinkId }: FilledProfile) {
  return [
    { mutation: 'createExperience', base: fullExperience, also: {}, list: 'highlights' },
    { mutation: 'editExperience', base: fullExperience, also: { id: experienceId }, list: 'highlights' },
    { mutation: 'createEducation', base: fullEducation, also: {}, list: 'courses' },
    { mutation: 'editEducation', base: fullEducation, also: { id: educationId }, list: 'courses' },
    { mutation: 'saveSocialLink', base: { network: 'GitHub' }, also: {}, list: null },
    { mutation: 'saveSocialLink', base: { network: 'GitHub' }, also: { id: socialLinkId }, list: null },
  ];
}

function badItems(own: FilledProfile): BadInput[] {
  return itemMutations(own).flatMap(({ mutation, base, also, list }) => {
    const input = (changed: object) => ({ ...also, input: { ...base, ...changed } });
    const urls = each(mutation, 'input.url', BAD_URLS, (url) => input({ url }));
    const lacking = { createExperience: 'name', editExperience: 'name', saveSocialLink: 'network' }[mutation];
    const empty: BadInput = {
      mutation,
      what: 'nothing that says what it is',
      args: { ...also, input: {} },
      path: `input.${lacking ?? 'institution'}`,
    };
    if (list === null) return [...urls, empty];
    const ends = (startDate: string, endDate: string): BadInput => ({
      mutation,
      what: `${endDate} before ${startDate}`,
      path: 'input.endDate',
      args: input({ startDate, endDate }),
    });
    return [
      ...urls,
      empty,
      ...['startDate', 'endDate'].flatMap((field) =>
        each(mutation, `input.${field}`, [...BAD_DATES, ...MORE_BAD_DATES], (date) =>
          input({ startDate: null, endDate: null, [field]: date }),
        ),
      ),
      ends('2014', '2013'),
      ends('2014-06', '2014-05-31'),
      ends('2014-06-29', '2014-06-28'),
      ends('2014-06', '2013'),
      {
        mutation,
        what: 'too many in the list',
        path: `input.${list}`,
        args: input({ [list]: Array.from({ length: 51 }, () => 'a') }),
      },
    ];
  });
}

function badIds(own: FilledProfile, other: FilledProfile): BadInput[] {
  const foreign = {
    Experience: other.experienceId,
    Education: other.educationId,
    SocialLink: other.socialLinkId,
  };
  const inputs = { Experience: fullExperience, Education: fullEducation, SocialLink: { network: 'GitHub' } };
  return (['Experience', 'Education', 'SocialLink'] as const).flatMap((kind) =>
    [kind === 'SocialLink' ? 'saveSocialLink' : `edit${kind}`, `delete${kind}`].flatMap((mutation) =>
      (
        [
          ['an id of another profile', foreign[kind]],
          ['an id that is not there', '01a00000-0000-7000-8000-000000000000'],
          ['no id at all', 'abc'],
          ['half a character as id', '\ud83d'],
          ['a null character as id', '\u0000'],
          ["a profile's id", own.id],
        ] as const
      ).map(([what, id]): BadInput => ({
        mutation,
        what,
        path: 'id',
        code: 'NOT_FOUND',
        args: mutation.startsWith('delete') ? { id } : { id, input: inputs[kind] },
      })),
    ),
  );
}

export function badInputs(own: FilledProfile, other: FilledProfile): BadInput[] {
  const items = (length: number, item: object) => Array.from({ length }, () => item);
  return [
    ...textFields(own).flatMap(badTexts),
    ...badItems(own),
    ...badIds(own, other),
    ...each('savePhoto', 'input.url', ['', ...BAD_URLS], (url) => ({ input: { url } })),
    ...each('saveLocation', 'input.countryCode', BAD_COUNTRIES, (code) => ({ input: { countryCode: code } })),
    ...each('savePhoneNumber', 'input.number', BAD_NUMBERS, (number) => ({ input: { number } })),
    ...each('savePhoneNumber', 'input.countryCode', BAD_COUNTRIES, (code) => ({
      input: { number: '+44 7700 900123', countryCode: code },
    })),
    ...each('saveLanguages', 'languages.0.code', BAD_LANGUAGES, (code) => ({
      languages: [{ language: 'English', code }],
    })),
    ...each('createProfile', 'input.handle', BAD_HANDLES, (handle) => ({ input: { fullName: 'A', handle } })),
    ...each('updateProfile', 'input.handle', BAD_HANDLES, (handle) => ({ input: { handle } })),
    {
      mutation: 'saveSkills',
      what: '101 skills',
      path: 'skills',
      args: { skills: items(101, { name: 'a' }) },
    },
    {
      mutation: 'saveSkills',
      what: '51 keywords',
      path: 'skills.0.keywords',
      args: { skills: [{ name: 'a', keywords: Array.from({ length: 51 }, () => 'a') }] },
    },
    {
      mutation: 'saveLanguages',
      what: '101 languages',
      path: 'languages',
      args: { languages: items(101, { language: 'English' }) },
    },
    {
      mutation: 'createProfile',
      what: 'a handle that is taken',
      path: 'input.handle',
      code: 'CONFLICT',
      as: 'admin',
      args: { input: { fullName: 'A', handle: other.handle } },
    },
    {
      mutation: 'updateProfile',
      what: 'a handle that is taken, in capitals',
      path: 'input.handle',
      code: 'CONFLICT',
      args: { input: { handle: other.handle.toUpperCase() } },
    },
    {
      mutation: 'createProfile',
      what: 'a second profile of the same person',
      path: 'profileId',
      code: 'CONFLICT',
      args: { input: { fullName: 'A' } },
    },
  ];
}

/** What is valid but for the profile that it is about. */
export function validArgs(
  mutation: string,
  { experienceId, educationId, socialLinkId }: FilledProfile,
): object {
  const args: Readonly<Record<string, object>> = {
    createProfile: { input: { fullName: 'Valid' } },
    updateProfile: { input: { fullName: 'Valid' } },
    saveBio: { input: { summary: 'Valid' } },
    savePhoto: { input: { url: 'https://valid.example.com' } },
    saveLocation: { input: { city: 'Valid' } },
    savePhoneNumber: { input: { number: '+44 7700 900124' } },
    saveSkills: { skills: [{ name: 'Valid' }] },
    saveLanguages: { languages: [{ language: 'French' }] },
    createExperience: { input: { name: 'Valid' } },
    editExperience: { id: experienceId, input: { name: 'Valid' } },
    deleteExperience: { id: experienceId },
    createEducation: { input: { area: 'Valid' } },
    editEducation: { id: educationId, input: { area: 'Valid' } },
    deleteEducation: { id: educationId },
    saveSocialLink: { input: { network: 'Valid' } },
    deleteSocialLink: { id: socialLinkId },
  };
  return args[mutation] ?? {};
}
