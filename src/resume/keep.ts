// What a profile keeps of a resume: all of it, unless the profile would hold too many bytes. Then the longest texts are left out.
import { createHash } from 'node:crypto';
import type { DatabaseLike, Transaction } from '../database/client.ts';
import { cut } from '../graphql/errors.ts';
import { isJsonObject, parseJson, type JsonObject, type JsonValue } from '../search/json.ts';
import type { Resume } from '../sections/define.ts';
import type { Note } from '../sections/note.ts';
import { rowIdOf, withRowId, type IdOf } from '../sections/row-id.ts';
import { stableText } from '../sections/stable-text.ts';
import { isNothing } from './read/note.ts';
import { listsOf } from './same-rows.ts';

/** What a profile keeps of the resume that was imported last. */
export interface KeptResume {
  readonly content: Resume;
  /** See `hashOf`. */
  readonly hash: string;
  /** Of the resume as it was given. */
  readonly givenHash: string;
  /** The name in it. */
  readonly name: string;
}

/** Writes what profiles keep, instead of what they kept before, in one statement. */
export async function keepResumes(
  tx: Transaction,
  people: readonly { readonly profileId: string; readonly kept: KeptResume; readonly idOf?: IdOf }[],
): Promise<void> {
  const ids = people.map(({ profileId }) => profileId);
  const column = (of: (kept: KeptResume) => string) => people.map(({ kept }) => of(kept));
  // As text: Prisma's JSON leaves out a field that is named __proto__.
  const contents = column(({ content }) => JSON.stringify(content));
  const [hashes, names] = [column(({ hash }) => hash), column(({ name }) => name)];
  const given = column(({ givenHash }) => givenHash);
  const rows = people.map(({ kept, idOf }) => JSON.stringify(rowsOf(kept, idOf)));
  await tx.$executeRaw`
    INSERT INTO resume (profile_id, content, hash, given_hash, name, rows)
    SELECT id, content::json, hash, given_hash, name, rows::jsonb
      FROM unnest(${ids}::uuid[], ${contents}::text[], ${hashes}::text[], ${given}::text[], ${names}::text[], ${rows}::text[])
        AS given (id, content, hash, given_hash, name, rows)
        ON CONFLICT (profile_id) DO UPDATE
       SET content = excluded.content, hash = excluded.hash, given_hash = excluded.given_hash, name = excluded.name,
           rows = excluded.rows`;
}

/** By the name of a list, the row that each of its items became; null for one that no section holds. */
type Rows = Readonly<Record<string, readonly (string | null)[]>>;

/** With the hash, since an earlier release writes the resume without them. */
function rowsOf({ content, hash }: KeptResume, idOf: IdOf = rowIdOf): { hash: string; ids: Rows } {
  const lists = [...listsOf(content)].map(
    ([name, items]) => [name, items.map((item) => idOf(item) ?? null)] as const,
  );
  return { hash, ids: Object.fromEntries(lists.filter(([, ids]) => ids.some((id) => id !== null))) };
}

function withRows(content: Resume, rows: Rows): Resume {
  for (const [name, items] of listsOf(content))
    for (const [index, item] of items.entries()) withRowId(item, rows[name]?.[index]);
  return content;
}

/** @returns those of the profiles into which something was imported */
export async function readKept(
  db: DatabaseLike,
  profileIds: readonly string[],
): Promise<ReadonlyMap<string, Resume>> {
  const kept = await db.$queryRaw<{ id: string; content: string; rows: Rows | null }[]>`
    SELECT profile_id AS id, content::text, CASE WHEN rows ->> 'hash' = hash THEN rows -> 'ids' END AS rows
      FROM resume WHERE profile_id = ANY(${[...profileIds]}::uuid[])`;
  // An import wrote it.
  return new Map(
    kept.map(({ id, content, rows }) => [id, withRows(parseJson(content) as Resume, rows ?? {})]),
  );
}

/** Equal for equal resumes, in whatever order their fields are. The schema that a resume names does not count. */
export const hashOf = (resume: Resume): string => hashOfJson({ ...withoutSchema(resume) });

export const hashOfJson = (value: JsonValue): string =>
  createHash('sha256').update(stableText(value)).digest('base64url');

/** An export adds `$schema`, so it tells nothing about the resume. */
export const withoutSchema = (resume: Resume): Resume =>
  Object.fromEntries(Object.entries(resume).filter(([name]) => name !== '$schema'));

export const bytesOfJson = (value: JsonValue | object) => Buffer.byteLength(JSON.stringify(value));

/** Shorter texts cost little, and would leave a hole for nothing. */
const SHORTEST = 200;
const SHOWN = 100;
const TOO_LARGE = 'since the resume is larger than a profile may be';

/** The resume without its longest texts, then without the ends of its largest parts, until it has at most so many bytes. */
export function fitting(resume: Resume, most: number, note: (note: Note) => void): Resume {
  let excess = bytesOfJson(resume) - most;
  if (excess <= 0) return resume;
  const copy: JsonObject = structuredClone(resume);
  const texts = textsIn(copy, []).sort((one, other) => other.text.length - one.text.length);
  for (const { path, text } of texts) {
    if (excess <= 0) break;
    const left = shorten(copy, path, text);
    excess -= bytesOfJson(text) - bytesOfJson(left ?? '');
    const message = `${left === null ? 'is left out' : 'is cut'}, ${TOO_LARGE}`;
    note({ path: path.join('.'), written: cut(text, SHOWN), read: left, message });
  }
  excess = bytesOfJson(copy) - most;
  for (const part of partsOf(copy).sort((one, other) => other.bytes - one.bytes)) {
    if (excess <= 0) break;
    excess -= leaveOut(part, excess, note);
  }
  return copy;
}

interface Part {
  readonly object: JsonObject;
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

/** Fields of the resume and of its basics: never the name. */
function partsOf(resume: JsonObject): Part[] {
  const { basics } = resume;
  const parts = (object: JsonObject, within: string) =>
    Object.entries(object).map(([name, value]) => {
      return { object, name, path: `${within}${name}`, bytes: bytesOfJson(value) };
    });
  const all = [...parts(resume, ''), ...(isJsonObject(basics) ? parts(basics, 'basics.') : [])];
  return all.filter(({ path }) => path !== 'basics' && path !== 'basics.name');
}

/** Of a list only the last items. @returns the bytes that it had */
function leaveOut({ object, name, path, bytes }: Part, excess: number, note: (note: Note) => void): number {
  const value = object[name];
  const count = Array.isArray(value) ? value.length : 0;
  let freed = 0;
  while (Array.isArray(value) && value.length > 1 && freed < excess)
    freed += bytesOfJson(value.pop() ?? null) + 1;
  if (Array.isArray(value) && freed >= excess) {
    note({ path, written: count, read: value.length, message: `has its first items only, ${TOO_LARGE}` });
    return freed;
  }
  Reflect.deleteProperty(object, name);
  note({ path, written: `${String(bytes)} bytes`, read: null, message: `is left out, ${TOO_LARGE}` });
  return bytes;
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

/** Leaves a text out. Where nothing else is there its beginning stays: what is empty is no item. @returns what is left */
function shorten(root: JsonObject, path: Path, text: string): string | null {
  const key = path.at(-1) ?? '';
  const steps = path.slice(0, -1);
  const container = steps.reduce<JsonValue>(
    (value, step) => (value as JsonObject)[step] ?? null,
    root,
  ) as JsonObject;
  if (!Array.isArray(container)) {
    Reflect.deleteProperty(container, key);
    if (!isNothing(container)) return null;
  }
  container[key] = cut(text, SHOWN);
  return cut(text, SHOWN);
}
