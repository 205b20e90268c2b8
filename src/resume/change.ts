// What an import changes in a profile that is there: three ways, between the resume that was imported last, the new one, and the
// profile as it is now.
import { isDeepStrictEqual } from 'node:util';
import type { Transaction } from '../database/client.ts';
import { sections } from '../sections/registry.ts';
import type { Note } from '../sections/note.ts';
import { contentOf, resumeOf, type ProfileContent, type ProfileState } from './content.ts';
import { keepResumes, withoutSchema } from './keep.ts';
import { merge, type Conflict } from './merge.ts';
import type { ImportPlan } from './plan.ts';
import { heldPart, wholeResume } from './whole.ts';

/** REPLACE: what was written by hand since the last import goes. */
export type ImportMode = 'MERGE' | 'REPLACE';

export interface Change {
  /** Null where nothing changes. */
  readonly write: ((tx: Transaction) => Promise<void>) | null;
  /** What the profile has otherwise than the resume. */
  readonly notes: readonly Note[];
}

export function changeOf(plan: ImportPlan, state: ProfileState, mode: ImportMode): Change {
  const { content, notes } = mode === 'REPLACE' ? { content: plan.content, notes: [] } : merged(plan, state);
  const writes = sectionWrites(state, content);
  const profile = columnsThatChange(state.content, content);
  const isOtherwiseChanged = () => {
    const before = wholeResume(state.kept, state.content);
    const after = wholeResume(plan.kept.content, content);
    return !isDeepStrictEqual(withoutSchema(before), withoutSchema(after));
  };
  const isChanged = writes.length > 0 || Object.keys(profile).length > 0 || isOtherwiseChanged();
  if (!isChanged) return { write: null, notes };
  const write = async (tx: Transaction) => {
    const { id: profileId } = state;
    if (Object.keys(profile).length > 0) await tx.profile.update({ where: { id: profileId }, data: profile });
    for (const writeSection of writes) await writeSection(tx, profileId);
    await keepResumes(tx, [{ profileId, kept: plan.kept }]);
  };
  return { write, notes };
}

function merged(plan: ImportPlan, state: ProfileState): { content: ProfileContent; notes: readonly Note[] } {
  const base = state.kept ? heldPart(state.kept) : undefined;
  const theirs = resumeOf(plan.content);
  const { value, conflicts } = merge(base, theirs, resumeOf(state.content));
  const notes = conflicts.map(noteOf);
  if (isDeepStrictEqual(value, theirs)) return { content: plan.content, notes };
  const ofBoth: Note[] = [];
  // Both sides have a name, so the result is an object with `basics`.
  const content = contentOf((value ?? {}) as typeof theirs, (note) => ofBoth.push(note));
  return { content, notes: [...notes, ...ofBoth] };
}

const noteOf = ({ path, theirs = null, ours = null }: Conflict): Note => ({
  path,
  written: theirs,
  read: ours,
  message: 'was changed in the profile as well, which stays as it is',
});

function sectionWrites(state: ProfileState, content: ProfileContent) {
  // What a resume of the rows is read as: what it has otherwise than the rows is not in a resume, and stays.
  const before = contentOf(resumeOf(state.content));
  return sections.flatMap((section, index) => {
    const rows = state.content.sections[index] ?? [];
    const read = before.sections[index] ?? [];
    const write = section.changes(
      rows,
      read.length === rows.length ? read : rows,
      content.sections[index] ?? [],
    );
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
