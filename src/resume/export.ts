// Exports a profile as a JSON Resume: for the owner whole, as it was imported, with every change since; for others what is public.
import type { DatabaseLike } from '../database/client.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../search/json.ts';
import type { Resume } from '../sections/define.ts';
import type { Reader } from '../sections/private.ts';
import { readStates, resumeOf, type ProfileState } from './content.ts';
import { RESUME, type ObjectShape } from './read/shape.ts';
import { heldPart, wholeResume, withMark } from './whole.ts';

const SCHEMA = 'https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json';

/** What others see of a resume beside the sections: the fields that the schema names. */
const PUBLIC_PARTS = ['volunteer', 'awards', 'certificates', 'publications', 'projects', 'interests'];

/**
 * @param reader who may see the result
 * @returns null for a profile that is not there, or that others may not see
 */
export async function exportResumes(
  db: DatabaseLike,
  profileIds: readonly string[],
  reader: Reader,
): Promise<(Resume | null)[]> {
  const states = await readStates(db, profileIds, reader);
  return profileIds.map((id) => {
    const state = states.get(id);
    if (!state) return null;
    if (reader === 'others') return { $schema: SCHEMA, ...publicResume(state) };
    const whole = wholeResume(state.kept, state.content);
    return { $schema: SCHEMA, ...withMark(whole, id) };
  });
}

export async function exportResume(
  db: DatabaseLike,
  profileId: string,
  reader: Reader,
): Promise<Resume | null> {
  const [resume = null] = await exportResumes(db, [profileId], reader);
  return resume;
}

/** @param state as others see it */
function publicResume({ kept, content }: ProfileState): Resume {
  const shown = resumeOf(content);
  if (!kept) return shown;
  // A section decides alone what of its part is shown.
  const held = heldPart(kept);
  const parts = PUBLIC_PARTS.filter((part) => !Object.hasOwn(held, part) && !Object.hasOwn(shown, part));
  const beside = parts.flatMap((part) => {
    const value = knownPart(part, kept[part]);
    return value === null ? [] : [[part, value]];
  });
  return { ...shown, ...(Object.fromEntries(beside) as JsonObject) };
}

/** Items with the fields that the schema names, as texts or lists of texts. */
function knownPart(part: string, value: JsonValue | undefined): JsonValue {
  const shape = RESUME.fields.get(part);
  if (shape?.kind !== 'list' || shape.item.kind !== 'object' || !Array.isArray(value)) return null;
  const { item } = shape;
  const items = value.filter(isJsonObject).map((one) => knownFields(one, item));
  const filled = items.filter((one) => Object.keys(one).length > 0);
  return filled.length > 0 ? filled : null;
}

function knownFields(item: JsonObject, { fields }: ObjectShape): JsonObject {
  const isText = (value: JsonValue) => typeof value === 'string';
  const known = Object.entries(item).filter(
    ([name, value]) => fields.has(name) && (isText(value) || (Array.isArray(value) && value.every(isText))),
  );
  return Object.fromEntries(known);
}
