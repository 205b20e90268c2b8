// Generates values for arguments: good ones by the argument's name, and hostile edge cases. All randomness comes from the caller.
import fc from 'fast-check';
import {
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  type GraphQLInputType,
} from 'graphql';
import type { Random } from '../../src/dev/demo/people/random.ts';

/** A profile that mutations may change, with its items. */
export interface Subject {
  readonly id: string;
  readonly handle: string;
  readonly items: Readonly<Record<'Experience' | 'Education' | 'SocialLink', readonly string[]>>;
}

/** Ids in the database when the fuzz begins. */
export interface Material {
  readonly subjects: readonly [Subject, ...Subject[]];
  /** A private profile, which only its owner may see. */
  readonly sealedId: string;
  readonly runIds: readonly string[];
  readonly letterIds: readonly string[];
  readonly queues: readonly string[];
  readonly cursors: readonly string[];
}

/** Where a value is used. */
export interface Purpose {
  readonly operation: string;
  readonly subject: Subject;
  readonly material: Material;
}

type Maker = (random: Random) => unknown;
type Some<Item> = readonly [Item, ...Item[]];

const oneOf =
  (...items: Some<unknown>): Maker =>
  (random) =>
    random.pick(items);
const whole =
  (min: number, max: number): Maker =>
  (random) =>
    random.int(min, max);
const word: Maker = (random) =>
  random.some(['Ada', 'of', 'Ärzte', 'São', '東京', "O'Neil", '👩‍🚀', 'a-b', '100 %'], 3).join(' ') || 'x';
const url: Maker = (random) => `https://a${random.int(1, 99)}.example.com/?q=${random.int(1, 9)}#x`;

/** By the name of an argument or an input field. */
const GOOD: Readonly<Record<string, Maker>> = {
  url,
  startDate: oneOf('2014', '2014-06', '2014-06-29'),
  endDate: oneOf('2015', '2016-07', '2017-08-30'),
  countryCode: oneOf('DE', 'GB', 'US', 'PE'),
  number: oneOf('+44 7700 900123', '+49 30 901820', '+1 912 555 4321'),
  code: oneOf('en', 'pt-BR', 'de'),
  language: oneOf('English', 'Deutsch', '日本語'),
  updatedSince: oneOf('2020-01-01T00:00:00Z', '2026-11-01T12:00:00.5+02:00'),
  first: whole(1, 5),
  last: whole(1, 5),
  minCompletion: whole(0, 100),
  completionBelow: whole(1, 100),
  batchSize: whole(1, 1000),
  handle: (random) => `handle-${random.int(1, 1_000_000)}`,
  query: word,
};

const repeated = (text: string, count: number) => text.repeat(count);
const nested = (depth: number): unknown =>
  JSON.parse(`${repeated('[', depth)}1${repeated(']', depth)}`) as unknown;
const deep = (depth: number): unknown =>
  JSON.parse(`${repeated('{"input":', depth)}1${repeated('}', depth)}`) as unknown;

/** Values that often break software. */
const EDGES: Some<unknown> = [
  null,
  true,
  '',
  ' \n\t ',
  '\u0000',
  'a\u0000b',
  '\ud83d',
  'a\udc00b',
  '\u0007\u001b[31m',
  '\u202e\ufeff\u200b',
  '"; DROP TABLE profile; --',
  "' OR 1=1 --",
  '%00%n%s${7*7}{{7*7}}<script>',
  '../../../etc/passwd',
  '__proto__',
  'constructor',
  'toString',
  repeated('x', 100_000),
  repeated('é', 3000),
  repeated('\u0000', 600),
  0,
  -0,
  -1,
  1.5,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 53,
  1e308,
  -1e308,
  5e-324,
  '9999999999999999999999',
  '1e400',
  'NaN',
  '00000000-0000-0000-0000-000000000000',
  'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
  '01a00000-0000-7000-8000-00000000000',
  'latest',
  '+275760-09-13T00:00:00.001Z',
  '0000-01-01T00:00:00Z',
  '-271821-04-20T00:00:00Z',
  '2026-02-30T25:61:61Z',
  'aWQ6',
  'MTk3MC0wMS0wMVQwMDowMDowMC4wMDAwMDBaIDA=',
  [],
  {},
  [[]],
  [null],
  Array.from({ length: 5000 }, () => 'x'),
  nested(200),
  nested(3000),
  deep(200),
  JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}') as unknown,
  JSON.parse('{"input":{"__proto__":{"fullName":"x"}},"toString":1,"hasOwnProperty":null}') as unknown,
];

