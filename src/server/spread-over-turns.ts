// Begins few requests in one turn of the event loop. Others, such as checks of health, are served between those of a burst.

/** Each takes about a millisecond until it first waits. */
const PER_TURN = 8;

/** @returns waits for a turn that has room; undefined: this one has */
export function spreadOverTurns(): () => Promise<void> | undefined {
  const waiting: (() => void)[] = [];
  let [begun, isScheduled] = [0, false];

  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      const next = waiting.splice(0, PER_TURN);
      begun = next.length;
      if (begun > 0) schedule();
      for (const begin of next) begin();
    });
  }

  return () => {
    schedule();
    if (begun >= PER_TURN) return new Promise((resolve) => void waiting.push(resolve));
    begun += 1;
    return undefined;
  };
}
