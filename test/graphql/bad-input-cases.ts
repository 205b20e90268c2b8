// Lists bad input for every mutation of a profile, from the schema: each text, list and id among its arguments with the
// values that are wrong there, and the path that the error must name.
import {
  getNullableType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLInputType,
} from 'graphql';
import { schema } from '../../src/server/schema.ts';
import { itemTypes, profileMutations, type FilledProfile } from '../support/mutations.ts';
import { itemTypeOf, validArguments } from '../support/valid-arguments.ts';

export interface BadInput {
  readonly mutation: string;
  readonly what: string;
  readonly args: object;
  /** The path of the fault in the error. */
  readonly path: string;
  /** @default INVALID_INPUT */
  readonly code?: 'INVALID_INPUT' | 'NOT_FOUND' | 'CONFLICT';
  /** @default the owner of the profile */
  readonly as?: 'admin';
}

type Key = string | number;

/** A text or a list somewhere in the arguments of a mutation. */
interface Place {
  readonly keys: readonly [Key, ...Key[]];
  readonly kind: 'text' | 'list';
  readonly isRequired: boolean;
  readonly description: string;
}

/** The scalars that hold a text. */
const TEXTS = new Set(['String', 'ID', 'DateTime']);

function placesIn(type: GraphQLInputType, keys: Place['keys'], description: string): Place[] {
  const nullable = getNullableType(type);
  const isRequired = isNonNullType(type);
  if (isListType(nullable)) {
    const list: Place = { keys, kind: 'list', isRequired, description };
    return [list, ...placesIn(nullable.ofType, [...keys, 0], description)];
  }
  if (isInputObjectType(nullable)) {
    const fields = Object.values(nullable.getFields());
    return fields.flatMap(({ name, type: of, description: text }) =>
      placesIn(of, [...keys, name], text ?? ''),
    );
  }
  return TEXTS.has(nullable.toString()) ? [{ keys, kind: 'text', isRequired, description }] : [];
}

/** Of every field with such a name, in whichever input. */
const BAD_TEXTS: readonly (readonly [RegExp, readonly string[]])[] = [
  [
    /url$/i,
    [
      'not a URL',
      'https://ada@example.org',
      'https://ada:secret@example.org/cv',
      'example.com',
      'ftp://example.com/a',
      'javascript:alert(1)',
      'data:text/html,a',
      'http://',
      `https://example.com/${'a'.repeat(2048)}`,
    ],
  ],
  [
    /date$/i,
    [
      '2014-13',
      '2014-00',
      '2023-02-30',
      '2023-02-29',
      '2014-06-31',
      '2014-6',
      '14',
      'June 2014',
      '2014-06-29T10:00:00Z',
      '+2014',
      '0999',
      '2014-06-00',
    ],
  ],
  [/^countryCode$/, ['XX', 'ZZ', 'Germany', 'D', '🇩🇪', '12']],
  [/^code$/, ['qx', 'not a tag', 'english', 'en_', 'x'.repeat(36)]],
  [/^handle$/, ['ab', '', 'has space', '-ada', 'ada-', 'a--b', 'ümlaut', 'a_b', 'admin', 'a'.repeat(61)]],
  [/^number$/, ['+1', '+999 123 456', 'call me', '123', '+44 7700 900123 ext', '1'.repeat(101)]],
  [/./, []],
];
const BROKEN_CHARACTERS = ['a\u0000b', 'a\u0007b', 'a\ud83db'];
const BLANK = ['', ' \n\t ', '\u200B\u2060', '\u3164\u2800'];

function badTextsOf({ keys, isRequired, description }: Place): string[] {
  const name = String(keys.findLast((key) => typeof key === 'string'));
  const [, own = []] = BAD_TEXTS.find(([names]) => names.test(name)) ?? [];
  const [, limit] = /at most ([\d,]+) characters/i.exec(description) ?? [];
  const tooLong = limit === undefined ? [] : ['x'.repeat(numberOf(limit) + 1)];
  return [...own, ...tooLong, ...BROKEN_CHARACTERS, ...(isRequired ? BLANK : [])];
}

function badListsOf({ description }: Place, valid: unknown): unknown[] {
  const [, limit] = /at most ([\d,]+)(?! characters)\b/i.exec(description) ?? [];
  if (limit === undefined) throw new Error(`"${description}" does not say how many items a list may hold`);
  return [Array.from({ length: numberOf(limit) + 1 }, () => valid)];
}

const numberOf = (text: string) => Number(text.replaceAll(',', ''));

/** The arguments with another value at this place. */
function withValue(args: unknown, [key, ...rest]: readonly Key[], value: unknown): unknown {
  if (key === undefined) return value;
  const copy = structuredClone(args) as Record<Key, unknown>;
  copy[key] = withValue(copy[key], rest, value);
  return copy;
}

function valueAt(args: unknown, keys: readonly Key[]): unknown {
  return keys.reduce((value, key) => (value as Record<Key, unknown>)[key], args);
}

function argsOf(mutation: string) {
  const field = schema.getMutationType()?.getFields()[mutation];
  return field?.args.filter(({ name }) => name !== 'profileId') ?? [];
}

/** Valid ones; with an optional id both as an addition and as an edit. */
function validVariants(mutation: string, { items }: FilledProfile): Record<string, unknown>[] {
  const args = validArguments(mutation, items);
  const hasOptionalId = argsOf(mutation).some(({ name, type }) => name === 'id' && !isNonNullType(type));
  return hasOptionalId ? [args, { ...args, id: items[itemTypeOf(mutation)] }] : [args];
}

