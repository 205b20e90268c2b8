// Scores a profile. A pure function of the sections' rules, the profile's contents and the time.
import { isDeepStrictEqual } from 'node:util';
import type { Section } from '../sections/define.ts';
import type { Filling } from '../sections/filling.ts';

export type SectionStatus = 'FILLED' | 'UNFILLED' | 'STALE';

export interface SectionCompletion {
  readonly name: string;
  readonly status: SectionStatus;
  readonly weight: number;
  /** When the section was last written; null: never. */
  readonly updatedAt: Date | null;
}

export interface Completion {
  /** round(100 × weight of FILLED sections ÷ weight of all scored sections). */
  readonly percentage: number;
  readonly sections: readonly SectionCompletion[];
  readonly computedAt: Date;
  /** When the next section turns stale without a write; null: none will. */
  readonly nextChangeAt: Date | null;
}

/** @param contents the profile's content of each section, in the order of `sections` */
export function score(sections: readonly Section[], contents: readonly Filling[], now: Date): Completion {
  let [total, filled, nextChangeAt] = [0, 0, Infinity];
  const rated = sections.map((section, index): SectionCompletion => {
    const { name, weight } = section;
    const content = contents[index];
    const staleAt = staleAtOf(section, content);
    const status = statusOf(content, staleAt, now);
    total += weight;
    if (status === 'FILLED') {
      filled += weight;
      nextChangeAt = Math.min(nextChangeAt, staleAt);
    }
    return { name, status, weight, updatedAt: content?.updatedAt ?? null };
  });
  return {
    percentage: total === 0 ? 0 : Math.round((100 * filled) / total),
    sections: rated,
    computedAt: now,
    nextChangeAt: nextChangeAt === Infinity ? null : new Date(nextChangeAt),
  };
}

/** Ignores when they were computed. */
export function isSameScore(one: Completion, other: Completion): boolean {
  return isDeepStrictEqual({ ...one, computedAt: null }, { ...other, computedAt: null });
}

/** @returns milliseconds since 1970; Infinity: never */
function staleAtOf({ staleAfterMs }: Section, content: Filling | undefined): number {
  return content?.updatedAt && staleAfterMs !== null ? content.updatedAt.getTime() + staleAfterMs : Infinity;
}

function statusOf(content: Filling | undefined, staleAt: number, now: Date): SectionStatus {
  if (!content?.filled) return 'UNFILLED';
  return staleAt <= now.getTime() ? 'STALE' : 'FILLED';
}
