// Owns how a section takes its part of a JSON Resume: what is there is checked by the section's own input rule.
import { z } from 'zod';
import { validate } from '../graphql/errors.ts';
import type { JsonValue } from '../search/json.ts';
import type { Resume } from './define.ts';

/** A JSON object without the fields that hold nothing: a resume says nothing rather than null. */
export function compact(fields: Record<string, JsonValue | undefined>): Record<string, JsonValue> {
  const said: Record<string, JsonValue> = {};
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    const saysNothing = value === null || value === undefined || (Array.isArray(value) && value.length === 0);
    if (!saysNothing) said[name] = value;
  }
  return said;
}

/** The text of `basics`' field; null where it is absent or empty. */
export function basicsText(resume: Resume, field: string): string | null {
  const value = resume.basics?.[field];
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

/** @throws InvalidInputError whose paths begin with the field's, as in `work.0.startDate` */
export function listFromResume<Item>(
  resume: Resume,
  field: string,
  item: z.ZodType<Item>,
  max: number,
): Item[] | null {
  const value = resume[field];
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return null;
  return validate(field, listRule(item, max), value);
}

export const listRule = <Item>(item: z.ZodType<Item>, max: number) =>
  z.array(item).max(max, `must hold at most ${max} items`);
