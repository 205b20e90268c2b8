// Owns the count of what a storm really did: a storm that quietly does nothing must be seen.

/** How often what was done, by its name. */
export type Tally = Map<string, number>;

export function count(tally: Tally, what: string, times = 1): void {
  tally.set(what, (tally.get(what) ?? 0) + times);
}

export function printed(tally: Tally): string {
  return [...tally].map(([what, times]) => `${times} × ${what}`).join(', ');
}
