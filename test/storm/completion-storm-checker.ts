// Judges the storm: was an answer older than a write that was acknowledged before the read? Every section of a profile is a
// register with one writer at a time. Its versions differ in status and time of the write (`updatedAt`). Answers are judged
// at the end, when all versions are known.

/** The state of a section in an answer, such as `FILLED 2026-11-24T10:00:00.123Z`. */
export type SectionState = string;

interface Version {
  readonly state: SectionState;
  /** When the writer had the answer, or found the write in the database after no answer came. */
  readonly knownAt: number;
}

interface Answer {
  readonly register: string;
  readonly state: SectionState;
  readonly askedAt: number;
}

export interface Verdict {
  /** Section states in answers. */
  readonly judged: number;
  /** Those whose section was last written without a fault. */
  readonly withoutFault: number;
  /** Those older than a write during a fault. */
  readonly stale: number;
  /** Those of them that were older by more than the bound. */
  readonly beyond: number;
  /** The maximum age of a stale answer, in milliseconds: from the oldest write that it lacks to the read. */
  readonly longest: number;
  /** A message for each answer older than a write without a fault. */
  readonly staleWithoutFault: readonly string[];
  /** A message for each state that was never written. */
  readonly neverWritten: readonly string[];
}

export function createChecker() {
  const registers = new Map<string, Version[]>();
  const answers: Answer[] = [];
  const faults: { readonly from: number; until: number }[] = [];
  const duringFault = (at: number) => faults.some(({ from, until }) => at >= from && at <= until);
  return {
    /** Records a version, unless it is the latest one. */
    wrote(register: string, state: SectionState, knownAt: number): void {
      const versions = registers.get(register) ?? [];
      registers.set(register, versions);
      if (versions.at(-1)?.state !== state) versions.push({ state, knownAt });
    },
    answered(register: string, state: SectionState, askedAt: number): void {
      if (registers.has(register)) answers.push({ register, state, askedAt });
    },
    /** @returns ends the fault; writes within `recoveryMs` after its end still count as during the fault */
    fault(from: number): (at: number, recoveryMs: number) => void {
      const fault = { from, until: Infinity };
      faults.push(fault);
      return (at, recoveryMs) => {
        fault.until = at + recoveryMs;
      };
    },
    /** @param boundMs how late an answer may be that lacks a write during a fault */
    verdict(boundMs: number): Verdict {
      const staleWithoutFault: string[] = [];
      const neverWritten: string[] = [];
      let [withoutFault, stale, beyond, longest] = [0, 0, 0, 0];
      for (const { register, state, askedAt } of answers) {
        const versions = registers.get(register) ?? [];
        const index = versions.findLastIndex((version) => version.state === state);
        const lastKnown = versions.findLast(({ knownAt }) => knownAt <= askedAt);
        if (lastKnown && !duringFault(lastKnown.knownAt)) withoutFault += 1;
        if (index < 0) neverWritten.push(`${register} showed ${state}`);
        // The oldest version that the answer lacks.
        const lacked = versions[index + 1];
        if (index < 0 || !lacked || lacked.knownAt > askedAt) continue;
        const lateMs = askedAt - lacked.knownAt;
        longest = Math.max(longest, lateMs);
        if (duringFault(lacked.knownAt)) {
          stale += 1;
          if (lateMs > boundMs) beyond += 1;
        } else staleWithoutFault.push(`${register} showed ${state}, not ${lacked.state}, ${lateMs} ms late`);
      }
      return {
        judged: answers.length,
        withoutFault,
        stale,
        beyond,
        longest,
        staleWithoutFault,
        neverWritten,
      };
    },
  };
}

export type Checker = ReturnType<typeof createChecker>;
