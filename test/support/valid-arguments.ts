// Makes valid arguments for every mutation of a profile from the schema itself: a new section needs no entry here as long
// as its fields have names or types that the samples cover.
import {
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLInputType,
} from 'graphql';
import { schema } from '../../src/server/schema.ts';

/** Ids of a profile's items, by the name of their type, as in `Experience`. */
export type ItemIds = Readonly<Record<string, string>>;

/** By the name of the field. */
const FIELDS: readonly (readonly [RegExp, () => unknown])[] = [
  [/url$/i, () => 'https://valid.example.com'],
  [/date$/i, () => '2014-06'],
  [/^countryCode$/, () => 'GB'],
  [/^code$/, () => 'fr'],
  [/^number$/, () => '+44 7700 900124'],
  [/^email$/, () => 'valid@example.org'],
  [/^resume$/, () => ({ basics: { name: 'Valid', label: 'Valid' }, work: [{ name: 'Valid' }] })],
  [/^toIndex$/, () => 0],
  [/^id$/, () => crypto.randomUUID()],
  [/^handle$/, () => `valid-${crypto.randomUUID()}`],
];

const SCALARS: Readonly<Record<string, unknown>> = {
  String: 'Valid',
  Int: 1,
  Float: 1,
  Boolean: true,
  DateTime: '2014-06-29T10:00:00Z',
};

/**
 * Every required argument, with all fields of its input.
 * @param items of the profile, which `id` arguments take
 * @throws where the samples have nothing for a field
 */
export function validArguments(mutation: string, items: ItemIds): Record<string, unknown> {
  const field = schema.getMutationType()?.getFields()[mutation];
  if (!field) throw new Error(`there is no mutation ${mutation}`);
  const required = field.args.filter(({ type }) => isNonNullType(type));
  return Object.fromEntries(
    required.map(({ name, type }) => [
      name,
      name === 'id' ? itemIdOf(mutation, items) : validValue(type, name, mutation),
    ]),
  );
}

/** The type that a mutation of one item is named after, as in `editExperience`. */
export const itemTypeOf = (mutation: string): string => mutation.replace(/^[a-z]+/, '');

function itemIdOf(mutation: string, items: ItemIds): string {
  const id = items[itemTypeOf(mutation)];
  if (id === undefined) throw new Error(`${mutation}: the profile has no ${itemTypeOf(mutation)}`);
  return id;
}

function validValue(type: GraphQLInputType, name: string, mutation: string): unknown {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return [validValue(nullable.ofType, name, mutation)];
  if (isEnumType(nullable)) return nullable.getValues()[0]?.name;
  if (isInputObjectType(nullable)) {
    const fields = Object.values(nullable.getFields());
    return Object.fromEntries(
      fields.map((field) => [field.name, validValue(field.type, field.name, mutation)]),
    );
  }
  const [, sample] = FIELDS.find(([names]) => names.test(name)) ?? [];
  const value = sample ? sample() : SCALARS[nullable.name];
  if (value === undefined) {
    throw new Error(
      `${mutation} takes ${name}: ${nullable.name}; add a sample of it to test/support/valid-arguments.ts`,
    );
  }
  return value;
}
