// The id of the row that a value is, or that it becomes: a row of a list, an item of content that has no row yet, an item of a
// resume. It is no field of the value, so no two values differ by it.
const ids = new WeakMap<object, string>();

export type IdOf = (item: unknown) => string | undefined;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

export const rowIdOf: IdOf = (item) => (isObject(item) ? ids.get(item) : undefined);

/** @returns the item */
export function withRowId<Item>(item: Item, id: string | null | undefined): Item {
  if (isObject(item) && id) ids.set(item, id);
  return item;
}
