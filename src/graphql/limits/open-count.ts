// Owns a count of what each caller has open in this process: one number per caller, forgotten with the last.

export interface OpenCount {
  /** @returns false, and counts nothing, where the caller has as many open as are allowed */
  take(caller: string): boolean;
  /** Once for each that was taken. */
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
