// Checks input objects by their rules, and records what a client left out. The content of an input has every field, and one that
// was left out is empty there, as something new needs it. Who writes over something that exists asks here, so that what is left
// out stays as it is.
import { z } from 'zod';
import { InvalidInputError, validate } from './errors.ts';
import { faultsOf } from './faults.ts';

export type Fields = Readonly<Record<string, z.ZodType>>;
export type ObjectRule = z.ZodObject<Fields> | z.ZodPipe<z.ZodObject<Fields>>;

export const shapeOf = (rule: ObjectRule): Fields => (rule instanceof z.ZodPipe ? rule.in : rule).shape;

const namesOf = (shape: Fields, where: (field: z.ZodType, name: string) => boolean) =>
  Object.entries(shape).flatMap(([name, field]) => (where(field, name) ? [name] : []));

const requiredNames = (shape: Fields) => namesOf(shape, (field) => !field.safeParse(undefined).success);

const leftOutNames = (shape: Fields, value: unknown) =>
  new Set(namesOf(shape, (_, name) => (value as Record<string, unknown>)[name] === undefined));

type Check<Content> = (path: string, value: unknown) => Content;

/**
 * The check throws an InvalidInputError that names each field and its rule. What fields have wrong with each other is a fault
 * only once they are written, together with what was left out.
 * @param idRule of the field `id`, which the rule of the content does not have
 */
export function checkOf<Content extends object>(
  rule: ObjectRule & z.ZodType<Content>,
  idRule: z.ZodType<string | null> = z.unknown().transform(() => null),
): Check<Content> {
  const shape = shapeOf(rule);
  const required = requiredNames(shape);
  const between = ruleBetween(rule);
  const ofFields = (between ? z.object(shape) : rule) as z.ZodType<Content>;
  return (path, value) => {
    const leftOut = leftOutNames(shape, value);
    const content = (leftOut.size > 0 ? ofFields : rule).safeParse(value);
    const id = idRule.safeParse((value as { readonly id?: unknown }).id);
    if (!content.success || !id.success) {
      const faults = content.success ? [] : faultsOf(path, content.error, value);
      const ofId = id.success ? [] : faultsOf(`${path}.id`, id.error, null);
      throw new InvalidInputError([...faults, ...ofId]);
    }
    const faultOf = (whole: object) => {
      const checked = between?.safeParse(whole);
      return checked?.error ? new InvalidInputError(faultsOf(path, checked.error, whole)) : null;
    };
    recordGiven(content.data, { leftOut, required, id: id.data, fault: faultOf(content.data), faultOf });
    return content.data;
  };
}

/** What a rule says of several fields together; null where it says nothing, or makes other fields of them. */
function ruleBetween(rule: ObjectRule): z.ZodType | null {
  if (rule instanceof z.ZodPipe || !rule.def.checks) return null;
  const any = Object.fromEntries(Object.keys(rule.shape).map((name) => [name, z.any()]));
  return rule.clone({ ...rule.def, shape: any });
}

/** The same for a list of them. Each item is checked as it is. */
export function checkOfList<Content>(rule: z.ZodArray<ObjectRule> & z.ZodType<Content>): Check<Content> {
  const shape = shapeOf(rule.element);
  const required = requiredNames(shape);
  return (path, value) => {
    const content = validate(path, rule, value);
    for (const [index, item] of (content as readonly object[]).entries()) {
      const leftOut = leftOutNames(shape, (value as readonly unknown[])[index]);
      recordGiven(item, { leftOut, required, id: null, fault: null, faultOf: () => null });
    }
    return content;
  };
}

interface GivenInput {
  /** The fields that were left out. */
  readonly leftOut: ReadonlySet<string>;
  /** The fields without which there is no content: they tell an item of a list. */
  readonly required: readonly string[];
  /** The id that the client has chosen for something new. */
  readonly id: string | null;
  /** What its fields have wrong with each other, where what is left out counts as empty. Null once they were checked together. */
  fault: InvalidInputError | null;
  /** What the fields of the whole have wrong with each other. */
  readonly faultOf: (whole: object) => InvalidInputError | null;
}

const inputs = new WeakMap<object, GivenInput>();

/** @param content as it was checked. A copy of it counts as given whole. */
function recordGiven(content: object, given: GivenInput): void {
  inputs.set(content, given);
}

export const isLeftOut = (content: object, field: string) => inputs.get(content)?.leftOut.has(field) ?? false;

export const chosenIdOf = (content: object) => inputs.get(content)?.id ?? null;

/** The fields that were given: those to write over something that exists. */
export function givenFields<Content extends object>(content: Content): Partial<Content> {
  const given = Object.entries(content).filter(([field]) => !isLeftOut(content, field));
  return Object.fromEntries(given) as Partial<Content>;
}

/**
 * The same with what was left out as it was.
 * @param before null where it is new
 */
export function filledFrom<Content extends object>(content: Content, before: object | null): Content {
  if (before === null) return content;
  const kept = Object.entries(before).filter(([field, value]) => isLeftOut(content, field) && value !== null);
  return { ...content, ...Object.fromEntries(kept) };
}

/** The values that tell which item of a list it is; null where no field is required. */
export function keyOf(content: object, item: object = content): string | null {
  const required = inputs.get(content)?.required ?? [];
  if (required.length === 0) return null;
  return JSON.stringify(required.map((field) => (item as Record<string, unknown>)[field]));
}

/**
 * Checks what became of the content, instead of the content alone.
 * @param whole with what was left out
 * @throws InvalidInputError
 */
export function checkWhole(content: object, whole: object): void {
  const given = inputs.get(content);
  if (!given) return;
  const fault = given.faultOf(whole);
  if (fault) throw fault;
  given.fault = null;
}

/** @throws InvalidInputError where the content is wrong and was not checked together with what was left out */
export function refuseIncomplete(content: unknown): void {
  const given = typeof content === 'object' && content !== null ? inputs.get(content) : undefined;
  if (given?.fault) throw given.fault;
}
