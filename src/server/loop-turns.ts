// Decides when requests begin. Each turn of the event loop begins few, those of different addresses by turns, so that others are
// served between the requests of a burst. A turn that accepts a connection begins none: Node accepts one in a turn, and a new
// client would wait for as many requests as there are connections before its own.

export interface LoopTurns {
  /** Notes a connection. */
  accepted(): void;
  /** Calls `work` as soon as it is its turn. */
  wait(address: string, work: () => void): void;
}

/** Each takes about a millisecond until it first waits. */
const PER_TURN = 8;
/** Turns in a row that may begin nothing, so that connections without end do not stop requests. */
const MOST_WITHOUT = 64;

export function takeLoopTurns(): LoopTurns {
  const waiting = new Map<string, (() => void)[]>();
  let [isScheduled, hasAccepted, without] = [false, false, 0];

  function turn(): void {
    isScheduled = false;
    without = hasAccepted && without < MOST_WITHOUT ? without + 1 : 0;
    hasAccepted = false;
    for (let begun = 0; begun < PER_TURN && without === 0; begun += 1) next()?.();
    if (waiting.size > 0) schedule();
  }

  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(turn);
  }

  /** The first one of the address whose turn it is. */
  function next(): (() => void) | undefined {
    for (const [address, queue] of waiting) {
      waiting.delete(address);
      const work = queue.shift();
      if (queue.length > 0) waiting.set(address, queue);
      return work;
    }
    return undefined;
  }

  return {
    accepted: () => (hasAccepted = true),
    wait(address, work) {
      const queue = waiting.get(address) ?? [];
      queue.push(work);
      waiting.set(address, queue);
      schedule();
    },
  };
}
