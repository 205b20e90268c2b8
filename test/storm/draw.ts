// Random choices of a storm, the same for the same seed.

/** From 0 to 1. */
export type Random = () => number;

/** @throws RangeError if there are no items */
export function oneOf<Item>(items: readonly Item[], random: Random): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new RangeError('there are no items');
  return item;
}

/** A whole number, both ends included. */
export function between(least: number, most: number, random: Random): number {
  return least + Math.floor(random() * (most - least + 1));
}

export function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  return items
    .map((item) => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

/** The next `count` items of a round for this seed. Seeds in a row go through all items, again and again. */
export function dealt<Item>(items: readonly Item[], count: number, seed: number): Item[] {
  return Array.from({ length: count }, (_, n) => items[(seed * count + n) % items.length]).filter(
    (item) => item !== undefined,
  );
}
