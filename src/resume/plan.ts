// Plans the import of a resume, without a database: what a new profile of it holds, and what tells whose it is.
import { createHash } from 'node:crypto';
import type { Transaction } from '../database/client.ts';
import { InvalidInputError } from '../graphql/errors.ts';
import { isJsonObject, type JsonValue } from '../search/json.ts';
import type { Held, Resume } from '../sections/define.ts';
import { sections } from '../sections/registry.ts';
import type { Note } from '../sections/note.ts';
import { contentOf, resumeOf, type ProfileContent } from './content.ts';
import type { Identity } from './identity.ts';
import { bytesOfJson, fitting, hashOf, hashOfJson, keepResumes, type KeptResume } from './keep.ts';
import { givenPath } from './read/given-path.ts';
import { readResume } from './read/read-resume.ts';
import { withoutMark } from './whole.ts';

export interface PlanOptions {
  /** Refuses a resume with any note. @default false */
  readonly strict?: boolean | undefined;
  /** Tells whose resume it is, instead of its own address. */
  readonly key?: string | undefined;
  /** The most bytes of a profile: the longest texts of a larger resume are left out, each with a note. */
  readonly profileBytes: number;
  /** Of its file. @default none */
  readonly notes?: readonly Note[] | undefined;
}

/** What a resume becomes. */
export interface ImportPlan {
  /** Of a new profile; it lacks its id and its handle. */
  readonly profile: {
    readonly fullName: string;
    readonly email: string | null;
    readonly url: string | null;
    readonly importKey: string | null;
  };
  readonly content: ProfileContent;
  readonly kept: KeptResume;
  readonly identity: Identity;
  readonly notes: readonly Note[];
  /** Those of the resume before anything is left out for its size. */
  readonly notesOfWhole: readonly Note[];
}

/** @throws InvalidInputError where it is no resume; with `strict` also where anything is read otherwise than it was written */
export function planImport(
  json: unknown,
  { strict = false, key, profileBytes, notes: ofFile = [] }: PlanOptions,
): ImportPlan {
  const { resume: read, notes: ofReader } = readResume(json);
  const { resume, profileId } = withoutMark(read);
  const { content, kept, ...told } = fit(resume, profileBytes);
  const withOthers = (ofSections: readonly Note[]) => [
    ...ofFile,
    ...ofReader,
    ...ofSections.map((note) => ({ ...note, path: givenPath(read, note.path) })),
  ];
  const notes = withOthers(told.notes);
  const { fullName, email, url } = content;
  if (fullName === null)
    throw new InvalidInputError([{ path: 'basics.name', message: 'must be a name', code: 'REQUIRED' }]);
  if (strict && notes.length > 0)
    throw new InvalidInputError(notes.map(({ path, message }) => ({ path, message })));
  const hashes = { hash: hashOf(resume), givenHash: hashOfJson(json as JsonValue) };
  const importKey = importKeyOf(resume, key);
  return {
    profile: { fullName, email, url, importKey },
    content,
    kept: { content: kept, ...hashes, name: fullName },
    identity: { fullName, ...hashes, email, importKey, profileId },
    notes,
    notesOfWhole: told.notesOfWhole === told.notes ? notes : withOthers(told.notesOfWhole),
  };
}

/** The part of the most bytes that an import may fill. Edits by hand need the rest. */
const ROOM = 0.9;
/** What a row has besides its content, as JSON: ids, place, time, underscores. */
const ROW_BYTES = 180;

/** What is kept has at most so many bytes, and so have the rows of its content. */
function fit(
  resume: Resume,
  profileBytes: number,
): { content: ProfileContent; kept: Resume; notes: Note[]; notesOfWhole: Note[] } {
  const most = profileBytes * ROOM;
  const notes: Note[] = [];
  const content = contentOf(resume, (note) => notes.push(note));
  const rows = bytesOfRows(content);
  const room = rows <= most ? most : most - (rows - bytesOfJson(resumeOf(content)));
  const left: Note[] = [];
  const kept = fitting(resume, room, (note) => left.push(note));
  return kept === resume
    ? { content, kept, notes, notesOfWhole: notes }
    : { content: contentOf(kept, (note) => left.push(note)), kept, notes: left, notesOfWhole: notes };
}

const bytesOfRows = ({ sections: contents }: ProfileContent) =>
  contents.flat().reduce((sum, item) => sum + bytesOfJson(item) + ROW_BYTES, 0);

/** A longer key does not fit into an index row of Postgres. */
const LONGEST_KEY = 500;
/** Whoever began with the sample has its address, or that of the schema of the tool. */
const TEMPLATE = /resume-schema|schema\.json|\bschemas?\b/i;

function importKeyOf(resume: Resume, key: string | undefined): string | null {
  const canonical = isJsonObject(resume['meta']) ? resume['meta']['canonical'] : undefined;
  const own = typeof canonical === 'string' && !TEMPLATE.test(canonical) ? canonical.trim() : '';
  const text = key ?? own;
  if (text === '') return null;
  const short = text.length <= LONGEST_KEY ? text : createHash('sha256').update(text).digest('base64url');
  return `key:${short}`;
}

/** Writes sections and kept resumes of new profiles, whose own rows are there. A statement for each table, not for each profile. */
export async function insertPlans(
  tx: Transaction,
  people: readonly { readonly profileId: string; readonly plan: ImportPlan }[],
): Promise<void> {
  for (const [index, section] of sections.entries()) {
    const own = people.map(({ profileId, plan }) => ({ profileId, items: itemsOf(plan, index) }));
    await section.insert(tx, own);
  }
  await keepResumes(
    tx,
    people.map(({ profileId, plan: { kept } }) => ({ profileId, kept })),
  );
}

const itemsOf = ({ content }: ImportPlan, index: number): readonly Held[] => content.sections[index] ?? [];
