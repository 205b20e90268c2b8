// Fields of a section's part of a JSON Resume.
import type { JsonValue } from '../search/json.ts';
import type { Resume } from './define.ts';

/** These fields of a row, without null and empty lists: a resume leaves out what it has not. */
export function pick<Name extends string>(
  row: Readonly<Record<Name, JsonValue>>,
  ...names: readonly Name[]
): Record<string, JsonValue> {
  const present = names.filter((name) => row[name] !== null && !isEmptyList(row[name]));
  return Object.fromEntries(present.map((name) => [name, row[name]]));
}

/** The text of a field of `basics`; null where it is absent or empty. */
export function basicsText(resume: Resume, field: string): string | null {
  const value = resume.basics?.[field];
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

const isEmptyList = (value: JsonValue) => Array.isArray(value) && value.length === 0;
