// What `npm run import` prints of each file.
import type { FileResult } from '../resume/import-files.ts';
import { printable } from './printable.ts';

/** Of a file. */
const SHOWN_NOTES = 20;
/** Of a path or a message. */
const SHOWN_CHARACTERS = 200;

/** @param withNotes also those of an imported file */
export function linesOf(result: FileResult, withNotes: boolean): string[] {
  const file = printable(result.file);
  if (result.faults) {
    const what = result.outcome === 'conflict' ? 'conflict, not imported' : 'not imported';
    // The only thing that is looked for by its id.
    const faults = result.faults.map((fault) =>
      fault.code === 'NOT_FOUND' ? { ...fault, path: '--update' } : fault,
    );
    return [`${file}: ${what}`, ...noteLines(faults)];
  }
  const { outcome, profileId, notes } = result;
  const id = profileId === null ? '' : ` ${profileId}`;
  const count = notes.length === 0 ? '' : `, ${notes.length} ${notes.length === 1 ? 'note' : 'notes'}`;
  return [`${file}: ${outcome}${id}${count}`, ...(withNotes ? noteLines(notes) : [])];
}

/** A path holds keys of the file, which may be long, many, or meant to steer the terminal. */
function noteLines(notes: readonly { readonly path: string; readonly message: string }[]): string[] {
  const shown = notes
    .slice(0, SHOWN_NOTES)
    .map(
      ({ path, message }) =>
        `  ${printable(`${path.slice(0, SHOWN_CHARACTERS)}: ${message.slice(0, SHOWN_CHARACTERS)}`)}`,
    );
  return notes.length > shown.length ? [...shown, '  and more'] : shown;
}
