// Exports a profile as a JSON Resume, merged from the parts of its sections. A result that does not fit the schema of JSON
// Resume is an error.
import type { DatabaseLike } from '../database/client.ts';
import type { JsonValue } from '../search/json.ts';
import type { Resume } from '../sections/define.ts';
import type { Reader } from '../sections/private.ts';
import { sections } from '../sections/registry.ts';
import { isUri, parseResume } from './resume-schema.ts';
import { uriOf } from './uri.ts';

const SCHEMA = 'https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json';

/**
 * @param reader who may see the result
 * @returns null where there is no such profile, or where others may not see it
 */
export async function exportResume(
  db: DatabaseLike,
  profileId: string,
  reader: Reader,
): Promise<Resume | null> {
  const profile = await db.profile.findFirst({
    where: { id: profileId, ...(reader === 'others' && { visibility: 'PUBLIC' }) },
    select: { fullName: true },
  });
  if (!profile) return null;
  const basics: Record<string, JsonValue> = { name: profile.fullName };
  const rest: Record<string, JsonValue> = {};
  for (const section of sections) {
    const { basics: ownBasics, ...others } = await section.toResume(db, profileId, reader);
    Object.assign(basics, ownBasics);
    Object.assign(rest, others);
  }
  return parseResume(withUris({ $schema: SCHEMA, basics, ...rest }));
}

/** Encodes URLs such as `https://müller.de/a b`, which Vitae accepts, since the schema accepts URIs only. */
function withUris(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withUris);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([name, inner]) => [
    name,
    name === 'url' && typeof inner === 'string' && !isUri(inner) ? uriOf(inner) : withUris(inner),
  ]);
  return Object.fromEntries(fields) as JsonValue;
}
