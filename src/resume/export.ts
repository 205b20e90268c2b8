// Owns how a profile is given back as a JSON Resume, merged from the parts that its sections give.
import type { DatabaseLike } from '../database/client.ts';
import type { JsonValue } from '../search/json.ts';
import type { Resume } from '../sections/define.ts';
import { sections } from '../sections/registry.ts';
import { parseResume } from './resume-schema.ts';

const SCHEMA = 'https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json';

/** @returns null where there is no such profile; what is returned fits the schema of JSON Resume */
export async function exportResume(db: DatabaseLike, profileId: string): Promise<Resume | null> {
  const profile = await db.profile.findUnique({ where: { id: profileId }, select: { fullName: true } });
  if (!profile) return null;
  const basics: Record<string, JsonValue> = { name: profile.fullName };
  const rest: Record<string, JsonValue> = {};
  for (const section of sections) {
    const { basics: ofBasics, ...others } =
      (await section.load(db, [profileId])).get(profileId)?.resume ?? {};
    Object.assign(basics, ofBasics);
    Object.assign(rest, others);
  }
  return parseResume({ $schema: SCHEMA, basics, ...rest });
}
