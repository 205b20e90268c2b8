// What a profile keeps of a resume: all of it, unless the profile would hold too many bytes. Then the longest texts are left out.
import { createHash } from 'node:crypto';
import type { DatabaseLike, Transaction } from '../database/client.ts';
import { cut } from '../graphql/errors.ts';
import { isJsonObject, parseJson, type JsonObject, type JsonValue } from '../search/json.ts';
import type { Resume } from '../sections/define.ts';
import type { Note } from '../sections/note.ts';
import { stableText } from '../sections/stable-text.ts';

/** What a profile keeps of the resume that was imported last. */
export interface KeptResume {
  readonly content: Resume;
  /** See `hashOf`. */
  readonly hash: string;
  /** The name in it. */
  readonly name: string;
}

/** Writes what profiles keep, instead of what they kept before, in one statement. */
export async function keepResumes(
  tx: Transaction,
  people: readonly { readonly profileId: string; readonly kept: KeptResume }[],
): Promise<void> {
  const ids = people.map(({ profileId }) => profileId);
  const column = (of: (kept: KeptResume) => string) => people.map(({ kept }) => of(kept));
  // As text: Prisma's JSON leaves out a field that is named __proto__.
  const contents = column(({ content }) => JSON.stringify(content));
  const [hashes, names] = [column(({ hash }) => hash), column(({ name }) => name)];
  await tx.$executeRaw`
    INSERT INTO resume (profile_id, content, hash, name)
    SELECT id, content::json, hash, name
      FROM unnest(${ids}::uuid[], ${contents}::text[], ${hashes}::text[], ${names}::text[]) AS given (id, content, hash, name)
        ON CONFLICT (profile_id) DO UPDATE SET content = excluded.content, hash = excluded.hash, name = excluded.name`;
}

/** @returns those of the profiles into which something was imported */
export async function readKept(
  db: DatabaseLike,
  profileIds: readonly string[],
): Promise<ReadonlyMap<string, Resume>> {
  const kept = await db.$queryRaw<{ id: string; content: string }[]>`
    SELECT profile_id AS id, content::text FROM resume WHERE profile_id = ANY(${[...profileIds]}::uuid[])`;
  // An import wrote it.
  return new Map(kept.map(({ id, content }) => [id, parseJson(content) as Resume]));
}

/** Equal for equal resumes, in whatever order their fields are. The schema that a resume names does not count. */
export function hashOf(resume: Resume): string {
  return createHash('sha256')
    .update(stableText({ ...withoutSchema(resume) }))
    .digest('base64url');
}

/** An export adds it. */
export const withoutSchema = (resume: Resume): Resume =>
  Object.fromEntries(Object.entries(resume).filter(([name]) => name !== '$schema'));

export const bytesOfJson = (value: JsonValue | object) => Buffer.byteLength(JSON.stringify(value));

/** Shorter texts cost little, and would leave a hole for nothing. */
const SHORTEST = 200;
const SHOWN = 100;
const TOO_LARGE = 'is left out, since the resume is larger than a profile may be';

/** The resume without its longest texts, then without its largest parts, until it has at most so many bytes. */
export function fitting(resume: Resume, most: number, note: (note: Note) => void): Resume {
  let excess = bytesOfJson(resume) - most;
  if (excess <= 0) return resume;
  const copy = structuredClone(resume) as JsonObject;
  const texts = textsIn(copy, []).sort((one, other) => other.text.length - one.text.length);
  for (const { path, text } of texts) {
    if (excess <= 0) break;
    remove(copy, path);
    excess -= bytesOfJson(text);
    note({ path: path.join('.'), written: cut(text, SHOWN), read: null, message: TOO_LARGE });
  }
  excess = bytesOfJson(copy) - most;
  const parts = Object.entries(copy).map(([name, value]) => ({ name, bytes: bytesOfJson(value) }));
  for (const { name, bytes } of parts.sort((one, other) => other.bytes - one.bytes)) {
    if (excess <= 0 || name === 'basics') continue;
    Reflect.deleteProperty(copy, name);
    excess -= bytes;
    note({ path: name, written: `${String(bytes)} bytes`, read: null, message: TOO_LARGE });
  }
  return copy;
}

type Path = readonly (string | number)[];

/** Those that may be left out: never the name. */
function textsIn(value: JsonValue, path: Path): { readonly path: Path; readonly text: string }[] {
  if (typeof value === 'string') {
    return value.length < SHORTEST || path.join('.') === 'basics.name' ? [] : [{ path, text: value }];
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => textsIn(item, [...path, index]));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => textsIn(inner, [...path, name]));
}

/** In a list the text becomes empty, so that the places of the others stay. */
function remove(root: JsonValue, path: Path): void {
  const key = path.at(-1) ?? '';
  let container: JsonValue | undefined = root;
  for (const step of path.slice(0, -1)) container = (container as Record<string | number, JsonValue>)[step];
  if (Array.isArray(container)) container[Number(key)] = '';
  else if (isJsonObject(container)) Reflect.deleteProperty(container, key);
}
