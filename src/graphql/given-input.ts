// Checks input objects by their rules, and records what was left out.
import { z } from 'zod';
import { InvalidInputError, validate } from './errors.ts';
import { faultsOf } from './faults.ts';
import { recordGiven } from './left-out.ts';

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
