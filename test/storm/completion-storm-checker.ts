// Owns the verdict of the storm: was any answer older than a write that was acknowledged before the question? Every section
// of a profile is a register of its own, written by one writer at a time, whose versions are told apart by the moment of
// the write (`updatedAt`) and the status. Answers are judged at the end, when all versions are known.

/** What an answer shows of a section, as in `FILLED 2026-11-24T10:00:00.123Z`. */
export type Shown = string;

interface Version {
  readonly shown: Shown;
  /** When its writer had the acknowledgment, or saw it in the database after none had come. */
  readonly knownAt: number;
}

interface Answer {
  readonly register: string;
  readonly shown: Shown;
  readonly askedAt: number;
}

export interface Verdict {
  /** Sections shown in answers. */
  readonly judged: number;
  /** Of these, about a section whose last write came outside of every fault. */
  readonly calm: number;
  /** Older than a write from within a fault. */
  readonly stale: number;
  /** How long, in milliseconds, after the oldest write it lacked a stale answer was asked for, at the most. */
  readonly longest: number;
  /** Older than a write from outside of every fault, each spelled out. */
  readonly staleInCalm: readonly string[];
  /** Never written, each spelled out. */
  readonly neverWritten: readonly string[];
}

export function createChecker() {
  const registers = new Map<string, Version[]>();
  const answers: Answer[] = [];
  const faults: { readonly from: number; until: number }[] = [];
  return {
    /** Nothing, where it is what was written last. */
    wrote(register: string, shown: Shown, knownAt: number): void {
      const versions = registers.get(register) ?? [];
      registers.set(register, versions);
      if (versions.at(-1)?.shown !== shown) versions.push({ shown, knownAt });
    },
    answered(register: string, shown: Shown, askedAt: number): void {
      if (registers.has(register)) answers.push({ register, shown, askedAt });
    },
    /** @returns how to end it; what is written within `recoveryMs` after that still counts as within it */
    fault(from: number): (at: number, recoveryMs: number) => void {
      const fault = { from, until: Infinity };
      faults.push(fault);
      return (at, recoveryMs) => {
        fault.until = at + recoveryMs;
      };
    },
    verdict(): Verdict {
      const within = (at: number) => faults.some(({ from, until }) => at >= from && at <= until);
      const staleInCalm: string[] = [];
      const neverWritten: string[] = [];
      let [calm, stale, longest] = [0, 0, 0];
      for (const { register, shown, askedAt } of answers) {
        const versions = registers.get(register) ?? [];
        const index = versions.findLastIndex((version) => version.shown === shown);
        const before = versions.findLast(({ knownAt }) => knownAt <= askedAt);
        if (before && !within(before.knownAt)) calm += 1;
        if (index < 0) neverWritten.push(`${register} showed ${shown}`);
        // The oldest that it lacks, though that was known before it was asked for.
        const lacked = versions[index + 1];
        if (index < 0 || !lacked || lacked.knownAt > askedAt) continue;
        longest = Math.max(longest, askedAt - lacked.knownAt);
        if (within(lacked.knownAt)) stale += 1;
        else
          staleInCalm.push(
            `${register} showed ${shown}, not ${lacked.shown}, ${askedAt - lacked.knownAt} ms late`,
          );
      }
      return { judged: answers.length, calm, stale, longest, staleInCalm, neverWritten };
    },
  };
}

export type Checker = ReturnType<typeof createChecker>;
