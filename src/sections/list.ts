// Owns what sections with many rows share: where a new row goes, and how many there may be.
import { InvalidInputError } from '../graphql/errors.ts';

interface ListStatistics {
  readonly _count: number;
  readonly _max: { readonly ordinal: number | null };
}

/**
 * The ordinal of a row that is added at the end.
 * @throws InvalidInputError where the list is full
 */
export function nextOrdinal({ _count, _max }: ListStatistics, max: number): number {
  if (_count >= max)
    throw new InvalidInputError([{ path: 'input', message: `a profile holds at most ${max} of these` }]);
  return (_max.ordinal ?? -1) + 1;
}

/** Rows for a list that is replaced as a whole. */
export function inOrder<Item>(
  profileId: string,
  items: readonly Item[],
): (Item & { profileId: string; ordinal: number })[] {
  return items.map((item, ordinal) => ({ ...item, profileId, ordinal }));
}
