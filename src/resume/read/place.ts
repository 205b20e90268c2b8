// Gathers the place where a person lives from fields of its own, such as a city and a country beside the name.
import type { JsonValue } from '../../search/json.ts';
import { withPaths } from './given-path.ts';
import { fieldOf } from './names.ts';
import { isNothing, quoted, readAs, type Entry, type Note } from './note.ts';
import { BASICS, type ObjectShape } from './shape.ts';

const NEEDED = new Set(['city', 'countryCode']);
const PARTS = new Set([...NEEDED, 'region', 'postalCode']);

const location = BASICS.fields.get('location') as ObjectShape;

const partOf = (key: string) => (fieldOf(BASICS, key) === undefined ? fieldOf(location, key) : undefined);

/** Whether it is a text that has a place in the location, and none in the basics. */
export const isPartOfPlace = (key: string, value: JsonValue) =>
  PARTS.has(partOf(key) ?? '') && typeof value === 'string' && !isNothing(value);

/** The basics with a location of such parts, where they have no other. */
export function withPlace(entries: readonly Entry[], notes: Note[]): readonly Entry[] {
  const parts = entries.filter(({ key, value }) => isPartOfPlace(key, value));
  const [first] = parts;
  const isPlace = parts.some(({ key }) => NEEDED.has(partOf(key) ?? ''));
  if (!first || !isPlace || entries.some(({ key }) => key === 'location')) return entries;
  for (const part of parts) {
    const message = `${quoted(part.key)} belongs to location in JSON Resume`;
    notes.push({ ...readAs(part, part.value), message });
  }
  const object = Object.fromEntries(parts.map(({ key, value }) => [key, value]));
  const path = first.path.split('.').slice(0, -1).join('.');
  return [
    ...entries.filter((entry) => !parts.includes(entry)),
    { key: 'location', value: withPaths(object, path, parts), path },
  ];
}
