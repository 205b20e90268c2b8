// Owns the computations under way, each under a name that says what it computes and under which nonces it began.
// It never rejects by itself: who joins a computation that fails gets its rejection.

/** The value of a running computation. */
export type Flight<Value> = () => Promise<Value>;

export interface Flights<Value> {
  find(name: string): Flight<Value> | undefined;
  /**
   * @param names of the computations, each with the position of its value in what `computing` resolves to
   * @returns how to end them: from then on nobody joins
   */
  start(names: readonly FlightName[], computing: Promise<readonly Value[]>): () => void;
}

interface FlightName {
  readonly name: string;
  readonly index: number;
}

export function createFlights<Value>(): Flights<Value> {
  const running = new Map<string, Flight<Value>>();
  return {
    find: (name) => running.get(name),
    start(names, computing) {
      const started = names.map(({ name, index }) => {
        const flight = async () => (await computing)[index] as Value;
        running.set(name, flight);
        return { name, flight };
      });
      return () => {
        for (const { name, flight } of started) if (running.get(name) === flight) running.delete(name);
      };
    },
  };
}
