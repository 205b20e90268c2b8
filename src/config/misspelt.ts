// Finds variables of an environment that look like one of ours and are none: a typing error would otherwise be a setting that has no
// effect. Other programs' variables are in the same environment, so only near names count, and names of families that are ours alone.
import { variables } from './variables.ts';

const KNOWN = Object.keys(variables);
/** Of these nobody else has variables beside Vitae. */
const FAMILIES = /^(VITAE|ALGOLIA|JWT|JWKS|LIMIT|RETENTION|PERSISTED_OPERATIONS|SEGMENT)_/;
/** Kubernetes names the services of a namespace so: REDIS_PORT, VITAE_SERVICE_HOST. */
const OF_KUBERNETES = /_SERVICE_(HOST|PORT)(_|$)|_PORT(_\d+_TCP.*)?$/;
/** HOME is no misspelt HOST. */
const SHORTEST = 6;

/** A line for each, with the nearest name. */
export function misspeltVariables(environment: NodeJS.ProcessEnv = process.env): string[] {
  return Object.entries(environment).flatMap(([name, value]) => {
    const meant = value === '' || KNOWN.includes(name) ? null : meantBy(name);
    // On a system that ignores case, both are one variable.
    if (meant === null || (name.toUpperCase() === meant && environment[meant] === value)) return [];
    return [`${name}: Vitae has no such variable; did you mean ${meant}?`];
  });
}

function meantBy(name: string): string | null {
  const written = name.toUpperCase();
  const bare = written.replace(/^VITAE_/, '');
  if (OF_KUBERNETES.test(written)) return null;
  if (KNOWN.includes(bare)) return bare;
  const allowed = Math.max(1, Math.floor(written.length / 5));
  // A name is at least as far away as it is longer or shorter.
  const candidates = FAMILIES.test(written)
    ? KNOWN
    : KNOWN.filter((known) => Math.abs(known.length - written.length) <= allowed);
  if (candidates.length === 0) return null;
  const nearest = candidates
    .map((known) => ({ known, distance: distanceOf(written, known) }))
    .reduce((best, each) => (each.distance < best.distance ? each : best));
  const isNear = written.length >= SHORTEST && nearest.distance <= allowed;
  return isNear || isTransposed(written, nearest) || FAMILIES.test(written) ? nearest.known : null;
}

/** Also of a short name, since PROT is no word. */
function isTransposed(written: string, { known, distance }: { known: string; distance: number }): boolean {
  return distance === 1 && written.length === known.length && sorted(written) === sorted(known);
}

const sorted = (name: string) => Array.from(name).sort().join('');

/** How many letters are missing, added, wrong or swapped with their neighbour (optimal string alignment). */
function distanceOf(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const at = (up: number, left: number) =>
        (up === 0 ? current : rows[row - up])?.[column - left] ?? Infinity;
      const isSame = one[row - 1] === other[column - 1];
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      current.push(
        Math.min(
          at(1, 0) + 1,
          at(0, 1) + 1,
          at(1, 1) + (isSame ? 0 : 1),
          isSwapped && row > 1 && column > 1 ? at(2, 2) + 1 : Infinity,
        ),
      );
    }
    rows.push(current);
  }
  return rows.at(-1)?.at(-1) ?? Infinity;
}
