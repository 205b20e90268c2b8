// Calculates expected percentages from the registry, so that tests hold for any set of sections.
import { sections } from '../../src/sections/registry.ts';

const weightOf = (names: readonly string[]) =>
  sections.reduce((sum, { name, weight }) => sum + (names.includes(name) ? weight : 0), 0);
const allNames = sections.map(({ name }) => name);

/** The percentage of a profile in which exactly these sections are filled. @param scored @default all sections */
export function percentageWith(filled: readonly string[], scored: readonly string[] = allNames): number {
  return Math.round((100 * weightOf(filled.filter((name) => scored.includes(name)))) / weightOf(scored));
}

/** The percentage of a profile in which all sections but these are filled. */
export function percentageWithout(...unfilled: readonly string[]): number {
  return percentageWith(allNames.filter((name) => !unfilled.includes(name)));
}
