// One measured path and the ways to do it.

export interface Way {
  readonly name: string;
  /** @param nth the number of the operation in its round */
  run(nth: number): Promise<unknown>;
}

export interface Path {
  readonly name: string;
  /** In a round of one way. */
  readonly operations: number;
  /** All are compared to the first. The ratio of the second is kept. */
  readonly ways: readonly Way[];
}