function badValues(mutation: string, own: FilledProfile): BadInput[] {
  const places = argsOf(mutation)
    .filter(({ name }) => name !== 'id')
    .flatMap(({ name, type, description }) => placesIn(type, [name], description ?? ''));
  return validVariants(mutation, own).flatMap((args) => [
    ...places.flatMap((place) => {
      const values =
        place.kind === 'text' ? badTextsOf(place) : badListsOf(place, valueAt(args, [...place.keys, 0]));
      return values.map((value) => ({
        mutation,
        path: place.keys.join('.'),
        what: JSON.stringify(value).slice(0, 60),
        args: withValue(args, place.keys, value) as object,
      }));
    }),
    ...badPeriods(mutation, args),
  ]);
}

function badPeriods(mutation: string, args: Record<string, unknown>): BadInput[] {
  const input = args['input'];
  if (typeof input !== 'object' || input === null || !('startDate' in input && 'endDate' in input)) return [];
  const periods = [
    ['2014', '2013'],
    ['2014-06', '2014-05-31'],
    ['2014-06-29', '2014-06-28'],
    ['2014-06', '2013'],
  ] as const;
  return periods.map(([startDate, endDate]) => ({
    mutation,
    what: `${endDate} before ${startDate}`,
    path: 'input.endDate',
    args: { ...args, input: { ...input, startDate, endDate } },
  }));
}

function badIds(mutation: string, own: FilledProfile, other: FilledProfile): BadInput[] {
  if (!argsOf(mutation).some(({ name }) => name === 'id')) return [];
  const ids = {
    'an id of another profile': other.items[itemTypeOf(mutation)],
    'an id that does not exist': '01a00000-0000-7000-8000-000000000000',
    'no id at all': 'abc',
    'half a character as id': '\ud83d',
    'a null character as id': '\u0000',
    "a profile's id": own.id,
  };
  return Object.entries(ids).map(([what, id]) => ({
    mutation,
    what,
    path: 'id',
    code: 'NOT_FOUND',
    args: { ...validArguments(mutation, own.items), id },
  }));
}

/** Input in which no single value is wrong. */
function badCombinations(own: FilledProfile, other: FilledProfile): BadInput[] {
  const bad = (mutation: string, what: string, path: string, args: object, more: Partial<BadInput> = {}) => ({
    ...{ mutation, what, path, args },
    ...more,
  });
  const empty = (mutation: string, field: string, also = {}) =>
    bad(mutation, 'nothing that says what it is', `input.${field}`, { input: {}, ...also });
  const byAdmin = { code: 'CONFLICT', as: 'admin' } as const;
  const { Experience, Education, SocialLink } = own.items;
  const { handle } = other;
  const capitals = { input: { handle: handle.toUpperCase() } };
  const second = { input: { fullName: 'A' } };
  return [
    empty('createExperience', 'name'),
    empty('editExperience', 'name', { id: Experience, input: { name: null, position: null } }),
    empty('createEducation', 'institution'),
    empty('editEducation', 'institution', { id: Education, input: { institution: null, area: null } }),
    empty('saveSocialLink', 'network'),
    empty('saveSocialLink', 'network', { id: SocialLink, input: { network: null, url: null } }),
    ...itemTypes.flatMap((type) =>
      [-1, 1, 2 ** 31 - 1].map((toIndex) =>
        bad(`move${type}`, `a place ${toIndex} that the list does not have`, 'toIndex', {
          id: own.items[type],
          toIndex,
        }),
      ),
    ),
    ...BLANK.map((fullName) =>
      bad('updateProfile', 'a blank name', 'input.fullName', { input: { fullName } }),
    ),
    bad('importResume', 'a text', 'resume', { resume: 'a' }),
    bad('importResume', 'a list', 'resume', { resume: [] }),
    bad('importResume', 'nobody', 'resume.basics.name', { resume: { basics: {} } }),
    bad('createProfile', 'a taken handle', 'input.handle', { input: { fullName: 'A', handle } }, byAdmin),
    bad('updateProfile', 'a taken handle in capitals', 'input.handle', capitals, { code: 'CONFLICT' }),
    bad('createProfile', 'a second profile of the same person', 'profileId', second, { code: 'CONFLICT' }),
  ];
}

interface BlankText extends BadInput {
  readonly isNeeded: boolean;
}

/** Each text among the arguments of a mutation, but ids, as one that shows nothing. */
export function blankTexts(mutation: string, { items }: FilledProfile): BlankText[] {
  const args = validArguments(mutation, items);
  return argsOf(mutation)
    .flatMap(({ name, type, description }) => placesIn(type, [name], description ?? ''))
    .filter(({ kind, keys }) => kind === 'text' && keys.at(-1) !== 'id')
    .flatMap(({ keys, isRequired }) =>
      BLANK.map((blank) => ({
        mutation,
        what: JSON.stringify(blank),
        path: keys.join('.'),
        args: withValue(args, keys, blank) as object,
        // Null in their place is refused, or counts as left out.
        isNeeded: isRequired || ['handle', 'fullName'].includes(String(keys.at(-1))),
      })),
    );
}

export function badInputs(own: FilledProfile, other: FilledProfile): BadInput[] {
  return [
    ...profileMutations.flatMap((mutation) => [...badValues(mutation, own), ...badIds(mutation, own, other)]),
    ...badCombinations(own, other),
  ];
}
