// Counts what a storm really did, so that a storm that does nothing is noticed.

/** Count by name. */
export type Tally = Map<string, number>;

export function count(tally: Tally, name: string, times = 1): void {
  tally.set(name, (tally.get(name) ?? 0) + times);
}

export function printed(tally: Tally): string {
  return [...tally].map(([name, times]) => `${times} × ${name}`).join(', ');
}
