// Owns the score: a pure function of what a profile has, what the sections ask for, and the moment.
import type { Section, SectionContent } from '../sections/define.ts';

export type SectionStatus = 'FILLED' | 'UNFILLED' | 'STALE';

export interface SectionCompletion {
  readonly name: string;
  readonly status: SectionStatus;
  readonly weight: number;
  /** When the section was written last; null where it never was. */
  readonly updatedAt: Date | null;
}

export interface Completion {
  /** round(100 × weight of FILLED sections ÷ weight of all asked-for sections). */
  readonly percentage: number;
  readonly sections: readonly SectionCompletion[];
  readonly computedAt: Date;
  /** The next moment at which a section turns stale with no write at all; null where none will. */
  readonly nextChangeAt: Date | null;
}

type Filling = Pick<SectionContent, 'filled' | 'updatedAt'>;

/** @param contents what the profile has of each section, in the order of `sections` */
export function score(sections: readonly Section[], contents: readonly Filling[], now: Date): Completion {
  const rated = sections.map((section, index) => rate(section, contents[index], now));
  const total = rated.reduce((sum, { weight }) => sum + weight, 0);
  const filled = rated.reduce((sum, { weight, status }) => sum + (status === 'FILLED' ? weight : 0), 0);
  const changes = rated.flatMap(({ staleAt, status }) =>
    status === 'FILLED' && staleAt !== null ? [staleAt] : [],
  );
  return {
    percentage: total === 0 ? 0 : Math.round((100 * filled) / total),
    sections: rated.map(({ name, status, weight, updatedAt }) => ({ name, status, weight, updatedAt })),
    computedAt: now,
    nextChangeAt: changes.length === 0 ? null : new Date(Math.min(...changes)),
  };
}

function rate({ name, weight, staleAfterMs }: Section, content: Filling | undefined, now: Date) {
  const { filled = false, updatedAt = null } = content ?? {};
  const staleAt = updatedAt && staleAfterMs !== null ? updatedAt.getTime() + staleAfterMs : null;
  const status: SectionStatus = !filled
    ? 'UNFILLED'
    : staleAt !== null && staleAt <= now.getTime()
      ? 'STALE'
      : 'FILLED';
  return { name, weight, status, updatedAt, staleAt };
}
