// Counts what each caller has open in this process.

export interface OpenCount {
  /** @returns false, without counting, where the caller has the maximum open */
  take(caller: string): boolean;
  /** Call it once for each successful `take`. */
  release(caller: string): void;
}

export function countOpen(maximum: number): OpenCount {
  const open = new Map<string, number>();
  return {
    take(caller) {
      const count = (open.get(caller) ?? 0) + 1;
      if (count > maximum) return false;
      open.set(caller, count);
      return true;
    },
    release(caller) {
      const left = (open.get(caller) ?? 1) - 1;
      if (left > 0) open.set(caller, left);
      else open.delete(caller);
    },
  };
}
