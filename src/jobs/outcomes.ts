// Counts what became of the tries of this process, by queue. The counts only grow.

/** What a try ends with, other than putting the job off. */
export type Outcome = 'completed' | 'retried' | 'dead';
export type Outcomes = Readonly<Record<string, Readonly<Record<Outcome, number>>>>;

export interface OutcomeCounter {
  add(queue: string, outcome: Outcome): void;
  /** A snapshot. */
  read(): Outcomes;
}

export function countOutcomes(): OutcomeCounter {
  const counts = new Map<string, Record<Outcome, number>>();
  return {
    add(queue, outcome) {
      const ofQueue = counts.get(queue) ?? { completed: 0, retried: 0, dead: 0 };
      ofQueue[outcome] += 1;
      counts.set(queue, ofQueue);
    },
    read: () => Object.fromEntries([...counts].map(([queue, ofQueue]) => [queue, { ...ofQueue }])),
  };
}
