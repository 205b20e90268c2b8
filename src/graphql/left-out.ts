// What a client left out of an input object. The content of an input has every field, and one that was left out is empty there,
// as something new needs it. Who writes over something that exists asks here, so that what is left out stays as it is.
import type { InvalidInputError } from './errors.ts';

export interface GivenInput {
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
export function recordGiven(content: object, given: GivenInput): void {
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
