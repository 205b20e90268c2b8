// What a profile holds of a resume: its name, e-mail address and site, and the content of its sections. From a resume, and
// back to one, which has these parts only and is equal for equal content.
import type { z } from 'zod';
import type { DatabaseLike, Prisma } from '../database/client.ts';
import { emailAddress, webUrl } from '../graphql/input-rules.ts';
import { fullNameRule } from '../profiles/mutations.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../search/json.ts';
import type { Held, Resume } from '../sections/define.ts';
import { lenientReader, type IsFirst } from '../sections/lenient.ts';
import type { Note } from '../sections/note.ts';
import type { Reader } from '../sections/private.ts';
import { sections } from '../sections/registry.ts';
import { rowIdOf, withRowId } from '../sections/row-id.ts';
import { readKept } from './keep.ts';
import { isUri } from './resume-schema.ts';
import { uriOf } from './uri.ts';

export interface ProfileContent {
  /** Null where the resume has none. */
  readonly fullName: string | null;
  readonly email: string | null;
  readonly url: string | null;
  /** Rows, or content that has no rows yet, in the order of the sections. */
  readonly sections: readonly (readonly Held[])[];
}

/**
 * @param note is told what no section holds
 * @param isFirst as for `lenientReader`
 */
export function contentOf(
  resume: Resume,
  note: (note: Note) => void = () => undefined,
  isFirst?: IsFirst,
): ProfileContent {
  const read = lenientReader(note);
  const basics = <Value>(field: string, rule: z.ZodType<Value>) =>
    read(`basics.${field}`, resume.basics?.[field], rule);
  return {
    fullName: basics('name', fullNameRule),
    email: basics('email', emailAddress),
    url: basics('url', webUrl),
    sections: sections.map((section) => section.fromResume(resume, note, isFirst)),
  };
}

/** The parts of a resume that the content is. */
export function resumeOf({ fullName, email, url, sections: contents }: ProfileContent): Resume {
  const basics: JsonObject = {
    ...(fullName && { name: fullName }),
    ...(email && { email }),
    ...(url && { url }),
  };
  const rest: JsonObject = {};
  for (const [index, section] of sections.entries()) {
    const { basics: ownBasics, ...others } = section.toResume(contents[index] ?? []);
    Object.assign(basics, ownBasics);
    Object.assign(rest, others);
  }
  const resume = withUris({ ...(Object.keys(basics).length > 0 && { basics }), ...rest });
  return resume as Resume;
}

/** A profile as it is now. */
export interface ProfileState {
  readonly id: string;
  readonly revision: number;
  readonly content: ProfileContent;
  /** The resume that was imported last; null where none was. */
  readonly kept: Resume | null;
}

/**
 * Reads them with a statement for each section, however many they are, and none after the first where nobody is there.
 * @param reader of what is returned: others see public profiles, without what is private in the sections
 * @returns those that are there
 */
export async function readStates(
  db: DatabaseLike,
  profileIds: readonly string[],
  reader: Reader = 'owner',
): Promise<ReadonlyMap<string, ProfileState>> {
  const where: Prisma.ProfileWhereInput = {
    id: { in: [...profileIds] },
    ...(reader === 'others' && { visibility: 'PUBLIC' }),
  };
  const select = {
    id: true,
    fullName: true,
    email: true,
    url: true,
    revision: true,
  } as const;
  // What is read after its revision is of that revision, or of a later one.
  const profiles = await db.profile.findMany({ where, select });
  if (profiles.length === 0) return new Map();
  const [kept, ...rows] = await Promise.all([
    readKept(db, profileIds),
    ...sections.map((section) => section.readRows(db, profileIds)),
  ]);
  const states = profiles.map(({ id, fullName, email, url, revision }): ProfileState => {
    const shown = sections.map((section, index) => section.shownRows(rows[index]?.get(id) ?? [], reader));
    const content = { fullName, email: reader === 'owner' ? email : null, url, sections: shown };
    return { id, revision, content, kept: kept.get(id) ?? null };
  });
  return new Map(states.map((state) => [state.id, state]));
}

/** @returns null where there is no such profile */
export async function readState(db: DatabaseLike, profileId: string): Promise<ProfileState | null> {
  return (await readStates(db, [profileId])).get(profileId) ?? null;
}

/** Encodes URLs such as `https://müller.de/a b`, which Vitae accepts, since JSON Resume has URIs only. */
function withUris(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withUris);
  if (!isJsonObject(value)) return value;
  const fields = Object.entries(value).map(([name, inner]) => [
    name,
    name === 'url' && typeof inner === 'string' && !isUri(inner) ? uriOf(inner) : withUris(inner),
  ]);
  return withRowId(Object.fromEntries(fields) as JsonObject, rowIdOf(value));
}
