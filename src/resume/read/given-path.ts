// Where a value of a resume stands in the file that it was read from.
import type { JsonValue } from '../../search/json.ts';
import { pathOf, type Given } from './note.ts';

/** Of the values of an object or a list, by their keys. */
const paths = new WeakMap<object, ReadonlyMap<string, string>>();

/** @param entries what its values were read from, each with its key */
export function withPaths<Read extends object>(
  read: Read,
  entries: readonly (Pick<Given, 'path'> & { readonly key: string | number })[],
): Read {
  paths.set(read, new Map(entries.map(({ key, path }) => [String(key), path])));
  return read;
}

/**
 * @param resume as read
 * @param path in it, as in `work.0.name`
 * @returns the path in the file, as in `work.2.company`
 */
export function givenPath(resume: JsonValue, path: string): string {
  let value: JsonValue | undefined = resume;
  let given = '';
  for (const key of path.split('.')) {
    const container: object | null = typeof value === 'object' ? value : null;
    given = (container && paths.get(container)?.get(key)) ?? pathOf(given, key);
    value = container ? (container as Readonly<Record<string, JsonValue>>)[key] : undefined;
  }
  return given;
}
