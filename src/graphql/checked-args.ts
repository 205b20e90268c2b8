// Arguments of mutations that bring their own check. An input type is made from its rule, so that the fields, the
// descriptions and the limits in the schema are those that are checked.
import type { InputFieldMap } from '@pothos/core';
import type { z } from 'zod';
import { builder } from './builder.ts';
import { InvalidInputError, NotFoundError, validate } from './errors.ts';
import { checkOf, checkOfList, shapeOf, type Fields, type ObjectRule } from './given-input.ts';
import { maxItemsOf, sentences } from './input-rules.ts';
import { isUuid, newIdRule } from './uuid.ts';

type SchemaTypes = typeof builder.$inferSchemaTypes;
type Builder<Kind extends 'Arg' | 'InputObject'> = PothosSchemaTypes.InputFieldBuilder<SchemaTypes, Kind>;
export type ArgBuilder = Builder<'Arg'>;

export interface CheckedArg<Content> {
  readonly define: (t: ArgBuilder) => InputFieldMap[string];
  /**
   * @param name of the argument, the first part of the path of every fault
   * @throws ClientError where the value breaks the rule
   */
  readonly check: (name: string, value: unknown) => Content;
}

export type CheckedArgs = Readonly<Record<string, CheckedArg<unknown>>>;

/** The checked values by the names of their arguments. */
export type ContentOf<Args extends CheckedArgs> = {
  readonly [Name in keyof Args]: Args[Name] extends CheckedArg<infer Content> ? Content : never;
};

type EnumTypes = Readonly<Record<string, PothosSchemaTypes.EnumRef<SchemaTypes, string>>>;

const STAYS = 'Left out: as it was, or empty in something new. Null: empty.';
const CHOSEN_ID =
  'A UUID that the client chooses for something new, so that a request can be sent again: the same once more answers the same and ' +
  'writes nothing. Left out: Vitae chooses. Of something that exists, a valid one is ignored.';

interface InputTypeOptions {
  /** The types of the fields that hold no text. @default none */
  readonly enums?: EnumTypes | undefined;
  /** Said of each field that can be left out, unless its own description says it. @default nothing */
  readonly leftOut?: string;
  /** Whether the client may choose the id of something new. @default false */
  readonly takesId?: boolean;
}

/** One field for each of the rule: with its description, and required or a list where its own rule is. */
const fieldsOf = (t: Builder<'InputObject'>, shape: Fields, { enums = {}, leftOut = '' }: InputTypeOptions) =>
  Object.fromEntries(
    Object.entries(shape).map(([name, field]) => {
      const required = !field.safeParse(undefined).success;
      const { description: own = '' } = field;
      const description = required || /left out/i.test(own) ? own : sentences(own, leftOut);
      const options = { description, required };
      const type = enums[name];
      if (type) return [name, t.field({ type, ...options })];
      const isList = field.safeParse([]).success;
      return [name, isList ? t.stringList({ ...options, maxItems: maxItemsOf(field) }) : t.string(options)];
    }),
  );

const inputType = (name: string, description: string, rule: ObjectRule, options: InputTypeOptions = {}) =>
  builder.inputType(name, {
    description,
    fields: (t) => ({
      ...fieldsOf(t, shapeOf(rule), options),
      ...(options.takesId && { id: t.id({ description: CHOSEN_ID }) }),
    }),
  });

/**
 * An argument that holds the content of something that is written over: what is left out stays, see given-input.ts.
 * @param name of the input type
 */
export function inputArg<Content extends object>(
  name: string,
  description: string,
  rule: ObjectRule & z.ZodType<Content>,
): CheckedArg<Content> {
  const type = inputType(name, description, rule, { leftOut: STAYS });
  return {
    define: (t) => t.field({ type, required: true, description }),
    check: checkOf(rule),
  };
}

/** The same for an item of a list, whose id the client may choose. */
export function itemInputArg<Content extends object>(
  name: string,
  description: string,
  rule: ObjectRule & z.ZodType<Content>,
): CheckedArg<Content> {
  const type = inputType(name, description, rule, { leftOut: STAYS, takesId: true });
  return {
    define: (t) => t.field({ type, required: true, description }),
    check: checkOf(rule, newIdRule),
  };
}

/**
 * An argument that holds an input object with a rule of its own for what is left out.
 * @param enums the types of the fields that hold no text
 */
export function plainInputArg<Content>(
  name: string,
  description: string,
  rule: ObjectRule & z.ZodType<Content>,
  enums: EnumTypes,
): CheckedArg<Content> {
  const type = inputType(name, description, rule, { enums });
  return {
    define: (t) => t.field({ type, required: true, description }),
    check: (path, value) => validate(path, rule, value),
  };
}

const STAYS_IN_ITEM = 'Left out: as it was in the item of the same name, else empty. Null: empty.';

/** An argument that holds a list of input objects. */
export function inputListArg<Content>(
  name: string,
  description: string,
  rule: z.ZodArray<ObjectRule> & z.ZodType<Content>,
): CheckedArg<Content> {
  const type = inputType(name, description, rule.element, { leftOut: STAYS_IN_ITEM });
  return {
    define: (t) =>
      t.field({
        type: [type],
        required: true,
        description: rule.description ?? '',
        maxItems: maxItemsOf(rule),
      }),
    check: checkOfList(rule),
  };
}

/** The id of something that belongs to the profile. @param what as in `experience` */
export const idArg = (what: string): CheckedArg<string> => ({
  define: (t) => t.id({ required: true, description: 'Which one.' }),
  check: (path, value) => {
    if (typeof value === 'string' && isUuid(value)) return value;
    throw new NotFoundError(what, String(value), path);
  },
});

/** The same, or null where it is left out. */
export const optionalIdArg = (what: string, description: string): CheckedArg<string | null> => ({
  define: (t) => t.id({ required: false, description }),
  check: (path, value) => (value === null || value === undefined ? null : idArg(what).check(path, value)),
});

/** The place of an item in its list. Its maximum depends on the list. */
export const toIndexArg: CheckedArg<number> = {
  define: (t) => t.int({ required: true, description: 'Its place after the move; 0 is the first.' }),
  check: (_name, value) => Number(value),
};

/** @returns the ids in lower case @throws InvalidInputError where there are none, or one is no UUID */
export function checkIds(path: string, ids: readonly string[]): string[] {
  if (ids.length === 0)
    throw new InvalidInputError([
      { path, message: 'must hold at least one id', code: 'TOO_FEW', params: { min: 1 } },
    ]);
  const faults = ids.flatMap((id, index) =>
    isUuid(id) ? [] : [{ path: `${path}.${index}`, message: 'must be a UUID', code: 'INVALID_ID' as const }],
  );
  if (faults.length > 0) throw new InvalidInputError(faults);
  return ids.map((id) => id.toLowerCase());
}

/** `first` of a list without pages. A list longer than `maximum` cannot be written. */
export const firstArg = (maximum: number) =>
  builder.args((t) => ({
    first: t.int({
      description: `The number of items from the start, 1 to ${maximum}; left out: all.`,
      extensions: { maximum },
    }),
  }));