/** The edge cases above, random strings and random JSON; the same for the same seed. */
export function edgesOf(seed: number): Some<unknown> {
  const parameters = { seed, numRuns: 200 };
  return [
    ...EDGES,
    ...EDGES,
    ...fc.sample(fc.string({ unit: 'binary', maxLength: 300 }), parameters),
    ...fc.sample(fc.jsonValue({ maxDepth: 5 }), parameters),
    ...fc.sample(fc.double({ noNaN: true, noDefaultInfinity: true }), parameters),
  ];
}

/** Values that are made to cost much, each within the limit of a body. */
export const COSTLY: Some<unknown> = [
  new Array<number>(9_900).fill(1),
  new Array<string>(9_900).fill('bio'),
  new Array<number>(400_000).fill(1),
  new Array<object>(4_900).fill({ name: 'a' }),
  new Array<object>(4_900).fill({ no: 1 }),
  Object.fromEntries(Array.from({ length: 9_900 }, (_, index) => [`no${index}`, 1])),
  Object.fromEntries(Array.from({ length: 60_000 }, (_, index) => [`no${index}`, 1])),
  Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`no${index}${repeated('x', 15_000)}`, 1])),
  { [repeated('x', 800_000)]: 1 },
  { input: repeated('x', 800_000) },
  repeated('x', 800_000),
  repeated('1', 800_000),
  repeated(' x', 400_000),
  nested(4_000),
  deep(4_000),
];

export interface Values {
  /** A value of this type. `edgy` is the share of edge cases, at any depth. */
  valueOf(type: GraphQLInputType, name: string, purpose: Purpose, edgy: number): unknown;
  edge(): unknown;
}

/** Reads that may ask for the sealed profile. No mutation changes it, so any text of it in an answer is a leak. */
const READS_OF_SEALED = [
  'profile',
  'profilesByIds',
  'profileInspection',
  'completionChanged',
  'profileChanged',
];

export function createValues(random: Random, edges: Some<unknown>): Values {
  const edge = () => random.pick(edges);

  function valueOf(type: GraphQLInputType, name: string, purpose: Purpose, edgy: number): unknown {
    if (random.chance(edgy)) return edge();
    if (!isNonNullType(type) && random.chance(0.1)) return null;
    const nullable = getNullableType(type);
    if (isListType(nullable)) {
      const length = random.int(0, 3);
      return Array.from({ length }, () => valueOf(nullable.ofType, name, purpose, edgy));
    }
    if (isEnumType(nullable)) {
      const [first, ...rest] = nullable.getValues().map((value) => value.name);
      return random.pick([first, ...rest]);
    }
    if (isInputObjectType(nullable)) {
      const fields = Object.values(nullable.getFields()).filter(
        (field) => isRequiredInputField(field) || random.chance(0.6),
      );
      return Object.fromEntries(
        fields.map((field) => [field.name, valueOf(field.type, field.name, purpose, edgy)]),
      );
    }
    if (nullable.name === 'ID' || name === 'id') return idOf(name, purpose);
    if (name === 'after' || name === 'before') return picked(purpose.material.cursors);
    if (name === 'queue') return picked(purpose.material.queues);
    if (nullable.name === 'Boolean') return random.chance(0.5);
    return (GOOD[name] ?? (nullable.name === 'Int' ? whole(0, 100) : word))(random);
  }

  function idOf(name: string, { operation, subject, material }: Purpose): unknown {
    if (READS_OF_SEALED.includes(operation) && random.chance(0.15)) return material.sealedId;
    if (/^(profileId|profile|profileInspection|afterId|upToId)$/.test(name === 'id' ? operation : name)) {
      return operation === 'profileInspection' && random.chance(0.5) ? subject.handle : subject.id;
    }
    if (/Reindex|reindex/.test(operation)) return random.chance(0.3) ? 'latest' : picked(material.runIds);
    if (/DeadLetter|deadLetter/.test(operation)) return picked(material.letterIds);
    const kind = (['Experience', 'Education', 'SocialLink'] as const).find((item) =>
      operation.endsWith(item),
    );
    return kind ? picked(subject.items[kind]) : subject.id;
  }

  function picked(items: readonly string[]): string {
    return items[random.int(0, items.length - 1)] ?? '';
  }

  return { valueOf, edge };
}
