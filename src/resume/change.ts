// What an import changes in a profile that is there: three ways, between the resume that was imported last, the new one, and the
// profile as it is now.
import { isDeepStrictEqual } from 'node:util';
import type { Transaction } from '../database/client.ts';
import type { Resume } from '../sections/define.ts';
import type { Note } from '../sections/note.ts';
import { sections } from '../sections/registry.ts';
import { rowIdOf, type IdOf } from '../sections/row-id.ts';
import { contentOf, resumeOf, type ProfileContent, type ProfileState } from './content.ts';
import { hashOf, keepResumes, withoutSchema } from './keep.ts';
import { merge, type Conflict } from './merge.ts';
import type { ImportPlan } from './plan.ts';
import { givenPath } from './read/given-path.ts';
import { listsOf, sameRows } from './same-rows.ts';
import { heldPart, wholeOf } from './whole.ts';

/** REPLACE: what was written by hand since the last import goes. */
export type ImportMode = 'MERGE' | 'REPLACE';

export interface Change {
  /** Null where nothing changes. */
  readonly write: ((tx: Transaction) => Promise<void>) | null;
  /** What the profile has otherwise than the resume. */
  readonly notes: readonly Note[];
  /** Whether the resume is what the profile exports, so that nothing of it is left out. */
  readonly isExport: boolean;
}

export function changeOf(plan: ImportPlan, state: ProfileState, mode: ImportMode): Change {
  const now = resumeOf(state.content);
  const held = state.kept ? heldPart(state.kept) : {};
  const before = state.kept ? wholeOf(held, state.kept, now) : now;
  // The export of the profile.
  if (hashOf(before) === plan.kept.hash) return { write: null, notes: [], isExport: true };
  const theirs = resumeOf(plan.content);
  const idOf = sameRows(held, theirs, now);
  const merged = merge(held, theirs, now, idOf);
  const notes =
    mode === 'REPLACE' ? [] : merged.conflicts.map((conflict) => noteOf(conflict, theirs, plan.kept.content));
  // Both sides have a name, so the result is an object with `basics`.
  const after = mode === 'REPLACE' ? theirs : (merged.value as Resume);
  const isTheirs = isDeepStrictEqual(after, theirs);
  const rows = new Set(state.content.sections.flat().map(idOf));
  const content = isTheirs
    ? plan.content
    : contentOf(
        after,
        (note) => notes.push(note),
        (item) => rows.has(idOf(item)),
      );
  // An item that is over the maximum of its list has no row.
  const known = new Set([...listsOf(held).values(), ...content.sections].flat().map(idOf));
  const rowOf: IdOf = (item) => [idOf(item)].find((id) => known.has(id));
  const writes = sectionWrites(state.content, contentOf(now), content, idOf);
  const profile = columnsThatChange(state.content, content);
  const isChanged =
    writes.length > 0 ||
    Object.keys(profile).length > 0 ||
    !isDeepStrictEqual(withoutSchema(before), withoutSchema(wholeOf(theirs, plan.kept.content, after, idOf)));
  if (!isChanged) return { write: null, notes, isExport: false };
  const write = async (tx: Transaction) => {
    const { id: profileId } = state;
    if (Object.keys(profile).length > 0) await tx.profile.update({ where: { id: profileId }, data: profile });
    for (const writeSection of writes) await writeSection(tx, profileId);
    await keepResumes(tx, [{ profileId, kept: plan.kept, idOf: rowOf }]);
  };
  return { write, notes, isExport: false };
}

function noteOf({ path, theirs = null, ours = null }: Conflict, held: Resume, kept: Resume): Note {
  const message = 'was changed in the profile as well, which stays as it is';
  return { path: givenPath(kept, pathIn(kept, path, held)), written: theirs, read: ours, message };
}

/** The path in the resume of a path in what the sections hold of it, which may have fewer items. */
function pathIn(kept: Resume, path: string, held: Resume): string {
  const [name, items = []] = [...listsOf(held)].find(([list]) => path.startsWith(`${list}.`)) ?? [];
  if (name === undefined) return path;
  const [index, ...rest] = path.slice(name.length + 1).split('.');
  const id = rowIdOf(items[Number(index)]);
  const place =
    listsOf(kept)
      .get(name)
      ?.findIndex((item) => id !== undefined && rowIdOf(item) === id) ?? -1;
  return place < 0 ? path : [name, place, ...rest].join('.');
}

/** @param readAs what a resume of the rows is read as: what a row has otherwise is not in a resume, and stays */
function sectionWrites(now: ProfileContent, readAs: ProfileContent, after: ProfileContent, idOf: IdOf) {
  return sections.flatMap((section, index) => {
    const [rows = [], read = [], content = []] = [now, readAs, after].map((side) => side.sections[index]);
    const write = section.changes(rows, read, content, idOf);
    return write ? [write] : [];
  });
}

/** The profile keeps its name where the merged resume has none. */
function columnsThatChange(now: ProfileContent, { fullName, email, url }: ProfileContent) {
  return {
    ...(fullName !== null && fullName !== now.fullName && { fullName }),
    ...(email !== now.email && { email }),
    ...(url !== now.url && { url }),
  };
}
