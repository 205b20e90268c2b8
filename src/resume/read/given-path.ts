// Where a value of a resume stands in the file that it was read from.
import type { JsonValue } from '../../search/json.ts';
import { pathOf, type Given } from './note.ts';

/** Of the values of an object or a list, by their keys: those that stand elsewhere than these tell. */
const paths = new WeakMap<object, ReadonlyMap<string, string>>();

/** @param path its own @param entries what its values were read from, each with its key */
export function withPaths<Read extends object>(
  read: Read,
  path: string,
  entries: readonly (Pick<Given, 'path'> & { readonly key: string | number })[],
): Read {
  const moved = entries.filter(({ key, path: own }) => own !== pathOf(path, key));
  if (moved.length > 0) paths.set(read, new Map(moved.map(({ key, path: own }) => [String(key), own])));
  return read;
}

/** The path of a value of an object or a list. @param path that of the object or the list */
export const pathWithin = (container: object, path: string, key: string) =>
  paths.get(container)?.get(key) ?? pathOf(path, key);

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
    given = container ? pathWithin(container, given, key) : pathOf(given, key);
    value = container ? (container as Readonly<Record<string, JsonValue>>)[key] : undefined;
  }
  return given;
}
